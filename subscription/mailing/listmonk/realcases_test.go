package listmonk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/listmonk"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

func noWait(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestRealContract(t *testing.T) {
	r := realServer(t)
	id := r.newList("single")
	mailingtest.Run(t, func(t testing.TB, members []mailing.Member) mailing.Provider {
		r.wipe()
		r.seed(id, members)
		return r.list(id)
	})
}

// members are how everyone stands.
func members(t testing.TB, l *listmonk.List) map[string]mailing.Member {
	t.Helper()
	all := map[string]mailing.Member{}
	for m, err := range l.Members(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[m.Key.Reveal()] = m
	}
	return all
}

func unsubscribe(who string, at time.Time) mailing.Change {
	c := add(who, 1)
	c.Operation, c.Since = mailing.Unsubscribe, at
	return c
}

// The cases that people met at real servers. Each runs on its own empty list.
func TestRealCases(t *testing.T) {
	r := realServer(t)
	for name, check := range map[string]func(*testing.T, *real){
		"M1: a list that does not exist":          realNoList,
		"M1: a page has everyone":                 realMembers,
		"M3: a placeholder in the address":        realPlaceholder,
		"M5: an operator unsubscribes":            realOperator,
		"M5: an operator, after a sync":           realOperatorLater,
		"M5: a newer consent is asked to confirm": realNewer,
		"M5: another name, and other lists":       realRename,
		"M6: a refused address":                   realRefused,
		"M6: long names, and names with NUL":      realNames,
		"M6: mail to one member is refused":       realMailRefused,
	} {
		t.Run(name, func(t *testing.T) {
			r := &real{TB: t, url: r.url, user: r.user, token: r.token, mail: r.mail}
			r.wipe()
			check(t, r)
		})
	}
}

func realNoList(t *testing.T, r *real) {
	l := r.list(1 << 30)
	if all, err := push(l, add("ann", 1)); err == nil || len(all) != 0 {
		t.Errorf("M1: an addition to a list that does not exist: %v, %v", all, err)
	}
	if n := len(r.everybody()); n != 0 {
		t.Errorf("M1: %d subscribers were made for no list", n)
	}
	for _, err := range l.Members(t.Context()) {
		if err == nil {
			t.Error("M1: a list that does not exist has members")
		}
		return
	}
	t.Error("M1: a list that does not exist has no members, and there is no error")
}

func realMembers(t *testing.T, r *real) {
	id := r.newList("single")
	r.put("ann@example.com", true, id)
	if got := members(t, r.list(id)); got["ann@example.com"].State != mailing.Subscribed {
		t.Errorf("M1: a member is %s", got["ann@example.com"].State)
	}
}

func realPlaceholder(t *testing.T, r *real) {
	id := r.newList("single")
	l := r.list(id)
	for _, who := range []string{"%order%", "%query%", "%s", "o'neil", "{}$1", "'||'"} {
		if all, err := push(l, add(who, 1)); err != nil || all[0].Err != nil {
			t.Errorf("M1: %q was not added: %v, %v", who, all, err)
		}
		if all, err := push(l, unsubscribe(who, time.Now())); err != nil || all[0].Err != nil || all[0].State != mailing.Unsubscribed {
			t.Errorf("M3: %q was not unsubscribed: %v, %v", who, all, err)
		}
		if err := l.Erase(t.Context(), mailing.NewSecret(who+"@example.com")); err != nil {
			t.Errorf("G3: %q was not erased: %v", who, err)
		}
	}
	if all := r.everybody(); len(all) != 0 {
		t.Errorf("G3: %d are left, %s among them", len(all), all[0].Email)
	}
}

// The status that an operator sets leaves the time of the subscription alone.
func realOperator(t *testing.T, r *real) {
	id := r.newList("single")
	l := r.list(id)
	before := time.Now().Add(-time.Hour)
	p := r.put("ann@example.com", true, id)
	between := time.Now()
	time.Sleep(50 * time.Millisecond)
	r.membership(p, "add", "unsubscribed", id)
	m := members(t, l)["ann@example.com"]
	if m.State != mailing.Unsubscribed || !m.Since.IsZero() && m.Since.Before(between) {
		t.Errorf("M5: a member is %s since %s, before it happened", m.State, m.Since)
	}
	for _, since := range []time.Time{before, between} {
		c := add("ann", 1)
		c.Since = since
		if all, err := push(l, c); err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) {
			t.Errorf("M5: a consent from before an operator unsubscribed: %v, %v", all, err)
		}
	}
	if _, status := r.get(p, id); status != "unsubscribed" {
		t.Errorf("M5: the member is %s", status)
	}
}

// An operator unsubscribes a member whose subscription was changed before: its time
// is from before the consent, and only the acknowledgement tells that they left
// after it.
func realOperatorLater(t *testing.T, r *real) {
	id := r.newList("single")
	l, acks := r.list(id), &mailing.MemoryAcknowledgements{}
	p := r.put("ann@example.com", true, id)
	r.membership(p, "unsubscribe", "", id)
	r.membership(p, "add", "confirmed", id)
	ann := consenting("ann@example.com", "Ann")
	ann.EmailConsent.At = time.Now()
	if _, err := syncOnce(t, l, acks, ann); err != nil {
		t.Fatal(err)
	}
	r.membership(p, "add", "unsubscribed", id)
	for n := range 2 {
		plan, err := syncOnce(t, l, acks, ann)
		if _, status := r.get(p, id); err != nil || len(plan.Changes) != 0 || status != "unsubscribed" {
			t.Errorf("M5: sync %d after an operator unsubscribed: %d changes, %v, now %s", n, len(plan.Changes), err, status)
		}
	}
	ann.EmailConsent.At = time.Now()
	_, err := syncOnce(t, l, acks, ann)
	if _, status := r.get(p, id); err != nil || status != "unconfirmed" {
		t.Errorf("M5: consented after that: %v, now %s", err, status)
	}
}

func realNewer(t *testing.T, r *real) {
	id := r.newList("double")
	l := r.list(id)
	p := r.put("ann@example.com", true, id)
	r.membership(p, "unsubscribe", "", id)
	c := add("ann", 1)
	if all, err := push(l, c); err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) {
		t.Errorf("M5: an older consent: %v, %v", all, err)
	}
	c.Since, c.Over = soon(), members(t, l)["ann@example.com"]
	if all, err := push(l, c); err != nil || all[0].Err != nil || all[0].State != mailing.Pending {
		t.Errorf("M5: a newer consent: %v, %v", all, err)
	}
	if r.mail != nil && r.mail.to("ann@example.com") != 1 {
		t.Errorf("M5: %d mails to confirm by, want 1", r.mail.to("ann@example.com"))
	}
}

func realRename(t *testing.T, r *real) {
	ours, other := r.newList("single"), r.newList("double")
	for status, want := range map[string]int{"unconfirmed": 1, "confirmed": 0, "unsubscribed": 0} {
		p := r.put(status+"@example.com", status != "unconfirmed", other)
		if status == "unsubscribed" {
			r.membership(p, "unsubscribe", "", other)
		}
		r.membership(p, "add", "confirmed", ours)
		c := add(status, 1)
		c.Operation = mailing.Update
		if all, err := push(r.list(ours), c); err != nil || all[0].Err != nil {
			t.Errorf("M5: an update: %v, %v", all, err)
		}
		got, now := r.get(p, other)
		t.Logf("%s on another list: the name is %q", status, got.Name)
		if now != status {
			t.Errorf("M5: %s on another list became %s by another name", status, now)
		}
		if status == "confirmed" && got.Name != "Name of confirmed" {
			t.Errorf("M1: the name is %q", got.Name)
		}
		if r.mail != nil && r.mail.to(p.Email) != want { // the one of the creation
			t.Errorf("M5: %s on another list: %d mails, want %d", status, r.mail.to(p.Email), want)
		}
	}
}

// syncOnce plans and applies.
func syncOnce(t testing.TB, l mailing.Provider, acks mailing.Acknowledgements, shop ...customer.Customer) (mailing.Proposal, error) {
	t.Helper()
	s := mailing.Shop{Customers: customer.Memory{Customers: shop}, Consents: mailing.Memory{}, Acknowledgements: acks}
	plan, err := mailing.Plan(t.Context(), s, l, mailing.Query{AsOf: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = mailing.Apply(t.Context(), plan, l, acks, mailing.Course{})
	return plan, err
}

func consenting(email, name string) customer.Customer {
	return customer.Customer{
		ID: customer.ID(email), Email: customer.Email(email), Name: name,
		EmailConsent: customer.Consent{Answer: customer.Granted, At: time.Now().Add(-time.Hour)},
	}
}

// What the server does not take has a reason, and is not tried again.
func realRefused(t *testing.T, r *real) {
	l, acks := r.list(r.newList("single")), &mailing.MemoryAcknowledgements{}
	want := map[string]mailing.Code{"a..b@example.com": mailing.CodeAddress, "cid@blocked.example.com": mailing.CodeBlocked}
	shop := []customer.Customer{consenting("bob@example.com", "Bob")}
	for email := range want {
		shop = append(shop, consenting(email, ""))
	}
	if _, err := syncOnce(t, l, acks, shop...); !errors.Is(err, mailing.ErrRefused) || strings.Contains(err.Error(), "example.com") {
		t.Errorf("M6: refused addresses: %v", err)
	}
	if m := members(t, l); len(m) != 1 || m["bob@example.com"].State != mailing.Subscribed {
		t.Errorf("M6: the other one is %s, of %d", m["bob@example.com"].State, len(m))
	}
	plan, err := syncOnce(t, l, acks, shop...)
	if err != nil || len(plan.Changes) != 0 || len(plan.Skipped) != 3 {
		t.Errorf("M6: the next plan tries them again: %d changes, %v", len(plan.Changes), err)
	}
	for _, s := range plan.Skipped {
		if code := want[s.Key.Reveal()]; s.Code != code || (s.Reason == mailing.Refused) != (code != mailing.CodeUnknown) {
			t.Errorf("M6: %s: %s, %s; want the code %q", s.Key, s.Reason, s.Code, code)
		}
	}
}

func realNames(t *testing.T, r *real) {
	l, acks := r.list(r.newList("single")), &mailing.MemoryAcknowledgements{}
	var shop []customer.Customer
	for n, name := range []string{"first", "A\x00nn", strings.Repeat("n", 2001), strings.Repeat("é", 2000), "x" + strings.Repeat("中", 2000)} {
		shop = append(shop, consenting(fmt.Sprintf("new%d@example.com", n), ""))
		for i := range shop { // another name, and a new member
			shop[i].Name = name
		}
		if _, err := syncOnce(t, l, acks, shop...); err != nil {
			t.Errorf("M6: a name of %d bytes: %v", len(name), err)
		}
		for _, m := range members(t, l) {
			if m.State != mailing.Subscribed {
				t.Errorf("M6: a name of %d bytes: a member is %s", len(name), m.State)
			}
		}
	}
	if n := len(r.everybody()); n != len(shop) {
		t.Errorf("M6: %d of %d are there", n, len(shop))
	}
}

// The mail server refuses somebody, or the name cannot be stored: the rest goes on.
func realMailRefused(t *testing.T, r *real) {
	id := r.newList("double")
	l := r.list(id)
	r.put("zoe@example.com", true, id)
	nul := add("nul", 1)
	nul.Name = mailing.NewSecret("a\x00b")
	changes := []mailing.Change{nul}
	if r.mail != nil {
		r.mail.refuse("bounce")
		p := r.put("bounce@example.com", true, id)
		r.membership(p, "unsubscribe", "", id)
		c := add("bounce", 1)
		c.Since, c.Over = soon(), members(t, l)["bounce@example.com"]
		changes = append(changes, c)
	}
	all, err := push(l, append(changes, unsubscribe("zoe", time.Now()))...)
	t.Logf("outcomes: %v", all)
	if err != nil || len(all) != len(changes)+1 || all[len(changes)].Err != nil || all[len(changes)].State != mailing.Unsubscribed {
		t.Fatalf("M6: the withdrawal was not sent: %v, %v", all, err)
	}
}
