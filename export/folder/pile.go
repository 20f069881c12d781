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

// A pile is facts of one kind, each with the number of its customer. They are
// kept in blocks, so that a pile grows without being copied.
type pile[F any] struct {
	blocks [][]F // all full but the last one
	owners []int32
}

const blockSize = 4096

func (p *pile[F]) add(f F, owner int32) {
	last := len(p.blocks) - 1
	if len(p.owners)%blockSize == 0 {
		p.blocks = append(p.blocks, nil)
		if last++; last > 0 {
			p.blocks[last] = make([]F, 0, blockSize)
		}
	}
	p.blocks[last] = append(p.blocks[last], f)
	p.owners = append(p.owners, owner)
}

// at is the i-th fact that was added.
func (p *pile[F]) at(i int32) *F { return &p.blocks[i/blockSize][i%blockSize] }

// take empties the pile and returns the facts in customer order, guests first,
// those of one customer as they came. The rank of a customer is where they
// stand in that order, from 1. Counting is linear in facts and customers, where
// sorting by ID would compare strings.
func (p *pile[F]) take(rank []int32) []F {
	if len(p.owners) == 0 {
		return nil
	}
	place := func(owner int32) int32 {
		if owner == guest {
			return 0
		}
		return rank[owner]
	}
	next := make([]int, len(rank)+2) // of each rank, where its next fact goes
	for _, o := range p.owners {
		next[place(o)+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	all := make([]F, len(p.owners))
	for b, facts := range p.blocks {
		for i, f := range facts {
			k := place(p.owners[b*blockSize+i])
			all[next[k]] = f
			next[k]++
		}
		p.blocks[b] = nil
	}
	*p = pile[F]{}
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
