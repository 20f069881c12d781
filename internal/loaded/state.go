package loaded

import (
	"iter"
	"slices"
	"sort"

	"github.com/clientele-go/clientele/customer"
)

// state is all facts of a wing at one time, in parts of some thousand, in the order of
// the customers by bytes. It never changes: the next state shares the parts that are
// the same. The zero state has no facts.
type state[M, P any] struct {
	rest  M         // what belongs to no customer
	parts []part[P] // none, or that of the guests and others
}

// part is the facts of the customers from one on, up to the next part's.
type part[P any] struct {
	from customer.ID
	has  P
	size int // in facts
}

// named is where the second part begins. The guests have the first one to themselves:
// there can be very many of their facts.
const named customer.ID = "\x00"

// cuts returns where the parts but the first one begin.
func (s *state[M, P]) cuts() (all []customer.ID) {
	for i := range s.parts {
		if i > 0 {
			all = append(all, s.parts[i].from)
		}
	}
	return all
}

// part returns the part that is a range.
func (s *state[M, P]) part(r within) (has P, ok bool) {
	i := s.at(r.From)
	if i < 0 || s.parts[i].from != r.From || s.to(i) != r.To {
		return has, false
	}
	return s.parts[i].has, true
}

// at returns the place of a customer's part, -1 if there is none.
func (s *state[M, P]) at(id customer.ID) int {
	return sort.Search(len(s.parts), func(i int) bool { return s.parts[i].from > id }) - 1
}

// to returns where a part ends.
func (s *state[M, P]) to(i int) customer.ID {
	if i+1 < len(s.parts) {
		return s.parts[i+1].from
	}
	return ""
}

// mine returns those of sorted customers who are in a part, and the others.
func (s *state[M, P]) mine(i int, of []customer.ID) (mine, others []customer.ID) {
	n := len(of)
	if to := s.to(i); to != "" {
		n, _ = slices.BinarySearch(of, to)
	}
	return of[:n], of[n:]
}

// near yields the parts that have facts of a scope, and which of the scope's customers
// can be in each; nil means everybody.
func (s *state[M, P]) near(scope customer.Scope) iter.Seq2[P, []customer.ID] {
	return func(yield func(P, []customer.ID) bool) {
		of := sortedIDs(scope.Customers)
		for i := max(0, s.at(scope.Range.From)); i < len(s.parts); i++ {
			if to := scope.Range.To; to != "" && s.parts[i].from >= to || of != nil && len(of) == 0 {
				return
			}
			var mine []customer.ID
			if of != nil {
				if i = max(i, s.at(of[0])); i == len(s.parts) {
					return
				}
				if mine, of = s.mine(i, of); len(mine) == 0 {
					continue
				}
			}
			if !yield(s.parts[i].has, mine) {
				return
			}
		}
	}
}

// sortedIDs returns each customer once; nil stays nil.
func sortedIDs(ids []customer.ID) []customer.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
