package folder

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// piles are the facts as they come.
type piles struct {
	customers     pile[customer.Customer]
	logins        pile[customer.Login]
	messages      pile[customer.Message]
	orders        pile[customer.Order]
	actions       pile[customer.Action]
	tags          pile[customer.Tag]
	fields        pile[customer.Field]
	members       pile[subscription.Member]
	optIns        pile[notify.OptIn]
	notifications []notify.Notification
}

// A pile is facts of one kind, each with the number of its customer.
type pile[F any] struct {
	facts  []F
	owners []int32
}

func (p *pile[F]) add(f F, owner int32) {
	p.facts = append(p.facts, f)
	p.owners = append(p.owners, owner)
}

// take empties the pile and returns the facts in customer order, guests first,
// those of one customer as they came. The rank of a customer is where they
// stand in that order, from 1. Counting is linear in facts and customers, where
// sorting by ID would compare strings.
func (p *pile[F]) take(rank []int32) []F {
	facts, owners := p.facts, p.owners
	*p = pile[F]{}
	place := func(owner int32) int32 {
		if owner == guest {
			return 0
		}
		return rank[owner]
	}
	sorted := true
	for i := 1; i < len(owners) && sorted; i++ {
		sorted = place(owners[i-1]) <= place(owners[i])
	}
	if sorted {
		return slices.Clip(facts)
	}
	next := make([]int, len(rank)+2) // of each rank, where its next fact goes
	for _, o := range owners {
		next[place(o)+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	all := make([]F, len(facts))
	for i, f := range facts {
		k := place(owners[i])
		all[next[k]] = f
		next[k]++
	}
	return all
}

// ranks numbers the customers by their IDs' bytes, from 1.
func ranks(names []string) []int32 {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	byName := func(a, b int32) int {
		switch {
		case names[a] < names[b]:
			return -1
		case names[a] > names[b]:
			return 1
		}
		return 0
	}
	if !slices.IsSortedFunc(order, byName) {
		slices.SortFunc(order, byName)
	}
	rank := make([]int32, len(names))
	for i, n := range order {
		rank[n] = int32(i + 1)
	}
	return rank
}

// distinct makes a set of facts that are in customer order: those of one
// customer are sorted, and of equal ones the first is kept. It returns how many
// were not.
func distinct[F any](facts []F, owner func(*F) customer.ID, compare func(a, b F) int) (set []F, repeated int) {
	set = facts[:0]
	for from := 0; from < len(facts); {
		to := from + 1
		for to < len(facts) && owner(&facts[to]) == owner(&facts[from]) {
			to++
		}
		own := facts[from:to]
		if len(own) > 1 {
			slices.SortFunc(own, compare)
		}
		for i := range own {
			if i == 0 || compare(own[i-1], own[i]) != 0 {
				set = append(set, own[i])
			}
		}
		from = to
	}
	return set, len(facts) - len(set)
}
