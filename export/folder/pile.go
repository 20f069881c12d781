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
// of whom it has the numbers. It grows block by block, and is never copied.
type pile[P any] struct {
	blocks [][]P // all full but the last one
	owners []int32
}

const blockSize = 4096

func (p *pile[P]) add(f P, owner int32) {
	last := len(p.blocks) - 1
	if len(p.owners)%blockSize == 0 {
		p.blocks = append(p.blocks, nil)
		if last++; last > 0 {
			p.blocks[last] = make([]P, 0, blockSize)
		}
	}
	p.blocks[last] = append(p.blocks[last], f)
	p.owners = append(p.owners, owner)
}

// at is the i-th fact that was added.
func (p *pile[P]) at(i int32) *P { return &p.blocks[i/blockSize][i%blockSize] }

// sorted empties the pile and returns the facts in customer order, guests first,
// those of one customer as they came, and where those of each rank end; guests
// have rank 0. Counting is linear in facts and customers, where sorting by ID
// would compare strings.
func (p *pile[P]) sorted(q *queue) (all []P, ends []int) {
	next := make([]int, len(q.rank)+2) // of each rank, where its next fact goes
	for _, o := range p.owners {
		next[q.place(o)+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	all = make([]P, len(p.owners))
	for b, facts := range p.blocks {
		for i := range facts {
			k := q.place(p.owners[b*blockSize+i])
			all[next[k]] = facts[i]
			next[k]++
		}
		p.blocks[b] = nil
	}
	*p = pile[P]{}
	return all, next[:len(next)-1]
}

// take empties the pile into facts in customer order. make makes a fact of its
// form and its customer.
func take[P, F any](p *pile[P], q *queue, make func(*P, customer.ID) F) []F {
	if len(p.owners) == 0 {
		return nil
	}
	sorted, ends := p.sorted(q)
	all := room[F](len(sorted))
	i := 0
	for rank, end := range ends {
		var id customer.ID
		if rank > 0 {
			id = customer.ID(q.names[q.order[rank-1]])
		}
		for ; i < end; i++ {
			all = append(all, make(&sorted[i], id))
		}
	}
	return all
}

func room[F any](n int) []F { return make([]F, 0, n) }

// A queue is the customers by the bytes of their IDs.
type queue struct {
	names []string // by number
	order []int32  // numbers
	rank  []int32  // by number: where it stands in order, from 1
}

// place is the rank of a number.
func (q *queue) place(number int32) int32 {
	if number == guest {
		return 0
	}
	return q.rank[number]
}

func queueOf(names []string) *queue {
	q := &queue{names, make([]int32, len(names)), make([]int32, len(names))}
	for i := range q.order {
		q.order[i] = int32(i)
	}
	byName := func(a, b int32) int { return strings.Compare(names[a], names[b]) }
	if !slices.IsSortedFunc(q.order, byName) {
		slices.SortFunc(q.order, byName)
	}
	for i, n := range q.order {
		q.rank[n] = int32(i + 1)
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
