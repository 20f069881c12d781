package kit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// IDOrder compares IDs as a repository's Ranges say; nil compares their bytes.
type IDOrder func(a, b customer.ID) int

// Compare compares two IDs, with guests before everybody else.
func (o IDOrder) Compare(a, b customer.ID) int {
	if o == nil || a == "" || b == "" {
		return cmp.Compare(a, b)
	}
	return o(a, b)
}

// Holds reports whether a range holds an ID.
func (o IDOrder) Holds(r customer.Range, id customer.ID) bool {
	return o.Compare(r.From, id) <= 0 && (r.To == "" || o.Compare(id, r.To) < 0)
}

// rangesBetween returns the ranges between cuts.
func rangesBetween(cuts []customer.ID) []customer.Range {
	all := []customer.Range{{}}
	for i, c := range cuts {
		all[i].To = c
		all = append(all, customer.Range{From: c})
	}
	return all
}

// askCuts asks for ranges of about n of these customers, and checks the answer.
func askCuts(ctx context.Context, r customer.Ranger, n int, ids []customer.ID) ([]customer.ID, IDOrder, error) {
	cuts, compare, err := r.Ranges(ctx, n)
	if err != nil {
		return nil, nil, fmt.Errorf("an error: %w", err)
	}
	by := IDOrder(compare)
	if err := by.check(slices.Concat(ids, cuts)); err != nil {
		return nil, nil, err
	}
	for i, c := range cuts {
		if c == "" {
			return nil, nil, errors.New("must cut at an ID, but a cut is empty")
		}
		if i > 0 && by.Compare(cuts[i-1], c) >= 0 {
			return nil, nil, fmt.Errorf("the cuts must ascend, but %q comes after %q", string(c), string(cuts[i-1]))
		}
	}
	return cuts, by, nil
}

// check checks that the comparison is an order of these IDs.
func (o IDOrder) check(ids []customer.ID) error {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, o.Compare)
	for i, a := range ids {
		for j, b := range ids {
			got, back := cmp.Compare(o.Compare(a, b), 0), cmp.Compare(o.Compare(b, a), 0)
			if got != -back || i < j && got > 0 || a == b && got != 0 {
				return fmt.Errorf("must compare IDs by one order, but %q and %q are compared in two ways", string(a), string(b))
			}
		}
	}
	return nil
}

// cutsEnough checks that no range has two thirds of the customers, where ranges of about
// n have few of them.
func cutsEnough(cuts []customer.ID, by IDOrder, n int, ids []customer.ID) error {
	for _, r := range rangesBetween(cuts) {
		in := 0
		for _, id := range ids {
			if by.Holds(r, id) {
				in++
			}
		}
		if 3*in > 2*len(ids) {
			return fmt.Errorf("must cut %d customers into ranges of about %d, but one range has %d of them", len(ids), n, in)
		}
	}
	return nil
}
