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

// latest is the ID that was found last: rows that refer to the same one often
// stand together.
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
	if id = t.text(i); id == "" {
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

// acceptOf reports whether nothing is wrong with the current row, but perhaps
// that it is of nobody: the customer in cell i of an accepted row is looked up
// together with others, and the number goes where owners are.
func (t *table) acceptOf(i int, owners *blocks[int32]) bool {
	if !t.Accept() {
		t.rejectStranger(i)
		return false
	}
	if t.owners == nil {
		t.owners, t.stranger = owners, t.Problem(i, errCustomer)
	}
	t.lines = append(t.lines, t.Line())
	if t.waiting.add(t.Cell(i)) {
		t.settle()
	}
	return true
}

// rejectStranger notes of a row that is wrong anyway if it is of nobody too.
func (t *table) rejectStranger(i int) {
	id, ids := t.Cell(i), &t.r.customerIDs
	if t.hasGuests || ids.partial || len(id) == 0 {
		return
	}
	if _, ok := ids.index.find(id, ids.names); !ok {
		t.Reject(i, errCustomer)
	}
}

// settle looks up whose the rows are that wait, and counts guests, or notes that
// there is no such customer.
func (t *table) settle() {
	if t.owners == nil {
		return
	}
	ids := &t.r.customerIDs
	for i, n := range ids.index.findAll(&t.waiting, ids.names) {
		t.owners.put(n)
		switch {
		case n != guest:
		case t.hasGuests:
			t.guests++
		case !ids.partial:
			t.stranger.Line = t.lines[i]
			t.problems.Add(t.stranger)
			t.late++
		}
	}
	t.lines = t.lines[:0]
}
