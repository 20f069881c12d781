package mailchimp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call/calltest"
	"github.com/clientele-go/clientele/subscription/mailing/mailchimp"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

// open opens an audience of a fresh server. When the test ends it checks that
// nobody who was unsubscribed or cleaned was set to subscribed.
func open(t testing.TB, members []mailing.Member) (*mailchimp.Audience, *server, *calltest.Faulty) {
	s := &server{now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), bad: map[string]bool{}, down: map[string]bool{}, deleted: map[string]bool{}}
	for _, m := range members {
		s.seed(m)
	}
	f := &calltest.Faulty{Service: s}
	url, client := calltest.Serve(t, f)
	t.Cleanup(func() {
		for _, change := range s.statuses {
			if strings.HasSuffix(change, " subscribed") || strings.HasPrefix(change, "cleaned ") {
				t.Errorf("M5: a status was set: %s", change)
			}
		}
	})
	return &mailchimp.Audience{Key: mailing.NewSecret("s3cret-us1"), ID: "aud1", BaseURL: url, HTTP: client, Wait: f.Wait}, s, f
}

func TestContract(t *testing.T) {
	mailingtest.Run(t, func(t testing.TB, members []mailing.Member) mailing.Provider {
		a, _, _ := open(t, members)
		return a
	})
}

func TestEveryFault(t *testing.T) {
	calltest.EveryFault(t, func(t testing.TB) (mailing.Provider, *calltest.Faulty) {
		a, _, f := open(t, calltest.Members())
		return a, f
	}, mailing.Pending)
}

func add(who string, day int) mailing.Change {
	return mailing.Change{ID: mailing.ChangeID(who), Operation: mailing.Add, Key: mailing.NewSecret(who + "@example.com"),
		Address: mailing.NewSecret(who + "@example.com"), Name: mailing.NewSecret("Name of " + who), Since: calltest.At(day)}
}

// unsubscribed is whom a plan saw off the list since a day.
func unsubscribed(day int) mailing.Member {
	return mailing.Member{State: mailing.Unsubscribed, Since: calltest.At(day)}
}

func push(p mailing.Provider, changes ...mailing.Change) (map[mailing.ChangeID]mailing.Outcome, error) {
	all := map[mailing.ChangeID]mailing.Outcome{}
	for o, err := range p.Push(context.Background(), changes) {
		if err != nil {
			return all, err
		}
		all[o.ID] = o
	}
	return all, nil
}

func TestBatchesOf500(t *testing.T) {
	a, s, _ := open(t, nil)
	var changes []mailing.Change
	for n := range 1001 {
		changes = append(changes, add(fmt.Sprint("p", n), 1))
	}
	if all, err := push(a, changes...); err != nil || len(all) != 1001 || len(s.all) != 1001 {
		t.Errorf("M1: %d outcomes, %d members, %v", len(all), len(s.all), err)
	}
	if len(s.log) != 4 {
		t.Errorf("M1: %d calls for 1001 additions, want 1 for who is archived and 3", len(s.log))
	}
}

func TestRefusedMemberGoesOn(t *testing.T) {
	for _, whole := range []bool{false, true} {
		a, s, _ := open(t, nil)
		s.bad["bob@example.com"], s.whole = true, whole
		all, err := push(a, add("ann", 1), add("bob", 1), add("cid", 1))
		var status *mailing.StatusError
		if err != nil || len(all) != 3 || all["ann"].Err != nil || all["cid"].Err != nil || !errors.As(all["bob"].Err, &status) || status.Status != http.StatusBadRequest {
			t.Errorf("M6: one of a batch refused, all of it %v: %v, %v", whole, all, err)
			continue
		}
		if status.Code != mailing.CodeAddress || !errors.Is(all["bob"].Err, mailing.ErrRefused) || calltest.Shows(status.Error()) {
			t.Errorf("M6: one of a batch refused: %v", status)
		}
	}
}

// The answer to a batch is lost: asked again, Mailchimp says that they exist
// already, and that is accepted.
func TestLostAnswerIsNoRefusal(t *testing.T) {
	a, s, f := open(t, nil)
	f.Fault = func(n int, _ *http.Request) calltest.Fault {
		return map[int]calltest.Fault{0: calltest.Lost}[n]
	}
	if all, err := push(a, add("ann", 1), add("bob", 1)); err != nil || all["ann"].Err != nil || all["bob"].State != mailing.Subscribed || len(s.all) != 2 {
		t.Errorf("M6: accepted, but no answer: %v, %v, %d members", all, err, len(s.all))
	}
}

// Half a batch is accepted, and of the rest nothing is said: those are not
// acknowledged, and the next sync has them (M2, M6).
func TestHalfABatch(t *testing.T) {
	a, s, _ := open(t, nil)
	s.half = true
	acks := &mailing.MemoryAcknowledgements{}
	err := calltest.Sync(t.Context(), a, acks)
	if !errors.Is(err, mailing.ErrNoAnswer) || len(acks.All) != len(s.all) || len(s.all) == 0 {
		t.Errorf("M6: half a batch: %d acknowledged, %d members, %v", len(acks.All), len(s.all), err)
	}
	plan, err := mailing.Plan(t.Context(), calltest.Shop(acks), a, mailing.Query{AsOf: calltest.At(9)})
	if err != nil || plan.NewAddresses() != 5-len(acks.All) {
		t.Errorf("M2: %d new addresses after %d of 5 were acknowledged, %v", plan.NewAddresses(), len(acks.All), err)
	}
	s.half = false
	if err := calltest.Sync(t.Context(), a, acks); err != nil || len(s.all) != 5 {
		t.Errorf("M6: %d members after the next sync, %v", len(s.all), err)
	}
}

// Every status that Mailchimp has, against an older and a newer consent.
func TestEveryStatus(t *testing.T) {
	for _, c := range []struct {
		status       string
		older, newer string // afterwards
		refused      bool   // with the newer one
	}{
		{"subscribed", "subscribed", "subscribed", false},
		{"pending", "pending", "pending", false},
		{"unsubscribed", "unsubscribed", "pending", false},
		{"archived", "archived", "pending", false},
		{"cleaned", "cleaned", "cleaned", true},
		{"transactional", "pending", "pending", false},
		{"of tomorrow", "of tomorrow", "pending", false},
	} {
		for day, want := range map[int]string{2: c.older, 4: c.newer} {
			a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), Since: calltest.At(3)}})
			s.all[0].Status = c.status
			change := add("ann", day)
			if day == 4 {
				change.Over = unsubscribed(3)
			}
			all, err := push(a, change)
			if err != nil || s.all[0].Status != want {
				t.Errorf("M5: %s, a consent of day %d: %s, want %s, %v", c.status, day, s.all[0].Status, want, err)
			}
			if day == 4 && (all["ann"].Err != nil) != c.refused {
				t.Errorf("M5: %s with a newer consent: %v", c.status, all["ann"].Err)
			}
			un := add("ann", 5)
			un.Operation = mailing.Unsubscribe
			if all, err := push(a, un); err != nil || all["ann"].Err != nil || s.all[0].Status == "subscribed" || s.all[0].Status == "pending" {
				t.Errorf("M3: unsubscribing a %s one: %v, %v, now %s", want, all["ann"].Err, err, s.all[0].Status)
			}
		}
	}
}

// The MD5 is of the address with its ASCII letters lower-cased, and no other
// (I4): a Kelvin sign is no k.
func TestAddressIsFoldedInASCIIOnly(t *testing.T) {
	a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("k@example.com"), State: mailing.Unsubscribed, Since: calltest.At(3)}})
	c := add("x", 5)
	c.Operation, c.Key, c.Address = mailing.Update, mailing.KeyOf("\u212a@example.com"), mailing.NewSecret("\u212a@example.com")
	if _, err := push(a, c); err != nil || s.all[0].Status != "unsubscribed" || s.all[0].Merge != nil {
		t.Errorf("I4, M5: another person's member was changed: %v", err)
	}
	upper := add("x", 5)
	upper.Over = unsubscribed(3)
	upper.Operation, upper.Key, upper.Address = mailing.Update, mailing.KeyOf("K@EXAMPLE.com"), mailing.NewSecret("K@EXAMPLE.com")
	if all, err := push(a, upper); err != nil || all["x"].State != mailing.Pending {
		t.Errorf("I4: capitals are another address: %v, %v", all, err)
	}
}

// Mailchimp may lower-case all letters or ASCII ones: a member is found both
// ways, by the address itself (I4).
func TestCapitalsBeyondASCII(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("Änn@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
		s.ascii = ascii
		s.all[0].ID = s.hash("Änn@example.com")
		un := add("Änn", 2)
		un.Operation = mailing.Unsubscribe
		if all, err := push(a, un); err != nil || all["Änn"].Err != nil || s.all[0].Status != "unsubscribed" {
			t.Errorf("M3, I4: an unsubscribe that was accepted, %v, %v, leaves %s", all, err, s.all[0].Status)
		}
	}
}

// A member with the same MD5 and another key is another person.
func TestAnotherPersonIsLeftAlone(t *testing.T) {
	a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("k@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	kelvin := add("\u212a", 5)
	if all, err := push(a, kelvin); err != nil || !errors.Is(all["\u212a"].Err, mailing.ErrAddress) || s.all[0].Merge != nil {
		t.Errorf("I4: adding another one: %v, %v", all, err)
	}
	kelvin.Operation = mailing.Unsubscribe
	if all, err := push(a, kelvin); err != nil || all["\u212a"] != (mailing.Outcome{ID: "\u212a"}) || s.all[0].Status != "subscribed" {
		t.Errorf("I4: unsubscribing another one: %v, %v, now %s", all, err, s.all[0].Status)
	}
	if err := a.Erase(t.Context(), kelvin.Key); err != nil || len(s.all) != 1 {
		t.Errorf("I4: erasing another one: %v, %d members", err, len(s.all))
	}
}

// The answer is lost, and before the next try the person unsubscribes: the next
// try sees it (M5).
func TestNextTrySeesAnUnsubscribe(t *testing.T) {
	for _, action := range []mailing.Operation{mailing.Add, mailing.Update} {
		a, s, f := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: mailing.Unsubscribed, Since: calltest.At(3)}})
		f.Fault = func(_ int, r *http.Request) calltest.Fault {
			return map[string]calltest.Fault{"PATCH": calltest.Lost}[r.Method]
		}
		a.Wait = func(context.Context, time.Duration) error {
			f.Meanwhile(func() { s.all[0].Status, s.all[0].Changed = "unsubscribed", stamp{calltest.At(6)} })
			return nil
		}
		change := add("ann", 5)
		change.Operation, change.Over = action, unsubscribed(3)
		all, err := push(a, change)
		if err != nil || !errors.Is(all["ann"].Err, mailing.ErrSuppressed) || len(s.statuses) != 1 {
			t.Errorf("M5: %s, unsubscribed between two tries: %v, %v, set %q", action, all, err, s.statuses)
		}
	}
}

// Members who are not listed would pass for absent.
func TestListThatEndsEarlyIsAnError(t *testing.T) {
	a, s, _ := open(t, calltest.Members())
	s.short = true
	var last error
	for _, err := range a.Members(t.Context()) {
		last = err
	}
	if !errors.Is(last, mailing.ErrNoAnswer) {
		t.Errorf("M1: a list that ends before its total: %v", last)
	}
}

func TestArchivedOnesAreMembers(t *testing.T) {
	a, s, _ := open(t, calltest.Members())
	s.all[1].Status = "archived"
	states := map[mailing.Secret]mailing.State{}
	for m, err := range a.Members(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		states[m.Key] = m.State
	}
	if got := states[mailing.NewSecret("cid@example.com")]; len(states) != 4 || got != mailing.Unsubscribed {
		t.Errorf("M5: an archived one is %s, of %d members", got, len(states))
	}
}

func TestWholeErrorsStop(t *testing.T) {
	for why, spoil := range map[string]func(*mailchimp.Audience){
		"the credentials": func(a *mailchimp.Audience) { a.Key = mailing.NewSecret("s3cret-not") },
		"the audience":    func(a *mailchimp.Audience) { a.ID = "other/../aud1" },
		"the key":         func(a *mailchimp.Audience) { a.Key, a.BaseURL = mailing.NewSecret("s3cret-evil.test/"), "" },
	} {
		a, s, _ := open(t, nil)
		spoil(a)
		all, err := push(a, add("ann", 1), add("bob", 1))
		if len(all) != 0 || err == nil || len(s.log) > 1 || calltest.Shows(err.Error()) {
			t.Errorf("M6: %s: %d outcomes, %v, %d calls", why, len(all), err, len(s.log))
		}
		if why == "the key" && !errors.Is(err, mailchimp.ErrKey) {
			t.Errorf("M6: a key without a data centre: %v", err)
		}
	}
}

// A member who was deleted for good does not come back.
func TestErasedStaysErased(t *testing.T) {
	a, s, _ := open(t, calltest.Members())
	if err := a.Erase(t.Context(), mailing.NewSecret("cid@example.com")); err != nil {
		t.Fatal(err)
	}
	all, err := push(a, add("cid", 9))
	if err != nil || all["cid"].Err == nil || len(s.all) != 3 {
		t.Errorf("M5: a deleted one: %v, %v, %d members", all["cid"], err, len(s.all))
	}
}

func TestPrintsNoCredentials(t *testing.T) {
	a, _, _ := open(t, nil)
	var buf bytes.Buffer
	for _, v := range []any{a, *a, []any{a, *a}} {
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

func ExampleAudience() {
	audience := &mailchimp.Audience{Key: mailing.NewSecret("from the host's own configuration-us1"), ID: "a1b2c3"}
	fmt.Println(audience)
	// Output:
	// mailchimp a1b2c3
}
