package folder

import (
	"errors"
	"math"
	"time"

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
// every row that refers to it; but not with Options.Skip, where only rows that are
// accepted have numbers.
type ids struct {
	index index
	names []string // by row; empty for a row without an ID of its own

	// partial is true if some IDs could not be read. Then nothing can be said of
	// one that is not here.
	partial bool
}

// declare gives the ID of the current row, which is cell i, the row's number, and
// rejects the row if the ID is not new. All else of the row was read. It reports
// whether the row has a number.
func (x *ids) declare(t *table, i int) bool {
	fresh := x.fresh(t, i)
	return x.add(t, i, fresh)
}

// fresh reports whether the ID of the current row, which is cell i, is new, and
// rejects the row if it comes twice.
func (x *ids) fresh(t *table, i int) bool {
	cell := t.Cell(i)
	if !t.sound() || len(cell) == 0 { // noted by the table
		return false
	}
	if _, twice := x.index.find(cell, x.names); twice {
		t.Reject(i, errTwice)
		return false
	}
	if len(x.names) >= math.MaxInt32-1 {
		t.Reject(i, errTooMany)
		return false
	}
	return true
}

// add gives the current row a number, and its ID if that is fresh. It reports
// whether it did.
func (x *ids) add(t *table, i int, fresh bool) bool {
	if !t.sound() {
		return false
	}
	id := ""
	if fresh {
		id = t.Text(i)
	}
	if x.names = append(x.names, id); fresh {
		x.index.add(t.Cell(i), len(x.names)-1, x.names)
	}
	return true
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
	if !ok && !x.partial && len(cell) > 0 && t.sound() {
		t.Reject(i, none)
		t.lost = true
	}
	return number, ok
}

// asked are rows whose customers are looked up together.
type asked struct {
	crowd crowd
	rows  []askedRow
}

type askedRow struct {
	line     int
	accepted bool
	sound    bool // it can be reported that there is no such customer
	latest   time.Time
}

// askOwner asks whose the current row is.
func (t *table) askOwner() {
	id := t.Cell(t.format.owner)
	sound := len(id) > 0 && (t.sound() || t.lost)
	t.asked.rows = append(t.asked.rows, askedRow{t.Line(), t.Accept(), sound, t.rowLatest})
	if t.asked.crowd.add(id) {
		t.settleOwners()
	}
}

// settleOwners finds the customers of the rows that were asked about, and counts guests,
// or notes that there is no such customer.
func (t *table) settleOwners() {
	customers := &t.r.customers
	for i, n := range customers.index.findAll(&t.asked.crowd, customers.names) {
		row := t.asked.rows[i]
		switch {
		case n != guest:
		case t.format.guests && row.accepted:
			t.file.Guests++
		case !t.format.guests && row.sound && !customers.partial:
			p := t.Problem(t.format.owner, errCustomer)
			p.Line = row.line
			t.note(p)
			if row.accepted {
				t.late++
				row.accepted = false
			}
		}
		if row.accepted {
			t.happened(row.latest)
		} else {
			n = leftOut
		}
		t.owners = append(t.owners, n)
	}
	t.asked.rows = t.asked.rows[:0]
}
