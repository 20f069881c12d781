package customer

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

type (
	source = fold.Source[Repository, ID, Digest]
	within = fold.Range[ID]
)

// asks is what a question asks of a repository, for every range.
type asks Scope

// scopeFor returns the scope for a range.
func (a asks) scopeFor(r within) Scope {
	s := Scope(a)
	s.Range = Range(r)
	return s
}

// held returns the facts of a repository that holds them sorted in memory, and
// nil for any other. A question about certain customers only is answered
// through the repository's methods.
func (a asks) held(repo Repository) *heldFacts {
	if s, ok := repo.(*Sorted); ok && a.Customers == nil {
		return &s.held
	}
	return &heldFacts{}
}

// narrowed returns the repository that is asked, narrowed to the facts of the
// customers asked for if it is sorted in memory.
func (a asks) narrowed(repo Repository) Repository {
	if s, ok := repo.(*Sorted); ok {
		return s.near(Scope(a))
	}
	return repo
}

// wing returns how digests are made for a question.
func wing(q *Query, a asks, sources func(Repository) []source) *fold.Wing[Repository, ID, Digest] {
	return &fold.Wing[Repository, ID, Digest]{
		Start: (*Digest).start, Room: reserveRevenue,
		Merge:   func(into, part *Digest) { into.Merge(*part, q) },
		Sources: sources, Whole: a.Customers != nil,
	}
}

// everything returns a source for the facts of all kinds, customers first: a
// fact whose owner is not among them is a guest's. If the repository is a
// Digester, the source is its own digests; a Digester is never asked about
// certain customers only.
func everything(q *Query, a asks) func(Repository) []source {
	now := q.now()
	all := []source{customers(a), logins(a, &now), orders(a, &now), messages(a, &now), actions(a, q)}
	grouped := []source{digests(a, q)}
	return func(repo Repository) []source {
		if _, ok := repo.(Digester); ok && a.Customers == nil {
			return grouped
		}
		return all
	}
}

// profilesAndLogins returns a source for profiles and logins, which are all
// that status needs.
func profilesAndLogins(q *Query, a asks) func(Repository) []source {
	now := q.now()
	all, grouped := []source{customers(a), logins(a, &now)}, []source{digests(a, q)}
	return func(repo Repository) []source {
		if _, ok := repo.(Digester); ok {
			return grouped
		}
		return all
	}
}

// asOf asks for what the question knows (T2).
func asOf(q *Query) asks { return asks{Span: calendar.AsOf(q.AsOf)} }

func customers(a asks) source {
	return &fold.FactKind[Repository, ID, Customer, Digest]{
		Name: "customers", Owner: ownerOfCustomer,
		Take: func(d *Digest, cs []Customer) (n int, err error) {
			for id := cs[0].ID; n < len(cs) && cs[n].ID == id && err == nil; n++ {
				err = d.addOnce(&cs[n])
			}
			return n, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Customer, error] {
			return a.narrowed(repo).EachCustomer(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Customer] { return a.held(repo).customers },
	}
}

func logins(a asks, now *now) source {
	return &fold.FactKind[Repository, ID, Login, Digest]{
		Name: "logins", Owner: ownerOfLogin, Follows: true,
		Take: func(d *Digest, ls []Login) (n int, err error) {
			for id := ls[0].Customer; n < len(ls) && ls[n].Customer == id; n++ {
				d.addLogin(ls[n].At, now)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Login, error] {
			return a.narrowed(repo).EachLogin(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Login] { return a.held(repo).logins },
	}
}

func orders(a asks, now *now) source {
	return &fold.FactKind[Repository, ID, Order, Digest]{
		Name: "orders", Owner: ownerOfOrder, Follows: true,
		Take: func(d *Digest, os []Order) (n int, err error) {
			for id := os[0].Customer; n < len(os) && os[n].Customer == id && err == nil; n++ {
				err = d.addOrder(&os[n], now)
			}
			return n, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Order, error] {
			return a.narrowed(repo).EachOrder(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Order] { return a.held(repo).orders },
	}
}

func messages(a asks, now *now) source {
	return &fold.FactKind[Repository, ID, Message, Digest]{
		Name: "messages", Owner: ownerOfMessage, Follows: true,
		Take: func(d *Digest, ms []Message) (n int, err error) {
			for id := ms[0].Customer; n < len(ms) && ms[n].Customer == id; n++ {
				d.addMessage(ms[n].At, ms[n].Direction, now)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Message, error] {
			return a.narrowed(repo).EachMessage(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Message] { return a.held(repo).messages },
	}
}

func actions(a asks, q *Query) source {
	return &fold.FactKind[Repository, ID, Action, Digest]{
		Name: "actions", Owner: ownerOfAction, Follows: true,
		Take: func(d *Digest, as []Action) (n int, err error) {
			for id := as[0].Customer; n < len(as) && as[n].Customer == id && err == nil; n++ {
				err = d.addKnown(as[n], q)
			}
			return n, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Action, error] {
			return a.narrowed(repo).EachAction(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Action] { return a.held(repo).actions },
	}
}

// digests returns the source of a Digester's digests. Those of IDs that are not
// customers are guests'.
func digests(a asks, q *Query) source {
	return &fold.FactKind[Repository, ID, Digest, Digest]{
		Name: "digests", Owner: func(d *Digest) *ID { return &d.ID },
		Take: func(d *Digest, ds []Digest) (int, error) {
			switch g := &ds[0]; {
			case g.Known && g.ID == "":
				return 1, noID()
			case g.Known && d.Known:
				return 1, twice(g.ID)
			default:
				d.Merge(*g, q)
			}
			return 1, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Digest, error] {
			return repo.(Digester).EachDigest(ctx, *q, a.scopeFor(r))
		},
		Held: func(Repository) *fold.Held[ID, Digest] { return nil },
	}
}

func ownerOfCustomer(c *Customer) *ID { return &c.ID }
func ownerOfLogin(l *Login) *ID       { return &l.Customer }
func ownerOfOrder(o *Order) *ID       { return &o.Customer }
func ownerOfMessage(m *Message) *ID   { return &m.Customer }
func ownerOfAction(a *Action) *ID     { return &a.Customer }

// addOnce adds a profile. It refuses what a repository must not yield: the empty
// ID, which is the guests', and the same customer twice.
func (d *Digest) addOnce(c *Customer) error {
	if c.ID == "" {
		return noID()
	}
	if d.Known {
		return twice(c.ID)
	}
	d.AddCustomer(*c)
	return nil
}

// addKnown refuses an action of a kind that does not exist, so that nothing is
// dropped in silence.
func (d *Digest) addKnown(a Action, q *Query) error {
	if a.Kind > Push {
		return &FactError{Kind: "action", ID: string(a.Customer), Err: ErrKind}
	}
	d.AddAction(a, q)
	return nil
}

func noID() error { return &FactError{Kind: "customer", Err: ErrNoID} }
func twice(id ID) error {
	return &FactError{Kind: "customer", ID: string(id), Err: &DuplicateError{id}}
}
