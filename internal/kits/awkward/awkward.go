// Package awkward makes repositories that behave in every way a host's might:
// the legal but awkward ones, against which a host can test its own code, and
// the illegal ones, which the conformance kits must catch.
//
// All of them insist on what a repository may count on: a sequence that begins
// while another one of the same repository is open fails, and so does one of a
// snapshot that has ended.
package awkward

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// Way is a way to behave. The zero Way yields what was asked, in the order in
// which it stands.
type Way struct {
	Name string

	// Legal ways.
	Exact     bool // yields exactly the facts that the scope asks for
	Shuffled  bool // yields everything in the range, whatever else the scope asks for, shuffled
	Shards    int  // yields shard after shard, dealt out by fact
	Abroad    bool // gives instants in other zones
	Grouped   bool // groups by itself
	FailAt    int  // yields ErrFailed in place of the n-th fact of the repository, from 1
	FailAtEnd bool // yields ErrFailed after the last fact of a sequence
	Bad       int  // yields a customer.FactError before every n-th fact of a sequence, and goes on

	Cuts    func(ids []customer.ID, n int) []customer.ID // cuts customers, who come in its order, into ranges; nil: it cannot
	Order   kit.IDOrder                                  // of IDs; nil: by bytes
	Readers int                                          // the most readers of a snapshot; 0: it cannot make any
	Again   bool                                         // a snapshot makes snapshots

	// Illegal ways.
	Drop     int  // leaves out every n-th fact
	Double   int  // yields every n-th fact twice
	Strange  int  // gives every n-th fact to another customer
	Nanos    bool // compares instants as 64-bit nanoseconds, which overflow
	Narrow   bool // leaves out the facts at the last instant that the scope asks for
	Dated    bool // leaves out undated facts if the scope has a span
	Deaf     bool // ignores cancellation
	Hard     bool // hears of cancellation at the beginning alone
	Silent   bool // stops without a word when cancelled
	Mute     bool // stops without a word when cancelled in the middle
	Stubborn bool // goes on after it yielded the error of a done context
	Leaky    bool // keeps its connection when it is left early
	Nested   bool // opens a sequence within each

	Within    func(by kit.IDOrder, s customer.Scope, id customer.ID) bool // how it takes a range; nil: rightly
	Snap      func(repos []any) []any                                     // what a snapshot returns in place of these; nil: these
	Reader    func(i int, w *Way)                                         // changes how the i-th of a snapshot behaves; nil: not at all
	Live      bool                                                        // a snapshot sees what is written meanwhile
	Idle      bool                                                        // writes nothing
	Hoarding  bool                                                        // a snapshot's end gives nothing back
	EndFails  bool                                                        // a snapshot's end is ErrFailed
	CutsFail  bool                                                        // its Ranges are ErrFailed
	SnapFails bool                                                        // its Snapshot is ErrFailed
}

// ErrFailed is the failure of a way that fails.
var ErrFailed = errors.New("the storage failed")

// ErrBusy is that of a sequence that begins while another one is open, or where
// none may begin any more.
var ErrBusy = errors.New("the storage is asked for more than one sequence at a time")

// Connection is what a repository reads through: one sequence at a time.
type Connection struct {
	Way
	yielded int // facts so far, of all sequences
	open    atomic.Bool
	ended   *atomic.Bool // of the snapshot that it is of; nil: of none
}

// Connect begins to behave in a way.
func Connect(w Way) *Connection { return &Connection{Way: w} }

// begin begins a sequence.
func (c *Connection) begin() error {
	if !c.open.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if c.ended != nil && c.ended.Load() {
		return ErrBusy
	}
	return nil
}

// Each yields the facts in the connection's way.
func Each[F any](ctx context.Context, c *Connection, s customer.Scope, facts []F, k kit.FactKind[F]) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		var zero F
		err := c.begin()
		if err == nil && c.Nested {
			err = c.begin()
		}
		if err != nil {
			yield(zero, err)
			return
		}
		whole := yieldEach(ctx, c, arrange(&c.Way, s, facts, k), k, yield)
		c.open.Store(c.Leaky && !whole)
	}
}

// yieldEach reports whether it was not left early.
func yieldEach[F any](ctx context.Context, c *Connection, chosen []F, k kit.FactKind[F], yield func(F, error) bool) bool {
	var zero F
	for n := range chosen {
		f := &chosen[n]
		if ctx.Err() != nil && !c.Deaf && (n == 0 || !c.Hard) {
			if c.Silent || c.Mute && n > 0 || !yield(zero, ctx.Err()) || !c.Stubborn {
				return true
			}
			continue
		}
		if every(c.Bad, n) && !yield(zero, badRow(n)) {
			return false
		}
		c.yielded++
		if c.FailAt > 0 && c.yielded >= c.FailAt {
			yield(zero, ErrFailed)
			return true
		}
		if every(c.Drop, n) {
			continue
		}
		if every(c.Strange, n) && k.Owner != nil {
			*k.Owner(f) += "?"
		}
		if !yield(*f, nil) || every(c.Double, n) && !yield(*f, nil) {
			return false
		}
	}
	if c.FailAtEnd {
		yield(zero, ErrFailed)
	}
	return true
}

// badRow returns the error about a fact that cannot be made.
func badRow(n int) error {
	return &customer.FactError{Kind: "row", ID: strconv.Itoa(n + 1), Err: ErrFailed}
}

func every(n, i int) bool { return n > 0 && i%n == n-1 }

// arrange chooses and orders the facts.
func arrange[F any](w *Way, s customer.Scope, facts []F, k kit.FactKind[F]) []F {
	var chosen []F
	for i := range facts {
		f := &facts[i]
		if k.Owner != nil && !w.Holds(s, *k.Owner(f)) {
			continue
		}
		if w.Shuffled || k.Asked(w.heard(s), f) {
			chosen = append(chosen, *f)
		}
	}
	switch {
	case w.Dated && s.Span != (calendar.Span{}) && k.When != nil:
		nothing := customer.Scope{Span: calendar.Span{From: kit.Day(1), To: kit.Day(0)}} // but the undated
		chosen = slices.DeleteFunc(chosen, func(f F) bool { return k.Asked(nothing, &f) })
	case w.Shuffled:
		r := rand.New(rand.NewPCG(1, uint64(len(chosen))))
		r.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	case w.Shards > 0:
		chosen = deal(chosen, w.Shards)
	}
	for i := range chosen {
		if w.Abroad {
			emigrate(&chosen[i], i)
		}
	}
	return chosen
}

// deal returns the facts as n shards would hold them, one after the other, if
// they were dealt out.
func deal[F any](facts []F, n int) []F {
	var all []F
	for shard := range n {
		for i := shard; i < len(facts); i += n {
			all = append(all, facts[i])
		}
	}
	return all
}

// overflow returns an instant after a storage has kept it as nanoseconds since
// 1970 in 64 bits.
func overflow(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Unix(0, t.UnixNano())
}

// heard returns the scope as this way understands it.
func (w *Way) heard(s customer.Scope) customer.Scope {
	switch {
	case !w.Exact:
		s.Span = calendar.Span{}
	case w.Nanos:
		s.Span = calendar.Span{From: overflow(s.Span.From), To: overflow(s.Span.To)}
	case w.Narrow && !s.Span.To.IsZero():
		s.Span.To = s.Span.To.Add(-1)
	}
	return s
}

// Holds reports whether this way takes an ID for one in the scope's range.
func (w *Way) Holds(s customer.Scope, id customer.ID) bool {
	if w.Within != nil {
		return w.Within(w.Order, s, id)
	}
	return w.Order.Holds(s.Range, id)
}
