package awkward

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// Legal returns the awkward but legal ways, except those that fail.
func Legal() []Way {
	return []Way{
		{Name: "exact", Exact: true},
		{Name: "generous and shuffled", Shuffled: true},
		{Name: "sharded", Shards: 3},
		{Name: "in odd zones", Abroad: true},
		{Name: "grouped by itself", Grouped: true},
		{Name: "in ranges", Cuts: everyNth},
		{Name: "shuffled, in ranges, by number", Shuffled: true, Cuts: everyNth, Order: byNumber},
		{Name: "exact, in ranges, descending", Exact: true, Cuts: everyNth, Order: descending},
		{Name: "in ranges, whatever the case", Cuts: everyNth, Order: folded},
		{Name: "in odd ranges", Cuts: odd},
		{Name: "grouped by itself, in ranges, descending", Grouped: true, Cuts: everyNth, Order: descending},
		{Name: "a snapshot for one", Cuts: everyNth, Readers: 1},
		{Name: "a snapshot for two, exact, in odd ranges", Exact: true, Cuts: odd, Readers: 2},
		{Name: "a snapshot for many that makes snapshots, by number", Cuts: everyNth, Order: byNumber, Readers: 64, Again: true},
		{Name: "a snapshot without ranges", Readers: 3},
		{Name: "a snapshot, grouped by itself", Grouped: true, Cuts: everyNth, Readers: 2, Again: true},
	}
}

// everyNth begins a range at every n-th customer.
func everyNth(ids []customer.ID, n int) (cuts []customer.ID) {
	for i := n; i < len(ids); i += n {
		cuts = append(cuts, ids[i])
	}
	return cuts
}

// odd cuts where nobody is, and makes ranges of nobody.
func odd(ids []customer.ID, n int) []customer.ID {
	cuts := []customer.ID{"\x01", "\x02", "\U0010ffff"}
	for _, id := range everyNth(ids, min(n, 7)) {
		cuts = append(cuts, id+"!", id+"\"")
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// The orders of storages that do not compare bytes. For some, different IDs are
// equal.

func descending(a, b customer.ID) int { return cmp.Compare(b, a) }

func byNumber(a, b customer.ID) int {
	isNumber := func(id customer.ID) bool { return '0' <= id[0] && id[0] <= '9' }
	switch {
	case !isNumber(a) && !isNumber(b):
		return cmp.Compare(a, b)
	case !isNumber(b):
		return -1
	case !isNumber(a):
		return 1
	}
	a, b = customer.ID(strings.TrimLeft(string(a), "0")), customer.ID(strings.TrimLeft(string(b), "0"))
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func folded(a, b customer.ID) int {
	return strings.Compare(strings.ToLower(string(a)), strings.ToLower(string(b)))
}

// Fault is an illegal way, and how a kit catches it.
type Fault struct {
	Way
	Clause string // the beginning of the clause's name
	Says   string
	About  About

	// Fails is what a question to such a repository fails with; nil: the library
	// cannot know.
	Fails error
}

// ErrAny stands for any error.
var ErrAny = errors.New("any error")

// About is what a kit blames for a fault.
type About int

// What a kit blames.
const (
	Facts      About = iota // every kind of fact
	DatedFacts              // kinds that a span is about
	OwnedFacts              // kinds that belong to customers
	GuestFacts              // kinds that guests have facts of
	LongFacts               // kinds of which somebody can have many
	Repository              // the repository, and no kind of fact
	Profiles                // the repository, if its facts have customers
)

// Illegal returns the ways that a kit must catch.
func Illegal() []Fault {
	return slices.Concat(illegalSequences(), illegalRanges(), illegalSnapshots())
}

func illegalSequences() []Fault {
	const each, many = "contract: Each", "contract: many facts"
	const ends, middle = "must yield the context's error", "done in the middle: "
	return []Fault{
		{Way{Name: "drops facts", Drop: 3}, each, "must not yield less", Facts, nil},
		{Way{Name: "duplicates facts", Double: 3}, each, "must not yield the same fact twice", Facts, nil},
		{Way{Name: "wrong customer", Strange: 3}, each, "another customer's", OwnedFacts, nil},
		{Way{Name: "wrong span", Exact: true, Narrow: true}, each, "must not yield less", DatedFacts, nil},
		{Way{Name: "overflows beyond 2262", Exact: true, Nanos: true}, each, "must not yield less", DatedFacts, nil},
		{Way{Name: "drops undated facts", Exact: true, Dated: true}, each, "must not yield less", DatedFacts, nil},
		{Way{Name: "ignores cancellation", Deaf: true}, each, ends, Facts, nil},
		{Way{Name: "hears of cancellation at the beginning alone", Hard: true}, many, middle + "must stop soon", LongFacts, nil},
		{Way{Name: "swallows an error", Silent: true}, each, ends, Facts, nil},
		{Way{Name: "swallows an error after the last row", Mute: true}, many, middle + ends, Facts, nil},
		{Way{Name: "goes on after an error", Stubborn: true}, each, "must stop after an error", Facts, nil},
		{Way{Name: "keeps its connection when it is left early", Leaky: true}, each, "may be left early, but then keeps", Facts, nil},
		{Way{Name: "opens two sequences", Nested: true}, each, ErrBusy.Error(), Facts, ErrBusy},
		{Way{Name: "fails after the last fact", FailAtEnd: true}, each, ErrFailed.Error(), Facts, ErrFailed},
	}
}

func illegalRanges() []Fault {
	const outside, less, ascend = "must yield nothing outside the range", "must not yield less", "the cuts must ascend"
	within := func(name string, says string, about About, err error, within func(kit.IDOrder, customer.Scope, customer.ID) bool) Fault {
		return Fault{Way{Name: name, Cuts: few, Within: within}, "contract: ranges", says, about, err}
	}
	cuts := func(name string, says string, err error, cuts func([]customer.ID, int) []customer.ID) Fault {
		return Fault{Way{Name: name, Cuts: cuts}, "contract: ranges", says, Repository, err}
	}
	everybody := func(kit.IDOrder, customer.Scope, customer.ID) bool { return true }
	all := []Fault{
		within("ignores the range", outside, OwnedFacts, customer.ErrRange, everybody),
		within("yields guests in every range", "must yield guests' facts in the first range alone", GuestFacts, nil, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return id == "" || by.Holds(s.Range, id)
		}),
		within("yields guests in no range", less, GuestFacts, nil, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return s.Range == customer.Range{} || id != "" && by.Holds(s.Range, id)
		}),
		within("begins a range after its cut", less, OwnedFacts, nil, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return by.Holds(s.Range, id) && (id == "" || id != s.Range.From)
		}),
		within("ends a range with its cut", outside, OwnedFacts, customer.ErrRange, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return by.Holds(s.Range, id) || id != "" && id == s.Range.To
		}),
		within("ignores the range where it is asked for customers", outside, OwnedFacts, nil, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return s.Customers != nil || by.Holds(s.Range, id)
		}),
		within("ignores the range where it is asked for a span", outside, OwnedFacts, nil, func(by kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return !s.Span.From.IsZero() || by.Holds(s.Range, id)
		}),
		within("takes ranges by another order", outside, OwnedFacts, customer.ErrRange, func(_ kit.IDOrder, s customer.Scope, id customer.ID) bool {
			return kit.IDOrder(nil).Holds(s.Range, id)
		}),
		within("groups whatever the range", "outside the range, but yields a digest of", Repository, customer.ErrRange, everybody),

		cuts("cuts one range of everything", "must cut", nil, func([]customer.ID, int) []customer.ID { return nil }),
		cuts("cuts backwards", ascend, customer.ErrRange, func(ids []customer.ID, n int) []customer.ID {
			cuts := few(ids, n)
			slices.Reverse(cuts)
			return cuts
		}),
		cuts("cuts twice at one place", ascend, customer.ErrRange, func(ids []customer.ID, n int) []customer.ID {
			cuts := few(ids, n)
			return slices.Sorted(slices.Values(append(cuts, cuts...)))
		}),
		cuts("cuts at guests", "must cut at an ID", customer.ErrRange, func(ids []customer.ID, n int) []customer.ID {
			return append([]customer.ID{""}, few(ids, n)...)
		}),
		cuts("compares in no order", "must compare IDs by one order", nil, few),
		cuts("fails to cut", ErrFailed.Error(), ErrFailed, few),
	}
	of := func(name string) *Fault {
		return &all[slices.IndexFunc(all, func(f Fault) bool { return f.Name == name })]
	}
	change := func(name string, change func(*Way)) { change(&of(name).Way) }
	of("cuts one range of everything").About = Profiles
	change("takes ranges by another order", func(w *Way) { w.Order = descending })
	change("groups whatever the range", func(w *Way) { w.Grouped = true })
	change("compares in no order", func(w *Way) { w.Order = func(a, b customer.ID) int { return cmp.Or(len(a)-len(b), 1) } })
	change("fails to cut", func(w *Way) { w.CutsFail = true })
	return all
}

// few makes ranges of a few, also where many are asked for.
func few(ids []customer.ID, n int) []customer.ID { return everyNth(ids, min(n, 3)) }

func illegalSnapshots() []Fault {
	of := func(says string, err error, w Way) Fault {
		w.Readers = cmp.Or(w.Readers, 3)
		w.Cuts = few
		return Fault{w, "contract: snapshots", says, Repository, err}
	}
	const ranges = "must return repositories with the same Ranges"
	live := of("must be in the state of its beginning", nil, Way{Name: "a snapshot that sees what is written", Live: true})
	idle := of("the facts are not there", nil, Way{Name: "a storage that writes nothing", Idle: true})
	live.Clause, idle.Clause = "contract: a snapshot", "contract: a snapshot"
	return []Fault{
		live, idle,
		of("must return 1 to", ErrAny, Way{Name: "a snapshot without a repository", Snap: func([]any) []any { return nil }}),
		of("must return 1 to", nil, Way{Name: "a snapshot of more than are asked for", Snap: func(repos []any) []any { return append(repos, repos...) }}),
		of("must return repositories of this wing", ErrAny, Way{Name: "a snapshot of something else", Snap: func([]any) []any { return []any{42} }}),
		of("read at the same time", nil, Way{Name: "one connection for all readers", Snap: func(repos []any) []any { return slices.Repeat(repos[:1], len(repos)) }}),
		of(ranges, nil, Way{Name: "a snapshot without ranges", Reader: func(_ int, w *Way) { w.Cuts = nil }}),
		of(ranges, nil, Way{Name: "a snapshot with other ranges", Reader: func(_ int, w *Way) { w.Cuts = odd }}),
		of("must return repositories that group alike", nil, Way{Name: "a snapshot that groups", Reader: func(_ int, w *Way) { w.Grouped = true }}),
		of("must not yield less", nil, Way{Name: "a snapshot that drops facts", Reader: func(_ int, w *Way) { w.Drop = 3 }}),
		of("must not yield less", nil, Way{Name: "a snapshot whose second reader drops facts", Reader: func(i int, w *Way) { w.Drop = 3 * i }}),
		of("must give back what it holds", nil, Way{Name: "a snapshot that gives nothing back", Hoarding: true}),
		of("its end: "+ErrFailed.Error(), ErrFailed, Way{Name: "a snapshot whose end fails", EndFails: true}),
		of(ErrFailed.Error(), ErrFailed, Way{Name: "a snapshot that fails", SnapFails: true}),
		of("a snapshot of a snapshot", nil, Way{
			Name: "a snapshot whose snapshots are empty", Again: true, Reader: func(_ int, w *Way) { w.Snap = func([]any) []any { return nil } },
		}),
	}
}
