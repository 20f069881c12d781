package folder

import (
	"errors"
	"math"

	"github.com/clientele-go/clientele/customer"
)

// What is wrong with a row besides how its cells are spelled.
var (
	errTwice        = errors.New("the same ID as in an earlier row")
	errCustomer     = errors.New("no such ID in customers.csv")
	errOrder        = errors.New("no such ID in orders.csv")
	errNotification = errors.New("no such ID in notifications.csv")
	errNoFile       = errors.New("it is a folder, a pipe or a device, and no regular file")
	errBeyond       = errors.New("with this one the refunds go beyond the order's total")
	errTooMany      = errors.New("more rows than can be numbered")
)

// ids are the IDs that a file declares, with the numbers of their rows. IDs of
// rejected rows are among them, so that one bad cell is not reported again by
// every row that refers to it.
type ids struct {
	index index
	names []string // by row; empty for a row without an ID of its own

	// partial is true if some IDs could not be read. Then nothing can be said of
	// one that is not here.
	partial bool
}

// declare reads the ID of the current row from cell i, and rejects the row if the
// ID is not new.
func (x *ids) declare(t *table, i int) (id string) {
	cell := t.Cell(i)
	_, twice := x.index.find(cell, x.names)
	switch {
	case len(cell) == 0: // noted by the table
	case twice:
		t.Reject(i, errTwice)
	case len(x.names) >= math.MaxInt32-1:
		t.Reject(i, errTooMany)
	default:
		id = t.Text(i)
	}
	if x.names = append(x.names, id); id != "" {
		x.index.add(cell, len(x.names)-1, x.names)
	}
	return id
}

// number gives the IDs the numbers of customers in their order.
func (x *ids) number(customers []customer.Customer) {
	same := true
	for i := range customers {
		same = same && x.names[i] == string(customers[i].ID)
		x.names[i] = string(customers[i].ID)
	}
	if same {
		return
	}
	x.index = index{}
	for i, id := range x.names {
		if id != "" {
			x.index.add([]byte(id), i, x.names)
		}
	}
}

// refer reads the ID of another row from cell i, and rejects the current row if
// there is no such ID.
func (x *ids) refer(t *table, i int, none error) (number int, ok bool) {
	cell := t.Cell(i)
	number, ok = x.index.find(cell, x.names)
	if !ok && !x.partial && len(cell) > 0 {
		t.Reject(i, none)
	}
	return number, ok
}

// asked are rows whose customers are looked up together.
type asked struct {
	crowd crowd
	rows  []askedRow
}

type askedRow struct {
	line            int
	accepted, empty bool
}

// ask asks whose the current row is.
func (t *table) ask() {
	id := t.Cell(t.format.owner)
	t.asked.rows = append(t.asked.rows, askedRow{t.Line(), t.Accept(), len(id) == 0})
	if t.asked.crowd.add(id) {
		t.settle()
	}
}

// settle finds the customers of the rows that were asked about, and counts guests,
// or notes that there is no such customer.
func (t *table) settle() {
	customers := &t.r.customers
	for i, n := range customers.index.findAll(&t.asked.crowd, customers.names) {
		t.owners = append(t.owners, n)
		switch row := t.asked.rows[i]; {
		case n != guest:
		case t.format.guests && row.accepted:
			t.file.Guests++
		case !t.format.guests && !row.empty && !customers.partial:
			p := t.Problem(t.format.owner, errCustomer)
			p.Line = row.line
			t.problems.Add(p)
			if row.accepted {
				t.late++
			}
		}
	}
	t.asked.rows = t.asked.rows[:0]
}
