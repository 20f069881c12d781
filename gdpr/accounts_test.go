package gdpr_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/gdpr"
)

// office is a host's shop whose accounts are deleted by erasure: customers and
// logins in memory, each a holder, and what the host's callbacks were told.
type office struct {
	customer.Memory
	registry *gdpr.Registry
	numbered []gdpr.Subject // for whom a request was numbered
	receipts []gdpr.Receipt
	at       int   // the day
	refuse   error // of the receipts
}

func newOffice(t testing.TB) *office {
	o := &office{at: 1, Memory: customer.Memory{
		Customers: []customer.Customer{{ID: anna.ID, Email: anna.Email}, {ID: bert.ID, Email: bert.Email}, {ID: "cleo", Favorite: true}},
		Logins:    []customer.Login{{Customer: anna.ID, At: at(1)}, {Customer: bert.ID, At: at(1)}, {Customer: anna.ID, At: at(2)}},
	}}
	o.registry = withStores(t, registryOf(&o.Memory))
	return o
}

// registryOf is a registry of everything in a memory.
func registryOf(m *customer.Memory) *gdpr.Registry {
	return &gdpr.Registry{
		Customers: m,
		Holders: []gdpr.Holder{
			&rows[customer.Login]{"logins", &m.Logins, func(l customer.Login) customer.ID { return l.Customer }},
			&rows[customer.Order]{"orders", &m.Orders, func(o customer.Order) customer.ID { return o.Customer }},
			&rows[customer.Message]{"messages", &m.Messages, func(f customer.Message) customer.ID { return f.Customer }},
			&rows[customer.Action]{"actions", &m.Actions, func(a customer.Action) customer.ID { return a.Customer }},
		},
		Identity: &rows[customer.Customer]{"customers", &m.Customers, func(c customer.Customer) customer.ID { return c.ID }},
	}
}

// rows is a holder over a slice.
type rows[F any] struct {
	name  gdpr.Name
	facts *[]F
	owner func(F) customer.ID
}

func (r *rows[F]) Name() gdpr.Name { return r.name }

func (r *rows[F]) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, f := range *r.facts {
			if r.owner(f) == s.ID && !yield(gdpr.Record{Kind: r.name, Origin: gdpr.Observed, Subject: gdpr.Subject{ID: s.ID}}, ctx.Err()) {
				return
			}
		}
	}
}

func (r *rows[F]) Count(ctx context.Context, s gdpr.Subject, _ time.Time) (c gdpr.Count, err error) {
	for _, f := range *r.facts {
		if r.owner(f) == s.ID {
			c.Erasable++
		}
	}
	return c, ctx.Err()
}

func (r *rows[F]) Erase(ctx context.Context, s gdpr.Subject, _ time.Time) error {
	*r.facts = slices.DeleteFunc(slices.Clone(*r.facts), func(f F) bool { return r.owner(f) == s.ID })
	return ctx.Err()
}

// accounts is the editor of the day.
func (o *office) accounts() gdpr.Accounts {
	return gdpr.Accounts{
		Registry: o.registry, At: at(o.at),
		Request: func(_ context.Context, s gdpr.Subject) (gdpr.Name, error) {
			o.numbered = append(o.numbered, s)
			return gdpr.Name(fmt.Sprintf("ticket-%d", len(o.numbered))), nil
		},
		Receipt: func(ctx context.Context, r gdpr.Receipt) error {
			if err := errors.Join(o.refuse, ctx.Err()); err != nil {
				return err
			}
			o.receipts = append(o.receipts, r)
			return nil
		},
		Favorite: customer.MemoryEditor{Memory: &o.Memory}.SetFavorite,
	}
}

// left are the customers who are there.
func (o *office) left() string {
	var all []string
	for _, c := range o.Customers {
		all = append(all, string(c.ID))
	}
	return strings.Join(all, " ")
}

// A selection is deleted: each by a request of its own, with a receipt, and
// nobody comes back.
func TestAccountsDeleteASelection(t *testing.T) {
	o := newOffice(t)
	these := customer.Selection{All: true, Except: []customer.ID{"cleo"}}
	q := customer.Query{AsOf: at(3), Sort: customer.Sort{Column: "id"}}
	n := 0
	for done, err := range these.DeleteAccounts(ctx, &o.Memory, q, o.accounts()) {
		if n++; err != nil || done.Err != nil || !done.Changed || done.Position != n || done.Total != 2 {
			t.Errorf("L6: outcome %d is %d of %d, changed %t, %v, %v", n, done.Position, done.Total, done.Changed, done.Err, err)
		}
	}
	if o.left() != "cleo" || len(o.Logins) != 0 || len(o.receipts) != 2 {
		t.Fatalf("L7: left are %q, %d logins; %d receipts", o.left(), len(o.Logins), len(o.receipts))
	}
	if !slices.Equal(o.numbered, []gdpr.Subject{anna, bert}) {
		t.Errorf("G5: the requests are not about both with their addresses")
	}
	if r := o.receipts[0]; r.Request() != "ticket-1" || r.Holders()[0].Erased != 2 || r.Holders()[4].Holder != "customers" {
		t.Errorf("G3: the receipt of the first: %s", r)
	}
	for n, err := range map[string]error{
		"the ID":      o.registry.Guard().Check(ctx, gdpr.Subject{ID: anna.ID}),
		"the address": o.registry.Guard().Check(ctx, gdpr.Subject{Email: anna.Email}),
	} {
		wants(t, "G5: "+n+" is suppressed", err, gdpr.ErrSuppressed)
	}
	for _, err := range these.DeleteAccounts(ctx, &o.Memory, q, o.accounts()) {
		t.Errorf("L6: asked again, there is somebody to delete, or %v", err)
	}
	wants(t, "L7: deleted twice", o.accounts().DeleteAccount(ctx, anna.ID), customer.ErrNotFound)
	if len(o.receipts) != 2 || len(o.numbered) != 2 {
		t.Errorf("G4: deleting nobody made %d receipts, %d requests", len(o.receipts), len(o.numbered))
	}
}

// It is an editor as the customers' kit wants it.
func TestAccountsIsAnEditor(t *testing.T) {
	customertest.RunEditor(t, func(t testing.TB, facts customer.Memory) customertest.Edited {
		o := &office{Memory: facts, at: 1}
		o.registry = withStores(t, registryOf(&o.Memory))
		return customertest.Edited{Repository: &o.Memory, Editor: o.accounts()}
	})
}

// An erased customer cannot become a favourite, whatever the host still has. Another
// one can, even with the same address.
func TestAccountsKeepTheErasedFromFavorites(t *testing.T) {
	o := newOffice(t)
	o.Customers[2].Email = anna.Email
	if err := o.accounts().DeleteAccount(ctx, anna.ID); err != nil {
		t.Fatalf("L7: %v", err)
	}
	o.Customers = append(o.Customers, customer.Customer{ID: anna.ID}) // a backup
	err := o.accounts().SetFavorite(ctx, anna.ID, true)
	wants(t, "G5", err, gdpr.ErrSuppressed)
	wants(t, "L6", err, customer.ErrNotFound)
	if o.Customers[2].Favorite {
		t.Errorf("G5: she who was erased is a favourite")
	}
	wants(t, "L6: of the same address", o.accounts().SetFavorite(ctx, "cleo", false), nil)
	anybody := o.accounts()
	anybody.Favorite = func(context.Context, customer.ID, bool) error { return nil }
	wants(t, "L6: a guest, of whom the host does not say so", anybody.SetFavorite(ctx, "", true), customer.ErrNotFound)

	// Deleting her again is another request.
	if err := o.accounts().DeleteAccount(ctx, anna.ID); err != nil || o.left() != "c-bert-neighbour cleo" {
		t.Errorf("G5: from the backup: %v, left %q", err, o.left())
	}
	if len(o.receipts) != 2 || o.receipts[1].Request() != "ticket-2" {
		t.Errorf("G3: %d receipts", len(o.receipts))
	}

	none := o.accounts()
	none.Favorite = nil
	wants(t, "L6: a host without favourites", none.SetFavorite(ctx, "cleo", true), errors.ErrUnsupported)
}

// While somebody is being erased, marking them waits, and then they are gone.
func TestAccountsFavoriteWaits(t *testing.T) {
	o := newOffice(t)
	var late error
	done := make(chan struct{})
	o.registry.Holders = append(o.registry.Holders, &meanwhile{o.registry.Identity, func() {
		select {
		case <-done:
		default:
			go func() {
				defer close(done)
				late = o.accounts().SetFavorite(ctx, anna.ID, true)
			}()
		}
	}})
	if err := o.accounts().DeleteAccount(ctx, anna.ID); err != nil {
		t.Fatalf("L7: %v", err)
	}
	<-done
	wants(t, "G5: marked while being erased", late, gdpr.ErrSuppressed)
}

// meanwhile does something once, when a holder first erases, and holds nothing.
type meanwhile struct {
	gdpr.Holder
	do func()
}

func (m *meanwhile) Name() gdpr.Name { return "meanwhile" }

func (m *meanwhile) Collect(context.Context, gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(func(gdpr.Record, error) bool) {}
}

func (m *meanwhile) Count(context.Context, gdpr.Subject, time.Time) (gdpr.Count, error) {
	return gdpr.Count{}, nil
}

func (m *meanwhile) Erase(context.Context, gdpr.Subject, time.Time) error {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return nil
}

// A receipt that is not taken is in the error, and the same request gives it
// again.
func TestAccountsReceiptReachesTheHost(t *testing.T) {
	o := newOffice(t)
	full := errors.New("no room for anna-canary")
	o.refuse = full
	err := o.accounts().DeleteAccount(ctx, anna.ID)
	wants(t, "G3: the cause", err, full)
	var lost *gdpr.ReceiptError
	if !errors.As(err, &lost) || lost.Receipt.Request() != "ticket-1" || o.left() != "c-bert-neighbour cleo" {
		t.Fatalf("G3: the error %v has no receipt, or somebody is left: %q", err, o.left())
	}
	if !strings.Contains(err.Error(), "ticket-1") {
		t.Errorf("G3: the error does not name the request: %v", err)
	}
	text, _ := json.Marshal(lost)
	silent(t, "the error", string(text))
	again, err := o.registry.Erase(ctx, gdpr.Request{ID: "ticket-1", Subject: anna, At: at(1)})
	if err != nil || again.String() != lost.Receipt.String() {
		t.Errorf("G4: the receipt again: %s, %v", again, err)
	}
}

// A context that is done once everything is erased does not keep the receipt
// from the host.
func TestAccountsReceiptAfterCancelling(t *testing.T) {
	o := newOffice(t)
	c, cancel := context.WithCancel(ctx)
	o.registry.Journal = &closing{o.registry.Journal, cancel}
	if err := o.accounts().DeleteAccount(c, anna.ID); err != nil || len(o.receipts) != 1 {
		t.Errorf("G3: %d receipts, %v", len(o.receipts), err)
	}
}

// closing does something after a request is finished.
type closing struct {
	gdpr.Journal
	then func()
}

func (j *closing) Put(ctx context.Context, e gdpr.JournalEntry) error {
	err := j.Journal.Put(ctx, e)
	if e.Done {
		j.then()
	}
	return err
}

// Without what it needs nothing happens, and the error says so.
func TestAccountsNeed(t *testing.T) {
	for _, c := range []struct {
		reason string
		take   func(*gdpr.Accounts)
		want   error
	}{
		{"no registry", func(a *gdpr.Accounts) { a.Registry = nil }, gdpr.ErrAccounts},
		{"no customers", func(a *gdpr.Accounts) { a.Registry.Customers = nil }, gdpr.ErrAccounts},
		{"no request IDs", func(a *gdpr.Accounts) { a.Request = nil }, gdpr.ErrAccounts},
		{"nowhere for receipts", func(a *gdpr.Accounts) { a.Receipt = nil }, gdpr.ErrAccounts},
		{"no instant", func(a *gdpr.Accounts) { a.At = time.Time{} }, customerAsOf()},
		{"a registry that only exports", func(a *gdpr.Accounts) { a.Registry.Journal = nil }, gdpr.ErrStores},
	} {
		o := newOffice(t)
		a := o.accounts()
		c.take(&a)
		wants(t, "G3: "+c.reason, a.DeleteAccount(ctx, anna.ID), c.want)
		wants(t, "G4: "+c.reason, a.Resume(ctx), c.want)
		wants(t, "L6: "+c.reason, a.SetFavorite(ctx, anna.ID, true), c.want)
		if len(o.Customers) != 3 || len(o.Logins) != 3 || o.Customers[0].Favorite {
			t.Errorf("G3: %s, and something happened", c.reason)
		}
	}
}

// customerAsOf is the error of a question without an instant.
func customerAsOf() error { return calendar.ErrAsOf }

// What the host's own callbacks say is found in the error and not printed (G6).
func TestAccountsErrors(t *testing.T) {
	secret := errors.New("the row of anna-canary is locked")
	for _, c := range []struct {
		reason string
		spoil  func(o *office, a *gdpr.Accounts)
	}{
		{"customers cannot be read", func(o *office, a *gdpr.Accounts) { a.Registry.Customers = broken{secret} }},
		{"no number for the request", func(o *office, a *gdpr.Accounts) {
			a.Request = func(context.Context, gdpr.Subject) (gdpr.Name, error) { return "", secret }
		}},
		{"a receipt is not taken", func(o *office, a *gdpr.Accounts) { o.refuse = secret }},
	} {
		o := newOffice(t)
		a := o.accounts()
		c.spoil(o, &a)
		wants(t, "G6: "+c.reason, a.DeleteAccount(ctx, anna.ID), secret)
	}
	for reason, spoil := range map[string]func(*gdpr.Accounts){
		"customers": func(a *gdpr.Accounts) { a.Registry.Customers = broken{} },
		"requests": func(a *gdpr.Accounts) {
			a.Request = func(context.Context, gdpr.Subject) (gdpr.Name, error) { panic(secret) }
		},
		"receipts": func(a *gdpr.Accounts) { a.Receipt = func(context.Context, gdpr.Receipt) error { panic(secret) } },
	} {
		o := newOffice(t)
		a := o.accounts()
		spoil(&a)
		wants(t, "G6: a panic of "+reason, a.DeleteAccount(ctx, anna.ID), gdpr.ErrPanic)
	}
	o := newOffice(t)
	a := o.accounts()
	a.Favorite = func(context.Context, customer.ID, bool) error { panic(secret) }
	wants(t, "G6: a panic of favourites", a.SetFavorite(ctx, anna.ID, true), gdpr.ErrPanic)
	a.Favorite = func(context.Context, customer.ID, bool) error { return secret }
	wants(t, "G6: favourites", a.SetFavorite(ctx, anna.ID, true), secret)
	a.Request = func(context.Context, gdpr.Subject) (gdpr.Name, error) { return "No Name", nil }
	wants(t, "G3: a number that is no name", a.DeleteAccount(ctx, anna.ID), gdpr.ErrRequest)
	for name, err := range map[string]error{"a stranger": a.DeleteAccount(ctx, "anna"), "a guest": a.DeleteAccount(ctx, "")} {
		wants(t, "L7: "+name, err, customer.ErrNotFound)
	}
}

// broken are customers that cannot be read; without an error it panics.
type broken struct{ err error }

func (b broken) EachCustomer(context.Context, customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		if b.err == nil {
			panic("the row of anna-canary")
		}
		yield(customer.Customer{}, b.err)
	}
}

// A repository may yield more customers than asked for.
func TestAccountsOfAStorageThatYieldsMore(t *testing.T) {
	for name, repo := range customertest.Awkward(newOffice(t).Memory) {
		o := newOffice(t)
		a := o.accounts()
		a.Registry.Customers = repo
		if err := a.DeleteAccount(ctx, anna.ID); err != nil || !slices.Equal(o.numbered, []gdpr.Subject{anna}) {
			t.Errorf("L7: %s: %v; the request is about %d subjects, or somebody else", name, err, len(o.numbered))
		}
	}
}

// The bulk action goes on after one customer's failure, and stops between two
// customers; who was begun is resumed later by the ID, found or not.
func TestAccountsBulkFaults(t *testing.T) {
	q := customer.Query{AsOf: at(3), Sort: customer.Sort{Column: "id"}}
	all := customer.Selection{All: true}

	o := newOffice(t)
	locked := errors.New("locked")
	journal := &refusing{o.registry.Journal, locked}
	o.registry.Journal = journal
	outcomes := 0
	for done, err := range all.DeleteAccounts(ctx, &o.Memory, q, o.accounts()) {
		if outcomes++; err != nil || !errors.Is(done.Err, locked) || done.Changed {
			t.Errorf("L6: changed %t, %v, %v; want %v", done.Changed, done.Err, err, locked)
		}
	}
	if outcomes != 3 || o.left() != "" || len(o.receipts) != 0 {
		t.Fatalf("L6: %d outcomes, left %q, %d receipts; want everybody gone, nobody verified", outcomes, o.left(), len(o.receipts))
	}
	journal.err = nil
	if err := o.accounts().DeleteAccount(ctx, anna.ID); err != nil || len(o.receipts) != 1 || o.receipts[0].Request() != "ticket-1" {
		t.Errorf("G4: resumed by the ID: %v, %d receipts", err, len(o.receipts))
	}
	if err := o.accounts().Resume(ctx); err != nil || len(o.receipts) != 3 || len(o.numbered) != 3 {
		t.Errorf("G4: resuming the others: %v, %d receipts of %d requests", err, len(o.receipts), len(o.numbered))
	}
	if err := o.accounts().Resume(ctx); err != nil || len(o.receipts) != 3 {
		t.Errorf("G4: resuming nothing: %v, %d receipts", err, len(o.receipts))
	}

	o = newOffice(t)
	c, cancel := context.WithCancel(ctx)
	o.registry.Journal = &closing{o.registry.Journal, cancel}
	var last error
	for _, err := range all.DeleteAccounts(c, &o.Memory, q, o.accounts()) {
		last = err
	}
	if wants(t, "L6: cancelled", last, context.Canceled); o.left() != "c-bert-neighbour cleo" || len(o.receipts) != 1 {
		t.Errorf("L6: cancelled after the first: left %q, %d receipts", o.left(), len(o.receipts))
	}

	o = newOffice(t)
	for range all.DeleteAccounts(ctx, &o.Memory, q, o.accounts()) {
		break
	}
	if o.left() != "c-bert-neighbour cleo" || len(o.numbered) != 1 {
		t.Errorf("L6: left after the first: left %q, %d requests", o.left(), len(o.numbered))
	}
}

// refusing does not write that a request is finished.
type refusing struct {
	gdpr.Journal
	err error
}

func (j *refusing) Put(ctx context.Context, e gdpr.JournalEntry) error {
	if e.Done && j.err != nil {
		return j.err
	}
	return j.Journal.Put(ctx, e)
}

// Two requests that were begun go on both; a key that is changed meanwhile finds
// them.
func TestAccountsResumeEveryRequest(t *testing.T) {
	o := newOffice(t)
	locked := errors.New("locked")
	journal := &refusing{o.registry.Journal, locked}
	o.registry.Journal = journal
	for _, request := range []gdpr.Name{"letter", "phone-call"} {
		_, err := o.registry.Erase(ctx, gdpr.Request{ID: request, Subject: anna, At: at(1)})
		wants(t, "G4", err, locked)
	}
	journal.err = nil
	o.registry.Keys = append(gdpr.Keys{key(t, "k2")}, o.registry.Keys...)
	if err := o.accounts().DeleteAccount(ctx, anna.ID); err != nil || len(o.receipts) != 2 || len(o.numbered) != 0 {
		t.Errorf("G4: %v, %d receipts, %d new requests", err, len(o.receipts), len(o.numbered))
	}
	if open, err := o.registry.Unfinished(ctx); err != nil || len(open) != 0 {
		t.Errorf("G4: unfinished %q, %v", open, err)
	}
}

// A request that another process finishes meanwhile is finished: she is not
// there, and nothing is to be handed over.
func TestAccountsFinishedMeanwhile(t *testing.T) {
	o := newOffice(t)
	journal := &refusing{o.registry.Journal, errors.New("locked")}
	o.registry.Journal = journal
	wants(t, "G4", o.accounts().DeleteAccount(ctx, anna.ID), journal.err)
	journal.err = nil
	o.registry.Journal = &stale{Journal: journal, then: func() {
		if _, err := o.registry.Resume(ctx, "ticket-1", at(2)); err != nil {
			t.Errorf("G4: the other process: %v", err)
		}
	}}
	wants(t, "G4: finished meanwhile", o.accounts().DeleteAccount(ctx, anna.ID), customer.ErrNotFound)
	if len(o.receipts) != 0 || len(o.numbered) != 1 {
		t.Errorf("G4: %d receipts, %d requests; the other process has the one", len(o.receipts), len(o.numbered))
	}
}

// stale is a journal in which something happens after it was read through, once.
type stale struct {
	gdpr.Journal
	then func()
}

func (j *stale) Each(ctx context.Context) iter.Seq2[gdpr.JournalEntry, error] {
	return func(yield func(gdpr.JournalEntry, error) bool) {
		for e, err := range j.Journal.Each(ctx) {
			if !yield(e, err) {
				return
			}
		}
		if then := j.then; then != nil {
			j.then = nil
			then()
		}
	}
}

// oneBad yields a bad fact before all customers.
type oneBad struct{ *customer.Memory }

func (o oneBad) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		if yield(customer.Customer{}, &customer.FactError{Kind: "customer", ID: "row 7", Err: customer.ErrNoID}) {
			o.Memory.EachCustomer(ctx, s)(yield)
		}
	}
}

// A bad fact of the customers is an error of the deletion, and nothing is deleted: who
// is left out would keep their data.
func TestAccountsLeaveNothingOut(t *testing.T) {
	o := newOffice(t)
	a := o.accounts()
	a.Registry.Customers = oneBad{&o.Memory}
	wants(t, "G3: a bad fact", a.DeleteAccount(ctx, anna.ID), customer.ErrFact)
	if len(o.numbered) != 0 || len(o.receipts) != 0 {
		t.Errorf("G3: %d requests and %d receipts after a bad fact, want none", len(o.numbered), len(o.receipts))
	}
}

// badRecord is a holder that yields a bad fact before its records.
type badRecord struct{ gdpr.Holder }

func (b badRecord) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if yield(gdpr.Record{}, &customer.FactError{Kind: "order", ID: "o1", Err: customer.ErrKind}) {
			b.Holder.Collect(ctx, s)(yield)
		}
	}
}

// A bad fact of a holder is an error of the export: an archive is whole, or there is
// none (G2).
func TestExportLeavesNothingOut(t *testing.T) {
	r := onlyHolder(record())
	if _, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)}); err != nil {
		t.Fatalf("G2: the check cannot fail: %v", err)
	}
	r.Identity = badRecord{r.Identity}
	_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
	wants(t, "G2: a bad fact", err, customer.ErrFact)
}
