package value

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The names of customers who are in no box (F4), which no box may have.
const (
	Others   = "others"    // scored, and in no box
	NoOrders = "no orders" // not scored
)

// ErrBoxes reports a list of boxes that cannot be used (F4): a box without a name or with
// one that another has, a score that there is not, or a box that is never reached.
var ErrBoxes = errors.New("value: invalid boxes")

// A Band is the scores from From to To, both included.
type Band struct{ From, To int }

// holds reports whether a score is in the band.
func (b Band) holds(score int) bool { return b.From <= score && score <= b.To }

// A Box is a segment: a name, and the scores that customers in it have (F4).
type Box struct {
	Name    string
	R, F, M Band
}

// Holds reports whether the scores lie in the box.
func (b *Box) Holds(r, f, m int) bool { return b.R.holds(r) && b.F.holds(f) && b.M.holds(m) }

// BuiltIn returns the ten boxes of the rulebook, for 5 scores (F4). Ten cells, such as
// 5, 4, 1, are in none.
func BuiltIn() []Box {
	return []Box{
		{"Champions", Band{5, 5}, Band{5, 5}, Band{5, 5}},
		{"Potential Loyalist", Band{3, 5}, Band{3, 5}, Band{2, 5}},
		{"Loyal Customers", Band{2, 4}, Band{2, 4}, Band{2, 4}},
		{"Promising", Band{3, 4}, Band{1, 3}, Band{3, 5}},
		{"New Customers", Band{4, 5}, Band{1, 3}, Band{1, 5}},
		{"Can't Lose Them", Band{1, 2}, Band{3, 4}, Band{4, 5}},
		{"At Risk", Band{1, 2}, Band{2, 5}, Band{4, 5}},
		{"Need Attention", Band{1, 3}, Band{3, 5}, Band{3, 5}},
		{"About To Sleep", Band{2, 3}, Band{1, 3}, Band{1, 4}},
		{"Lost", Band{1, 1}, Band{1, 5}, Band{1, 5}},
	}
}

// CheckBoxes returns an ErrBoxes that names, by its number from 1, the first box that cannot
// be used with so many scores.
func CheckBoxes(boxes []Box, scores int) error {
	names := map[string]bool{Others: true, NoOrders: true, "": true}
	for i := range boxes {
		b := &boxes[i]
		for _, band := range []Band{b.R, b.F, b.M} {
			if band.From < 1 || band.From > band.To || band.To > scores {
				return fmt.Errorf("%w: box %d has a score that is not from 1 to %d", ErrBoxes, i+1, scores)
			}
		}
		if names[b.Name] || strings.TrimSpace(b.Name) != b.Name {
			return fmt.Errorf("%w: box %d has no name, or one that is taken", ErrBoxes, i+1)
		}
		names[b.Name] = true
	}
	reached := make([]bool, len(boxes)+1)
	for _, box := range cells(boxes, scores) {
		reached[box] = true
	}
	for i := range boxes {
		if !reached[i] {
			return fmt.Errorf("%w: box %d is never reached: those before it have all of its cells", ErrBoxes, i+1)
		}
	}
	return nil
}

// A Cell is three scores.
type Cell struct{ R, F, M int }

// Holes returns the cells, of so many scores, that no box has: those of Others (F4).
func Holes(boxes []Box, scores int) (holes []Cell) {
	table := cells(boxes, scores)
	for i, box := range table {
		if box == len(boxes) {
			holes = append(holes, Cell{i/(scores*scores) + 1, i/scores%scores + 1, i%scores + 1})
		}
	}
	return holes
}

// cells returns the box of every cell: the first one that holds it, or the number of boxes.
func cells(boxes []Box, scores int) []int {
	table := make([]int, scores*scores*scores)
	for i := range table {
		r, f, m := i/(scores*scores)+1, i/scores%scores+1, i%scores+1
		for table[i] < len(boxes) && !boxes[table[i]].Holds(r, f, m) {
			table[i]++
		}
	}
	return table
}

// MarshalText writes the box as its bands and its name: "3-5 3-5 2-5 Potential Loyalist".
func (b Box) MarshalText() ([]byte, error) {
	return []byte(fmt.Sprintf("%s %s %s %s", b.R, b.F, b.M, b.Name)), nil
}

// UnmarshalText reads what MarshalText writes.
func (b *Box) UnmarshalText(text []byte) error {
	parts := strings.SplitN(string(text), " ", 4)
	if len(parts) < 4 || parts[3] == "" {
		return errBox
	}
	read := Box{Name: parts[3]}
	for i, band := range []*Band{&read.R, &read.F, &read.M} {
		if !band.read(parts[i]) {
			return errBox
		}
	}
	*b = read
	return nil
}

var errBox = errors.New("want three scores or bands of them and a name, such as 3-5 3-5 2-5 Potential Loyalist")

// String returns the band as "5" or "2-4".
func (b Band) String() string {
	if b.From == b.To {
		return strconv.Itoa(b.From)
	}
	return fmt.Sprintf("%d-%d", b.From, b.To)
}

func (b *Band) read(text string) bool {
	from, to, two := strings.Cut(text, "-")
	if !two {
		to = from
	}
	var err1, err2 error
	b.From, err1 = strconv.Atoi(from)
	b.To, err2 = strconv.Atoi(to)
	return err1 == nil && err2 == nil && b.String() == text
}
