package folder

import (
	"bytes"
	"errors"
	"math"
)

// What is wrong with a row besides how its cells are spelled.
var (
	errTwice        = errors.New("the same ID as in an earlier row")
	errCustomer     = errors.New("no such ID in customers.csv")
	errOrder        = errors.New("no such ID in orders.csv")
	errNotification = errors.New("no such ID in notifications.csv")
	errNoRefund     = errors.New("a refund of 0")
	errBeyond       = errors.New("with this one the refunds go beyond the order's total")
	errTooMany      = errors.New("more rows than can be numbered")
)

// ids are the IDs that a file declares, numbered as they come. IDs of rejected
// rows are among them, so that one bad cell is not reported again by every row
// that refers to it.
type ids struct {
	index index
	names []string

	// partial says that not all IDs could be read. Then nothing can be said of
	// one that is not here.
	partial bool
}

// latest is the ID that was found last: facts of one customer often stand
// together.
type latest struct {
	id     []byte
	number int32
}

// find returns the number of an ID.
func (x *ids) find(id []byte, last *latest) (n int32, ok bool) {
	if len(id) > 0 && bytes.Equal(id, last.id) {
		return last.number, true
	}
	if n, ok = x.index.find(id, x.names); ok {
		last.id, last.number = append(last.id[:0], id...), n
	}
	return n, ok
}

// declare reads the ID of a new row from cell i, and rejects the row if the ID
// is not new. It reports whether the ID got a number, the next one.
func (x *ids) declare(t *table, i int) (id string, ok bool) {
	if id = t.Text(i); id == "" {
		return "", false // noted by the table
	}
	if _, twice := x.index.find(t.Cell(i), x.names); twice {
		t.Reject(i, errTwice)
		return "", false
	}
	if len(x.names) == math.MaxInt32-1 {
		t.Reject(i, errTooMany)
		return "", false
	}
	x.names = append(x.names, id)
	x.index.add(t.Cell(i), x.names)
	return id, true
}

// guest is the number of whoever is no customer.
const guest = -1

// anyone reads the customer of a fact that a guest can have too: the number. The
// ID comes to the fact when the facts are put in order.
func (t *table) anyone(i int) int32 {
	if n, ok := t.r.customerIDs.find(t.Cell(i), &t.customerAt); ok {
		return n
	}
	return guest
}

// later has the customer of an accepted row looked up later, for a pile, together
// with others.
func (t *table) later(i int, owners *[]int32) {
	t.owners = owners
	if t.waiting.add(t.Cell(i)) {
		t.settle()
	}
}

// settle looks up who waits.
func (t *table) settle() {
	if t.owners == nil {
		return
	}
	before, ids := len(*t.owners), &t.r.customerIDs
	*t.owners = ids.index.findAll(&t.waiting, ids.names, *t.owners)
	for _, n := range (*t.owners)[before:] {
		t.countGuest(n)
	}
}

// customer reads the customer of a fact that only customers can have.
func (t *table) customer(i int) int32 {
	n := t.anyone(i)
	if n == guest && !t.r.customerIDs.partial && len(t.Cell(i)) > 0 {
		t.Reject(i, errCustomer)
	}
	return n
}
