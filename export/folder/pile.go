package folder

import (
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// piles are the facts as they come. What is many takes little, and has no pointer
// that the garbage collector would have to follow again and again.
type piles struct {
	customers     pile[customer.Customer]
	logins        pile[instant]
	messages      pile[message]
	orders        pile[customer.Order]
	actions       pile[customer.Action]
	tags          pile[word]
	fields        pile[field]
	members       pile[member]
	optIns        pile[notify.OptIn]
	notifications []notify.Notification

	channels, tagNames, fieldNames, fieldValues, memberChannels words
}

// A pile is facts of one kind as they come, in a form P without their customers,
// of whom it has the numbers; that of a customer is the place in the pile.
type pile[P any] struct {
	blocks[P]
	owners blocks[int32]
}

// blocks is a slice that grows block by block, and is never copied.
type blocks[P any] struct {
	all [][]P // all full but the last one
}

const blockSize = 4096

func (b *blocks[P]) put(p P) {
	last := len(b.all) - 1
	if last < 0 || len(b.all[last]) == blockSize {
		b.all = append(b.all, nil)
		if last++; last > 0 {
			b.all[last] = make([]P, 0, blockSize)
		}
	}
	b.all[last] = append(b.all[last], p)
}

func (b *blocks[P]) len() int {
	last := len(b.all) - 1
	if last < 0 {
		return 0
	}
	return last*blockSize + len(b.all[last])
}

// at is the i-th that was put.
func (b *blocks[P]) at(i int32) *P { return &b.all[i/blockSize][i%blockSize] }

// ranked is a fact with the rank of its customer.
type ranked[P any] struct {
	rank int32
	fact P
}

// parts empties the pile and returns the facts part by part, each of so many
// ranks, and where the parts end; those of a part are in the order in which they
// came.
func (p *pile[P]) parts(q *queue, ranks int32) (all []ranked[P], ends []int) {
	next := make([]int, (int32(len(q.rank))/ranks)+2) // of each part, where its next fact goes
	for _, owners := range p.owners.all {
		for _, o := range owners {
			next[q.place(o)/ranks+1]++
		}
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	all = make([]ranked[P], p.len())
	for b, facts := range p.all {
		for i, o := range p.owners.all[b] {
			rank := q.place(o)
			k := &next[rank/ranks]
			all[*k] = ranked[P]{rank, facts[i]}
			*k++
		}
		p.all[b], p.owners.all[b] = nil, nil
	}
	*p = pile[P]{}
	return all, next[:len(next)-1]
}

// partRanks is of how many ranks a part of facts is: all of them fit a core's
// cache, and there are not too many parts to write to in turn.
const partRanks = 1 << 10

// take empties the pile into facts in customer order, guests first, those of one
// customer as they came. fact makes one of its form and its customer. Counting
// is linear in facts and customers, where sorting by ID would compare strings.
func take[P, F any](p *pile[P], q *queue, fact func(*F, *P, customer.ID)) []F {
	if p.len() == 0 {
		return nil
	}
	some, ends := p.parts(q, partRanks)
	all := make([]F, len(some))
	var next [partRanks + 1]int // of each rank of a part, where its next fact goes
	from := 0
	for part, end := range ends {
		first := int32(part) * partRanks
		clear(next[:])
		for i := range some[from:end] {
			next[some[from+i].rank-first+1]++
		}
		next[0] = from
		for i := 1; i < len(next); i++ {
			next[i] += next[i-1]
		}
		for i := range some[from:end] {
			f := &some[from+i]
			k := &next[f.rank-first]
			fact(&all[*k], &f.fact, q.ids[f.rank])
			*k++
		}
		from = end
	}
	return all
}

// takeLarge is take for facts that have no small form: they stay where they are
// until it is known where each of them goes. owned gives one its customer.
func takeLarge[F any](p *pile[F], q *queue, owned func(*F, customer.ID)) []F {
	places := pile[int32]{owners: p.owners}
	for i := range p.len() {
		places.put(int32(i))
	}
	all := take(&places, q, func(to *F, place *int32, id customer.ID) {
		*to = *p.at(*place)
		owned(to, id)
	})
	*p = pile[F]{}
	return all
}

// takeCustomers is take for customers.
func takeCustomers(p *pile[customer.Customer], q *queue) []customer.Customer {
	all := make([]customer.Customer, len(q.rank))
	for number, rank := range q.rank {
		all[rank-1] = *p.at(int32(number))
	}
	*p = pile[customer.Customer]{}
	return all
}

// A queue is the customers by the bytes of their IDs.
type queue struct {
	rank []int32       // by number, from 1
	ids  []customer.ID // by rank; guests have rank 0 and none
}

// place is the rank of a number.
func (q *queue) place(number int32) int32 {
	if number == guest {
		return 0
	}
	return q.rank[number]
}

func queueOf(names []string) *queue {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	byName := func(a, b int32) int { return strings.Compare(names[a], names[b]) }
	if !slices.IsSortedFunc(order, byName) {
		slices.SortFunc(order, byName)
	}
	q := &queue{make([]int32, len(names)), make([]customer.ID, len(names)+1)}
	for i, n := range order {
		q.rank[n] = int32(i + 1)
		q.ids[i+1] = customer.ID(names[n])
	}
	return q
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
