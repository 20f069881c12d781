package value

import (
	"errors"
	"slices"
)

// ErrMigration reports two reports that cannot be compared: of other boxes, or of other
// customers.
var ErrMigration = errors.New("value: not reports on the same customers and boxes")

// A Migration is how many customers moved from which segment to which (F6).
type Migration struct {
	// Segments are the names: those of the boxes, then Others, then NoOrders.
	Segments []string

	// Counts[from][to] are the customers who were in one segment and are in another, by the
	// places in Segments. All of them add up to the customers.
	Counts [][]int
}

// Migrate returns how customers moved between two instants: the reports are answers to the
// same question but for AsOf. Customers without scores are in NoOrders. The error is
// ErrMigration.
func Migrate(from, to *RFMReport) (Migration, error) {
	if !slices.Equal(from.Boxes, to.Boxes) || len(from.Customers)+from.NoOrders != len(to.Customers)+to.NoOrders {
		return Migration{}, ErrMigration
	}
	m := Migration{}
	at := map[string]int{}
	for _, b := range from.Boxes {
		m.Segments = append(m.Segments, b.Name)
	}
	m.Segments = append(m.Segments, Others, NoOrders)
	for i, name := range m.Segments {
		at[name] = i
		m.Counts = append(m.Counts, make([]int, len(m.Segments)))
	}
	none, stayed := at[NoOrders], from.NoOrders
	a, b := from.Customers, to.Customers
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].ID < b[0].ID:
			m.Counts[at[a[0].Segment]][none]++
			a = a[1:]
		case len(a) == 0 || b[0].ID < a[0].ID:
			m.Counts[none][at[b[0].Segment]]++
			stayed--
			b = b[1:]
		default:
			m.Counts[at[a[0].Segment]][at[b[0].Segment]]++
			a, b = a[1:], b[1:]
		}
	}
	if stayed < 0 {
		return Migration{}, ErrMigration
	}
	m.Counts[none][none] = stayed
	return m, nil
}

// Moved returns how many customers are in another segment than before.
func (m *Migration) Moved() (n int) {
	for from := range m.Counts {
		for to, count := range m.Counts[from] {
			if from != to {
				n += count
			}
		}
	}
	return n
}
