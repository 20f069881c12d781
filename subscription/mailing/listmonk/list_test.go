package listmonk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call/calltest"
	"github.com/clientele-go/clientele/subscription/mailing/listmonk"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

// open opens a list of a fresh server.
func open(t testing.TB, members []mailing.Member) (*listmonk.List, *server, *calltest.Faulty) {
	s := &server{now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
	for _, m := range members {
		s.seed(m)
	}
	f := &calltest.Faulty{Service: s}
	url, client := calltest.Serve(t, f)
	return &listmonk.List{
		BaseURL: url + "/", User: mailing.NewSecret("api"), Token: mailing.NewSecret("s3cret"), ID: ours,
		HTTP: client, Wait: f.Wait,
	}, s, f
}

func TestContract(t *testing.T) {
	mailingtest.Run(t, func(t testing.TB, members []mailing.Member) mailing.Provider {
		l, _, _ := open(t, members)
		return l
	})
}

func TestEveryFault(t *testing.T) {
	calltest.EveryFault(t, func(t testing.TB) (mailing.Provider, *calltest.Faulty) {
		l, _, f := open(t, calltest.Members())
		return l, f
	}, mailing.Pending)
}

func add(who string, day int) mailing.Change {
	return mailing.Change{ID: mailing.ChangeID(who), Operation: mailing.Add, Key: mailing.NewSecret(who + "@example.com"),
		Address: mailing.NewSecret(who + "@example.com"), Name: mailing.NewSecret("Name of " + who), Since: calltest.At(day)}
}

// over is an addition whose plan saw them off the list since a day.
func over(c mailing.Change, day int) mailing.Change {
	c.Over = mailing.Member{State: mailing.Unsubscribed, Since: calltest.At(day)}
	return c
}

// push pushes and returns the outcomes and the error that stopped it.
func push(l mailing.Provider, changes ...mailing.Change) (all []mailing.Outcome, err error) {
	for o, err := range l.Push(context.Background(), changes) {
		if err != nil {
			return all, err
		}
		all = append(all, o)
	}
	return all, nil
}

func TestRefusedMemberGoesOn(t *testing.T) {
	l, s, _ := open(t, nil)
	s.bad, s.says = "bob@example.com", "subscribers.invalidEmail"
	all, err := push(l, add("ann", 1), add("bob", 1), add("o'neil", 1))
	if err != nil || len(all) != 3 || all[0].Err != nil || all[2].Err != nil || !errors.Is(all[1].Err, mailing.ErrRefused) {
		t.Errorf("M6: one refused: %v, %v", all, err)
	}
	if len(s.all) != 2 || s.all[1].Email != "o'neil@example.com" {
		t.Errorf("M6: the rest did not go on: %d subscribers", len(s.all))
	}
	if all, err := push(l, add("o'neil", 1)); err != nil || all[0].Err != nil || len(s.all) != 2 {
		t.Errorf("M6: a quote in the address, the second time: %v, %v", all, err)
	}
}

// A refusal has a reason of ours, whatever the server's language. What is not
// known is not for good.
func TestReasons(t *testing.T) {
	for says, want := range map[string]mailing.Code{
		"subscribers.invalidEmail": mailing.CodeAddress, "subscribers.domainBlocklisted": mailing.CodeBlocked,
		"subscribers.invalidName": mailing.CodeName, "subscribers.other": mailing.CodeUnknown, "": mailing.CodeUnknown,
	} {
		for _, lost := range []bool{false, true} { // the words cannot be looked up
			l, s, f := open(t, nil)
			if s.bad, s.says = "ann@example.com", says; lost {
				want = mailing.CodeUnknown
				f.Fault = func(_ int, r *http.Request) calltest.Fault {
					return map[bool]calltest.Fault{true: calltest.Down}[strings.HasPrefix(r.URL.Path, "/api/lang/")]
				}
			}
			all, err := push(l, add("ann", 1))
			var status *mailing.StatusError
			if err != nil || !errors.As(all[0].Err, &status) || status.Code != want || errors.Is(all[0].Err, mailing.ErrRefused) != (want != mailing.CodeUnknown) {
				t.Errorf("M6: refused with %q, lost %t: %v, %v; want the code %q", says, lost, all, err, want)
			}
		}
	}
}

// What is refused for good is not tried again, until the name changes.
func TestRefusedIsRemembered(t *testing.T) {
	l, s, _ := open(t, calltest.Members())
	s.bad, s.says = "ann@example.com", "subscribers.domainBlocklisted"
	acks := &mailing.MemoryAcknowledgements{}
	for range 2 {
		_ = calltest.Sync(t.Context(), l, acks)
	}
	plan, err := mailing.Plan(t.Context(), calltest.Shop(acks), l, mailing.Query{AsOf: calltest.At(9)})
	i := slices.IndexFunc(plan.Skipped, func(s mailing.Skipped) bool { return s.Reason == mailing.Refused })
	if err != nil || len(plan.Changes) != 0 || i < 0 || plan.Skipped[i].Code != mailing.CodeBlocked {
		t.Errorf("M6: refused for good: %d changes, skipped %v, %v", len(plan.Changes), plan.Skipped, err)
	}
	if n := len(slices.DeleteFunc(s.log, func(call string) bool { return call != "POST " })); n != 2 { // ann once, and fay
		t.Errorf("M6: %d additions of two, one of them refused for good", n)
	}
}

// Whatever calls about one member end with is that member's: the first of ten
// fails for good, the last is unsubscribed.
func TestFailingMemberGoesOn(t *testing.T) {
	var people []mailing.Member
	var changes []mailing.Change
	for n := range 10 {
		who := fmt.Sprintf("p%d", n)
		people = append(people, mailing.Member{Key: mailing.NewSecret(who + "@example.com"), State: mailing.Unsubscribed, Since: calltest.At(3)})
		changes = append(changes, over(add(who, 5), 3))
	}
	people[9].State, changes[9].Operation = mailing.Subscribed, mailing.Unsubscribe
	l, s, _ := open(t, people)
	s.unsent = "p0@example.com"
	changes[1].ID, changes[1].Key, changes[1].Address, changes[1].Name = "nul", mailing.NewSecret("nul@example.com"), mailing.NewSecret("nul@example.com"), mailing.NewSecret("a\x00b")
	all, err := push(l, changes...)
	if err != nil || len(all) != 10 {
		t.Fatalf("M6: one member fails: %d outcomes, %v", len(all), err)
	}
	for n, o := range all {
		if (o.Err != nil) != (n < 2) || n < 2 && !answered(o.Err, http.StatusInternalServerError) {
			t.Errorf("M6: member %d: %s, %v", n, o.State, o.Err)
		}
	}
	if s.all[9].Lists[0].Status != "unsubscribed" {
		t.Errorf("M6: the last one is %s", s.all[9].Lists[0].Status)
	}
}

func answered(err error, status int) bool {
	var s *mailing.StatusError
	return errors.As(err, &s) && s.Status == status
}

// The answer to an addition is lost: asked again, the server says that there is
// one already, and that is accepted.
func TestLostAnswerIsNoRefusal(t *testing.T) {
	l, s, f := open(t, nil)
	f.Fault = func(n int, _ *http.Request) calltest.Fault {
		return map[int]calltest.Fault{2: calltest.Lost}[n]
	}
	if all, err := push(l, add("ann", 1)); err != nil || len(all) != 1 || all[0].Err != nil || len(s.all) != 1 {
		t.Errorf("M6: accepted, but no answer: %v, %v, %d subscribers", all, err, len(s.all))
	}
}

// The answer is lost, and before the next try the person unsubscribes: the next
// try sees it (M5).
func TestNextTrySeesAnUnsubscribe(t *testing.T) {
	for _, status := range []string{"", "unsubscribed", "confirmed"} {
		l, s, f := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Unsubscribed, Since: calltest.At(3)}})
		on := s.all[0].Lists[0]
		if on.Status = status; status == "" {
			on.ID = others
		}
		f.Fault = func(n int, _ *http.Request) calltest.Fault { return map[int]calltest.Fault{2: calltest.Lost}[n] }
		later := calltest.At(6)
		l.Wait = func(context.Context, time.Duration) error {
			f.Meanwhile(func() { s.all[0].Lists[len(s.all[0].Lists)-1] = &entry{ours, "unsubscribed", calltest.At(1), &later} })
			return nil
		}
		c := add("ann", 5)
		if status == "unsubscribed" {
			c = over(c, 3)
		}
		all, err := push(l, c)
		i := len(s.all[0].Lists) - 1
		if err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) || s.all[0].Lists[i].Status != "unsubscribed" {
			t.Errorf("M5: %q, unsubscribed between two tries: %v, %v, now %s", status, all, err, s.all[0].Lists[i].Status)
		}
	}
}

// An operator unsubscribes between two tries, which leaves the time at that of the
// first opt-out: the next try cannot tell them apart (M5).
func TestNextTryCannotTellAnOperator(t *testing.T) {
	for _, fault := range []calltest.Fault{calltest.Lost, calltest.LostError} {
		l, s, f := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Unsubscribed, Since: calltest.At(3)}})
		on := s.all[0].Lists[0]
		f.Fault = func(n int, _ *http.Request) calltest.Fault { return map[int]calltest.Fault{2: fault}[n] }
		l.Wait = func(context.Context, time.Duration) error {
			f.Meanwhile(func() { on.Status = "unsubscribed" })
			return nil
		}
		all, err := push(l, over(add("ann", 5), 3))
		if err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) || on.Status != "unsubscribed" {
			t.Errorf("M5: an operator unsubscribed between two tries: %v, %v, now %s", all, err, on.Status)
		}
	}
}

// An operator unsubscribes a member after a sync. The time of the subscription
// stays at one before the consent, and only the acknowledgement tells that they
// left after it (M5).
func TestOperatorAfterASync(t *testing.T) {
	l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	acks := &mailing.MemoryAcknowledgements{}
	ann := customer.Customer{ID: "ann", Email: "ann@example.com", EmailConsent: customer.Consent{Answer: customer.Granted, At: calltest.At(2)}}
	on := s.all[0].Lists[0]
	sync := func(day int) int {
		shop := mailing.Shop{Customers: customer.Memory{Customers: []customer.Customer{ann}}, Consents: mailing.Memory{}, Acknowledgements: acks}
		plan, err := mailing.Plan(t.Context(), shop, l, mailing.Query{AsOf: calltest.At(day)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = mailing.Apply(t.Context(), plan, l, acks, mailing.Course{}); err != nil {
			t.Fatal(err)
		}
		return len(plan.Changes)
	}
	sync(3)
	on.Status = "unsubscribed"
	for day := 4; day < 6; day++ {
		if n := sync(day); n != 0 || on.Status != "unsubscribed" {
			t.Errorf("M5: day %d, after an operator unsubscribed: %d changes, now %s", day, n, on.Status)
		}
	}
	ann.EmailConsent.At = calltest.At(6)
	if n := sync(7); n != 1 || on.Status != "unconfirmed" {
		t.Errorf("M5: consented after that: %d changes, now %s", n, on.Status)
	}
}

// Nobody is left out, whatever the server counts and however few it gives.
func TestMembersOfManyPages(t *testing.T) {
	var want []mailing.Member
	for n := range 130 {
		want = append(want, mailing.Member{Key: mailing.NewSecret(fmt.Sprintf("p%d@example.com", n)), State: mailing.Unsubscribed, Since: calltest.At(3)})
	}
	l, s, _ := open(t, want)
	s.cap = 50
	got := map[mailing.Secret]mailing.State{}
	for m, err := range l.Members(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got[m.Key] = m.State
	}
	for _, m := range want {
		if got[m.Key] != m.State {
			t.Fatalf("M5: of %d members %d came; one who unsubscribed is %s", len(want), len(got), got[m.Key])
		}
	}
}

// Somebody is deleted between two pages: nobody else is left out.
func TestMembersWhileOneIsDeleted(t *testing.T) {
	var want []mailing.Member
	for n := range 9 {
		want = append(want, mailing.Member{Key: mailing.NewSecret(fmt.Sprintf("p%d@example.com", n)), State: mailing.Unsubscribed, Since: calltest.At(3)})
	}
	l, s, f := open(t, want)
	s.cap = 3
	var got []mailing.Secret
	for m, err := range l.Members(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, m.Key); len(got) == 3 {
			f.Meanwhile(func() { s.all = s.all[1:] })
		}
	}
	if len(got) != 9 {
		t.Errorf("M5: 9 members, one is deleted after the first page: %d came", len(got))
	}
}

// What the server would read as its own placeholder is an address like another.
func TestPlaceholderInTheAddress(t *testing.T) {
	for _, who := range []string{"%order%", "%query%", "a'b"} {
		l, s, _ := open(t, nil)
		if all, err := push(l, add(who, 1)); err != nil || all[0].Err != nil {
			t.Fatalf("M1: %q: %v, %v", who, all, err)
		}
		un := add(who, 2)
		un.Operation = mailing.Unsubscribe
		if all, err := push(l, un); err != nil || all[0].Err != nil || s.all[0].Lists[0].Status != "unsubscribed" {
			t.Errorf("M3: %q: an unsubscribe that was accepted, %v, %v, leaves %s", who, all, err, s.all[0].Lists[0].Status)
		}
		if err := l.Erase(t.Context(), un.Address); err != nil || len(s.all) != 0 {
			t.Errorf("G3: %q: %v, %d are left", who, err, len(s.all))
		}
	}
}

// No database stores these, so nobody has them.
func TestEraseWhatCannotBeStored(t *testing.T) {
	l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	for _, address := range []string{"ann@example.com\x00x", "ann\xff@example.com"} {
		if err := l.Erase(t.Context(), mailing.NewSecret(address)); err != nil || len(s.all) != 1 {
			t.Errorf("G3: %q: %v, %d are left", address, err, len(s.all))
		}
	}
}

// A subscriber whom somebody stored with capitals is the one with the key (I4).
func TestStoredCapitalsAreFound(t *testing.T) {
	l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	s.all[0].Email = "Ann@Example.com"
	un := add("ann", 2)
	un.Operation = mailing.Unsubscribe
	if all, err := push(l, un); err != nil || all[0].Err != nil || s.all[0].Lists[0].Status != "unsubscribed" {
		t.Errorf("M3, I4: an unsubscribe that was accepted, %v, %v, leaves %s", all, err, s.all[0].Lists[0].Status)
	}
}

// The server would write to somebody else: k for a Kelvin sign, ä for Ä.
func TestCapitalsBeyondASCIIAreRefused(t *testing.T) {
	l, s, _ := open(t, nil)
	for _, who := range []string{"\u212a", "Ä"} {
		if all, err := push(l, add(who, 2)); err != nil || !errors.Is(all[0].Err, mailing.ErrAddress) || len(s.all) != 0 {
			t.Errorf("I4: %q: %v, %v, %d subscribers", who, all, err, len(s.all))
		}
	}
}

// Pending is asked to confirm, which the server does when it is told to.
func TestPendingIsAsked(t *testing.T) {
	for _, c := range []struct {
		why    string
		state  mailing.State
		action mailing.Operation
		asks   int
	}{
		{"unsubscribed, and consented anew", mailing.Unsubscribed, mailing.Add, 1},
		{"pending, perhaps by a call whose answer was lost", mailing.Pending, mailing.Add, 1},
		{"pending, and another name", mailing.Pending, mailing.Update, 0},
		{"on the list", mailing.Subscribed, mailing.Add, 0},
	} {
		l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: c.state, Since: calltest.At(1)}})
		change := over(add("ann", 2), 1)
		change.Operation = c.action
		if all, err := push(l, change); err != nil || all[0].Err != nil || len(s.asks) != c.asks {
			t.Errorf("M5: %s: asked %d times, want %d; %v, %v", c.why, len(s.asks), c.asks, all, err)
		}
	}
}

// The server would put them on no list, and say that all is well.
func TestListThatDoesNotExist(t *testing.T) {
	for _, id := range []int{0, -3, 99} {
		l, s, _ := open(t, nil)
		l.ID = id
		all, err := push(l, add("ann", 1))
		var status *mailing.StatusError
		if len(all) != 0 || !errors.As(err, &status) || len(s.all) != 0 {
			t.Errorf("M1: list %d: %v, %v, %d subscribers", id, all, err, len(s.all))
		}
		n := 0
		for _, err := range l.Members(t.Context()) {
			if n++; n > 1 || !errors.As(err, &status) {
				t.Errorf("M1: list %d: members: %v", id, err)
			}
		}
		if n != 1 {
			t.Errorf("M1: list %d has no members, and there is no error", id)
		}
	}
}

// An operator sets the status of a member, which leaves the time of the
// subscription alone: nobody knows when they left (M5).
func TestOperatorUnsubscribes(t *testing.T) {
	l, s, _ := open(t, nil)
	if _, err := push(l, add("ann", 1)); err != nil {
		t.Fatal(err)
	}
	s.all[0].Lists[0].Status = "unsubscribed"
	for m, err := range l.Members(t.Context()) {
		if err != nil || m.State != mailing.Unsubscribed || !m.Since.IsZero() {
			t.Errorf("M5: a member is %s since %s, %v", m.State, m.Since, err)
		}
	}
	c := add("ann", 1)
	c.Since = s.now.Add(time.Hour)
	if all, err := push(l, c); err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) {
		t.Errorf("M5: left at an unknown time: %v, %v", all, err)
	}
}

// A plan updates who is on the list. Whoever is not any more left since, whatever
// the server's time of it says.
func TestUpdateSubscribesNobodyAgain(t *testing.T) {
	l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Unsubscribed, Since: calltest.At(1)}})
	c := add("ann", 2)
	c.Operation = mailing.Update
	if all, err := push(l, c); err != nil || !errors.Is(all[0].Err, mailing.ErrSuppressed) || s.all[0].Lists[0].Status != "unsubscribed" {
		t.Errorf("M5: an update of one who left: %v, %v, now %s", all, err, s.all[0].Lists[0].Status)
	}
}

// A success that changed nothing is not told as one.
func TestNothingWasChanged(t *testing.T) {
	un := add("ann", 5)
	un.Operation = mailing.Unsubscribe
	for _, c := range []struct {
		state  mailing.State
		change mailing.Change
	}{
		{mailing.Absent, add("bob", 5)},
		{mailing.Unsubscribed, over(add("ann", 5), 1)},
		{mailing.Subscribed, un},
	} {
		l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: c.state, Since: calltest.At(1)}})
		s.denied = true
		if all, err := push(l, c.change); err != nil || len(all) != 1 || all[0].Err != nil || all[0].State != c.state {
			t.Errorf("M1: %s of one who is %s, and stays so: %v, %v", c.change.Operation, c.state, all, err)
		}
	}
}

func TestWrongAddressStops(t *testing.T) {
	l, s, _ := open(t, nil)
	l.BaseURL += "elsewhere"
	all, err := push(l, add("ann", 1), add("bob", 1))
	if len(all) != 0 || err == nil || len(s.log) != 1 {
		t.Errorf("M6: a wrong address: %d outcomes, %v, %d calls", len(all), err, len(s.log))
	}
}

// Somebody else adds the person while they are added here: their state counts.
func TestSomebodyWasFaster(t *testing.T) {
	for status, want := range map[string]error{"confirmed": nil, "unsubscribed": mailing.ErrSuppressed} {
		l, s, f := open(t, nil)
		f.Fault = func(_ int, r *http.Request) calltest.Fault {
			if r.Method == http.MethodPost {
				s.seed(mailing.Member{Key: mailing.NewSecret("ann@example.com"), Since: calltest.At(6)})
				s.all[0].Lists[0].Status = status
			}
			return calltest.None
		}
		all, err := push(l, add("ann", 5))
		if err != nil || len(all) != 1 || !errors.Is(all[0].Err, want) || len(s.all) != 1 || s.all[0].Lists[0].Status != status {
			t.Errorf("M5, M6: %s by somebody else: %v, %v", status, all, err)
		}
	}
}

func TestWrongCredentialsStop(t *testing.T) {
	l, s, _ := open(t, nil)
	l.Token = mailing.NewSecret("s3cret-not")
	all, err := push(l, add("ann", 1), add("bob", 1))
	var status *mailing.StatusError
	if len(all) != 0 || !errors.As(err, &status) || status.Status != http.StatusForbidden || len(s.log) != 1 {
		t.Errorf("M6: wrong credentials: %d outcomes, %v, %d calls", len(all), err, len(s.log))
	}
	if calltest.Shows(err.Error()) {
		t.Errorf("M6: the error shows too much: %v", err)
	}
}

// A new name must not subscribe anybody to another list, confirm one, or have
// mail sent about it (M5). A server that cannot do that keeps the old name.
func TestRenameTouchesNoOtherList(t *testing.T) {
	for _, c := range []struct {
		status, want string
		old          bool
	}{
		{"confirmed", "Name of ann", false},
		{"unsubscribed", "Name of ann", false},
		{"unconfirmed", "Name of ann", false},
		{"confirmed", "Name of ann", true},
		{"unsubscribed", "old", true},
		{"unconfirmed", "old", true},
	} {
		l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
		s.all[0].Lists = append(s.all[0].Lists, &entry{ID: others, Status: c.status})
		s.old = c.old
		change := add("ann", 2)
		change.Operation = mailing.Update
		if all, err := push(l, change); err != nil || all[0].Err != nil || all[0].State != mailing.Subscribed {
			t.Errorf("M1: an update: %v, %v", all, err)
		}
		p := s.all[0]
		if p.Name != c.want || p.Status != "enabled" || string(p.Attribs) != `{"city":"Oslo"}` {
			t.Errorf("M1: %+v: name %q, %s, attributes %s", c, p.Name, p.Status, p.Attribs)
		}
		if p.Lists[0].Status != "confirmed" || p.Lists[1].Status != c.status || len(s.asks) != 0 {
			t.Errorf("M5: %+v: the lists say %s and %s, %d mails", c, p.Lists[0].Status, p.Lists[1].Status, len(s.asks))
		}
	}
}

// A subscriber who is blocked between the question and the change stays blocked.
func TestRenameEnablesNobody(t *testing.T) {
	for _, old := range []bool{false, true} {
		l, s, f := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
		s.old = old
		f.Fault = func(_ int, r *http.Request) calltest.Fault {
			if r.Method == http.MethodPatch || r.Method == http.MethodPut {
				s.all[0].Status = "blocklisted"
			}
			return calltest.None
		}
		c := add("ann", 2)
		c.Operation = mailing.Update
		if _, err := push(l, c); err != nil || s.all[0].Name != "Name of ann" || s.all[0].Status != "blocklisted" {
			t.Errorf("M5: %v, %q, %s", err, s.all[0].Name, s.all[0].Status)
		}
	}
}

// The server takes 2,000 bytes of a name, and no half of a letter.
func TestLongNames(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{strings.Repeat("n", 2000), strings.Repeat("n", 2000)},
		{strings.Repeat("n", 2001), strings.Repeat("n", 2000)},
		{"x" + strings.Repeat("é", 2000), "x" + strings.Repeat("é", 999)},
		{strings.Repeat("中", 2000), strings.Repeat("中", 666)},
		{strings.Repeat("n", 1999) + " n", strings.Repeat("n", 1999)},
	} {
		l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
		for _, a := range []mailing.Operation{mailing.Update, mailing.Add} {
			change := add(map[mailing.Operation]string{mailing.Update: "ann", mailing.Add: "bob"}[a], 2)
			change.Operation, change.Name = a, mailing.NewSecret(c.name)
			if all, err := push(l, change); err != nil || all[0].Err != nil {
				t.Fatalf("M6: %s with a name of %d bytes: %v, %v", a, len(c.name), all, err)
			}
			if got := s.all[len(s.all)-1].Name; got != c.want {
				t.Errorf("M6: %s with a name of %d bytes: %d bytes, want %d", a, len(c.name), len(got), len(c.want))
			}
		}
	}
}

// An unsubscribe is of this list only.
func TestUnsubscribeIsOfOneList(t *testing.T) {
	l, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	s.all[0].Lists = append(s.all[0].Lists, &entry{ID: others, Status: "confirmed"})
	c := add("ann", 2)
	c.Operation = mailing.Unsubscribe
	if all, err := push(l, c); err != nil || all[0].Err != nil {
		t.Errorf("M3: %v, %v", all, err)
	}
	if p := s.all[0]; p.Lists[0].Status != "unsubscribed" || p.Lists[1].Status != "confirmed" {
		t.Errorf("M3: our list says %s, the other %s", p.Lists[0].Status, p.Lists[1].Status)
	}
	if slices.Contains(s.log, "PUT /N") {
		t.Error("M3: an unsubscribe replaced the subscriber")
	}
}

func TestPrintsNoCredentials(t *testing.T) {
	l, _, _ := open(t, nil)
	l.BaseURL = "https://lists.test/sub/"
	if want := "listmonk lists.test/sub 3"; l.Name() != want {
		t.Errorf("M1: the name is %q, want %q", l.Name(), want)
	}
	var buf bytes.Buffer
	for _, v := range []any{l, *l, []any{l, *l}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%w"} {
			fmt.Fprintf(&buf, verb, v)
		}
		slog.New(slog.NewTextHandler(&buf, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&buf, nil)).Info("x", "v", v)
		if b, err := json.Marshal(v); err == nil {
			t.Errorf("M6: a %T is written as %s", v, b)
		}
	}
	if bytes.Contains(buf.Bytes(), []byte("s3cret")) {
		t.Errorf("M6: the credentials show: %s", buf.String())
	}
}

func ExampleList() {
	list := &listmonk.List{
		BaseURL: "https://lists.example.com",
		User:    mailing.NewSecret("api_user"),
		Token:   mailing.NewSecret("from the host's own configuration"),
		ID:      3,
	}
	fmt.Println(list, list.Token)
	// Output:
	// listmonk lists.example.com 3 secret:afb5947a
}
