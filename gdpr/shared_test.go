package gdpr_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// twin is another customer with Anna's address.
var twin = gdpr.Subject{ID: "c-twin", Email: " ANNA.canary@example.org"}

// household is a host where Anna and her twin have one address, under which a
// newsletter row is held. It returns the row's holder and the accounts.
func household(t *testing.T) (*gdpr.Registry, *letters, *stores) {
	t.Helper()
	r, l := withLetters(t)
	l.to = []string{anna.Email.Key()}
	s := newStores("account")
	s.add("account", twin, "the twin's")
	r.Identity = &holder{s, "account"}
	r.Customers = people{s}
	return r, l, s
}

// people are the customers that an account store has.
type people struct{ s *stores }

func (p people) EachCustomer(context.Context, customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		for _, f := range p.s.facts["account"] {
			if !yield(customer.Customer{ID: f.of.ID, Email: f.of.Email}, nil) {
				return
			}
		}
	}
}

// Customers A and B have one address; A is deleted. B keeps profile, newsletter row
// and sign-in; plan, receipt and journal say that the address was left out; and A's
// export has nothing of what is held under it.
func TestG3AddressOfTwoCustomers(t *testing.T) {
	r, l, s := household(t)
	profile := s.of(twin.ID)
	b, m := export(t, r, gdpr.Export{Subject: anna, At: at(1), Mode: gdpr.Access})
	if data := files(t, b)["data.json"]; strings.Contains(data, `"letter"`) || !strings.Contains(data, "account of c-anna") || !m.EmailLeftOut {
		t.Errorf("G3: the export of one of two has what is held under the address of both: %s, left out: %t", data, m.EmailLeftOut)
	}
	plan, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
	if err != nil || !plan.EmailLeftOut {
		t.Errorf("G3: the plan does not say that the address is left out: %v", err)
	}
	receipt := erase(t, r, "r1", anna, 1)
	if js, _ := json.Marshal(receipt); !receipt.EmailLeftOut() || !strings.Contains(string(js), `"email_left_out":true`) || !strings.Contains(receipt.String(), "left out") {
		t.Errorf("G3: the receipt does not say that the address is left out: %s", js)
	}
	if s.of(twin.ID) != profile || len(l.to) != 1 || s.of(anna.ID) != "" {
		t.Errorf("G3: the other one has %q and %d letters; left of her who was erased is %q", s.of(twin.ID), len(l.to), s.of(anna.ID))
	}
	wants(t, "G5: she who was erased", r.Guard().Check(ctx, gdpr.Subject{ID: anna.ID}), gdpr.ErrSuppressed)
	wants(t, "G3: the other one signs in", r.Guard().Check(ctx, twin), nil)
	wants(t, "G3: the address alone", r.Guard().Check(ctx, gdpr.Subject{Email: anna.Email}), nil)

	// When the last of them is erased, the address goes too.
	if last := erase(t, r, "r2", twin, 2); last.EmailLeftOut() || len(l.to) != 0 {
		t.Errorf("G3: the last of them is erased, and %d letters are left", len(l.to))
	}
	wants(t, "G5: then the address is suppressed", r.Guard().Check(ctx, gdpr.Subject{Email: anna.Email}), gdpr.ErrSuppressed)
}

// A selection of both, deleted from the list, leaves nothing of the address.
func TestG3BothOfTwoCustomers(t *testing.T) {
	o := newOffice(t)
	o.Customers[1].Email = anna.Email
	l := &letters{to: []string{anna.Email.Key()}}
	o.registry.Holders = append(o.registry.Holders, l)
	for _, id := range []customer.ID{anna.ID, bert.ID} {
		wants(t, "L7", o.accounts().DeleteAccount(ctx, id), nil)
	}
	if len(l.to) != 0 || !o.receipts[0].EmailLeftOut() || o.receipts[1].EmailLeftOut() {
		t.Errorf("G3: %d letters are left; left out: %t, %t", len(l.to), o.receipts[0].EmailLeftOut(), o.receipts[1].EmailLeftOut())
	}
}

// A customer with the same address who was erased, and is there again out of a
// backup, does not keep the address from being erased; nor does the subject's own second record.
func TestG3AddressOfErasedCustomers(t *testing.T) {
	r, l, s := household(t)
	erase(t, r, "r1", twin, 1)
	s.add("account", twin, "out of a backup")
	s.add("account", anna, "once more")
	if erase(t, r, "r2", anna, 2).EmailLeftOut() || len(l.to) != 0 {
		t.Errorf("G3: %d letters are left for somebody who was erased", len(l.to))
	}
}

// The other customer is exported, and signs up, while the erasure of the one is not
// finished: their address is not being erased.
func TestG3TheOtherGoesOnWhileErasing(t *testing.T) {
	r, _, s := household(t)
	all := r.Customers
	r.Customers = customer.Memory{} // somebody with the address was erased before, and it was lifted for the twin
	erase(t, r, "r0", gdpr.Subject{ID: "c-before", Email: anna.Email}, 1)
	wants(t, "G5: signing up", r.SignUp(ctx, twin, at(1)), nil)
	r.Customers = all
	r.Holders = append(r.Holders, &stuck{holder{newStores("logins"), "logins"}})
	if _, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)}); err == nil {
		t.Fatal("not interrupted")
	}
	s.facts["account"] = slices.DeleteFunc(s.facts["account"], func(f fact) bool { return f.of.ID == anna.ID })
	_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: twin, At: at(1)})
	wants(t, "G3: an export of the other", err, nil)
	wants(t, "G3: a sign-up of the other", r.SignUp(ctx, twin, at(1)), nil)
}

// indexed finds customers by their address.
type indexed struct {
	people
	asked *[]customer.Email
}

func (i indexed) EachCustomerWithEmail(ctx context.Context, e customer.Email) iter.Seq2[customer.Customer, error] {
	*i.asked = append(*i.asked, e)
	return i.EachCustomer(ctx, customer.Scope{})
}

// Customers with an index are asked by the address. Without customers nothing is
// done about an address; their error is found and not printed.
func TestG3CustomersAreAsked(t *testing.T) {
	r, _, s := household(t)
	var asked []customer.Email
	r.Customers = indexed{people{s}, &asked}
	if plan, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)}); err != nil || !plan.EmailLeftOut || !slices.Equal(asked, []customer.Email{anna.Email}) {
		t.Errorf("G3: asked %d times: %t, %v", len(asked), plan.EmailLeftOut, err)
	}
	secret := errors.New("anna-canary's row is locked")
	for why, c := range map[string]struct {
		customers gdpr.Customers
		want      error
	}{"no customers": {nil, gdpr.ErrCustomers}, "broken ones": {broken{secret}, secret}, "a nil pointer": {(*customer.Memory)(nil), gdpr.ErrPanic}} {
		r.Customers = c.customers
		_, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
		wants(t, "G3: a plan, "+why, err, c.want)
		_, err = r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
		wants(t, "G3: an export, "+why, err, c.want)
		_, err = r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G3: an erasure, "+why, err, c.want)
		if s.of(anna.ID) == "" {
			t.Fatalf("G3: %s, and somebody was erased", why)
		}
		_, err = r.Plan(ctx, gdpr.Request{Subject: gdpr.Subject{ID: anna.ID}, At: at(1)})
		wants(t, "G3: without an address, "+why, err, nil)
	}
}

// A request's ID belongs to one subject with one address, or with none; whatever
// else comes with it erases nobody, finished or not.
func TestG3ARequestHasOneBody(t *testing.T) {
	none := gdpr.Subject{ID: anna.ID}
	mixed := gdpr.Subject{ID: anna.ID, Email: bert.Email}
	for _, c := range []struct {
		why         string
		first, then gdpr.Subject
		want        error
	}{
		{"the same again", anna, anna, nil},
		{"the address spelled otherwise (I4)", anna, gdpr.Subject{ID: anna.ID, Email: twin.Email}, nil},
		{"without an address again", none, none, nil},
		{"an address of another one, where there was none", none, mixed, gdpr.ErrRequest},
		{"an address of another one", anna, mixed, gdpr.ErrRequest},
		{"no address, where there was one", anna, none, gdpr.ErrRequest},
		{"another one with the address", anna, gdpr.Subject{ID: bert.ID, Email: anna.Email}, gdpr.ErrRequest},
	} {
		for _, finished := range []bool{true, false} {
			r, l := withLetters(t)
			s := newStores("account")
			r.Identity = &holder{s, "account"}
			l.to = []string{bert.Email.Key()}
			if !finished {
				s.inject = func(op string, do func() error) error {
					if op == "erase" {
						return io.ErrShortWrite
					}
					return do()
				}
			}
			_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: c.first, At: at(1)})
			if s.inject = nil; (err == nil) != finished {
				t.Fatal(err)
			}
			_, err = r.Erase(ctx, gdpr.Request{ID: "r1", Subject: c.then, At: at(2)})
			wants(t, "G3: "+c.why, err, c.want)
			if len(l.to) != 1 || s.of(bert.ID) == "" {
				t.Errorf("G3: %s: somebody else's data is gone", c.why)
			}
			wants(t, "G3: "+c.why, r.Guard().Check(ctx, gdpr.Subject{Email: bert.Email}), nil)
		}
	}
}

// The address that was left out is part of the request, too.
func TestG3ARequestHasOneBodyWithoutTheAddress(t *testing.T) {
	r, l, s := household(t)
	erase(t, r, "r1", anna, 1)
	s.facts["account"] = slices.DeleteFunc(s.facts["account"], func(f fact) bool { return f.of.ID == twin.ID })
	l.to = append(l.to, bert.Email.Key())
	_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: gdpr.Subject{ID: anna.ID, Email: bert.Email}, At: at(2)})
	wants(t, "G3: another address", err, gdpr.ErrRequest)
	if again := erase(t, r, "r1", anna, 2); again.EmailLeftOut() || !slices.Equal(l.to, []string{bert.Email.Key()}) {
		t.Errorf("G3: once the address is hers alone, it is erased with her: %d letters", len(l.to))
	}
}

// A holder that yields more or fewer records than it counts passes neither export
// nor erasure, and nobody is erased.
func TestG2CountsAreTrue(t *testing.T) {
	for why, n := range map[string]int{"two more": 2, "one fewer": -1} {
		s := newStores("logins", "account")
		r := withStores(t, s.registry())
		r.Holders[0] = &liar{holder{s, "logins"}, func(c gdpr.Count) gdpr.Count { c.Erasable += n; return c }, false}
		_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
		wants(t, "G2: an export, "+why, err, gdpr.ErrCount)
		_, err = r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
		wants(t, "G2: a plan, "+why, err, gdpr.ErrCount)
		_, err = r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		wants(t, "G3: an erasure, "+why, err, gdpr.ErrCount)
		if open, err := r.Unfinished(ctx); err != nil || len(open) != 0 || s.of(anna.ID) == "" {
			t.Errorf("G3: %s: %d requests are open, %v; left is %q", why, len(open), err, s.of(anna.ID))
		}
	}
}

// busy is a holder to which an event comes between its count and its records, so
// many times.
type busy struct {
	holder
	events int
}

func (b *busy) Count(c context.Context, s gdpr.Subject, at time.Time) (gdpr.Count, error) {
	n, err := b.holder.Count(c, s, at)
	if b.events > 0 {
		b.events--
		b.holder.s.add(b.name, s, "an event")
	}
	return n, err
}

// An event that comes in between is no lie: the holder is asked up to three times.
func TestG2AnEventInBetween(t *testing.T) {
	for events, want := range []error{nil, nil, nil, gdpr.ErrCount} {
		s := newStores("logins", "account")
		r := withStores(t, s.registry())
		b := &busy{holder{s, "logins"}, events}
		r.Holders[0] = b
		_, err := r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
		wants(t, "G2: a plan", err, want)
		if b.events = events; events < 2 {
			_, err = r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
			wants(t, "G2: an export", err, nil)
		}
	}
}

// A request is carried out at an instant, and never again at an earlier one: no
// receipt is verified before it was begun. That holds for a replay too.
func TestG3NoEarlierInstant(t *testing.T) {
	s := newStores("account")
	r := withStores(t, s.registry())
	erase(t, r, "r1", anna, 5)
	_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(4)})
	wants(t, "G3: an earlier instant", err, gdpr.ErrEarlier)
	erase(t, r, "r1", anna, 5)
	erase(t, r, "r1", anna, 7)
	_, err = r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(6)})
	wants(t, "G3: earlier than it was verified", err, gdpr.ErrEarlier)

	s.add("account", anna, "out of a backup")
	if done, err := r.Replay(ctx, everybody(anna), at(9)); err != nil || len(done.Receipts) != 1 {
		t.Fatal(err)
	}
	s.add("account", anna, "out of a backup")
	done, err := r.Replay(ctx, everybody(anna, bert), at(8))
	wants(t, "G3: an earlier replay", err, gdpr.ErrEarlier)
	if len(done.Receipts) != 0 || done.Seen != 2 {
		t.Errorf("G3: an earlier replay: %d receipts, %d seen", len(done.Receipts), done.Seen)
	}
	s.inject = func(op string, do func() error) error {
		if op == "erase" {
			return io.ErrShortWrite
		}
		return do()
	}
	if _, err := r.Erase(ctx, gdpr.Request{ID: "r2", Subject: bert, At: at(5)}); err == nil {
		t.Fatal("not interrupted")
	}
	s.inject = nil
	_, err = r.Resume(ctx, "r2", at(4))
	wants(t, "G3: resumed at an earlier instant", err, gdpr.ErrEarlier)
}
