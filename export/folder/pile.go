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
	p.put(f)
	p.owners = append(p.owners, owner)
}

// put adds a fact whose customer comes later.
func (p *pile[P]) put(f P) {
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == blockSize {
		p.blocks = append(p.blocks, nil)
		if last++; last > 0 {
			p.blocks[last] = make([]P, 0, blockSize)
		}
	}
	p.blocks[last] = append(p.blocks[last], f)
}

// at is the i-th fact that was added.
func (p *pile[P]) at(i int32) *P { return &p.blocks[i/blockSize][i%blockSize] }

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
	for _, o := range p.owners {
		next[q.place(o)/ranks+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	all = make([]ranked[P], len(p.owners))
	for b, facts := range p.blocks {
		for i := range facts {
			rank := q.place(p.owners[b*blockSize+i])
			k := &next[rank/ranks]
			all[*k] = ranked[P]{rank, facts[i]}
			*k++
		}
		p.blocks[b] = nil
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
func take[P, F any](p *pile[P], q *queue, fact func(*P, customer.ID) F) []F {
	if len(p.owners) == 0 {
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
			all[*k] = fact(&f.fact, q.id(f.rank))
			*k++
		}
		from = end
	}
	return all
}

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

// id is that of a rank; guests have rank 0 and none.
func (q *queue) id(rank int32) customer.ID {
	if rank == 0 {
		return ""
	}
	return customer.ID(q.names[q.order[rank-1]])
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
