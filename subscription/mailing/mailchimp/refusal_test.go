package mailchimp_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call/calltest"
)

// What Mailchimp says of a member, and what it deserves (M5, M6): the words are
// those that it is documented or reported to say, in a batch and for one member.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		title, detail string
		code          mailing.Code
		is            error // nil: the member's, and tried again
		stops         bool
	}{
		{"Invalid Resource", "bob@example.com looks fake or invalid, please enter a real email address.", mailing.CodeAddress, mailing.ErrRefused, false},
		{"Invalid Resource", "Please provide a valid email address.", mailing.CodeAddress, mailing.ErrRefused, false},
		{"Forgotten Email Not Subscribed", "bob@example.com was permanently deleted and cannot be re-imported.", mailing.CodeForgotten, mailing.ErrSuppressed, false},
		{"Member In Compliance State", "bob@example.com is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.", mailing.CodeCompliance, mailing.ErrSuppressed, false},
		{"Invalid Resource", "bob@example.com has signed up to a lot of lists very recently; we're not allowing more signups for now", mailing.CodeTooManyLists, nil, false},
		{"Invalid Resource", "Your merge fields were invalid.", mailing.CodeFields, nil, false},
		{"Something new", "about bob@example.com", mailing.CodeUnknown, nil, false},
		{"Invalid Resource", "You have reached the contact limit of your plan.", mailing.CodeContactLimit, nil, true},
	} {
		for _, batch := range []bool{true, false} {
			a, s, _ := open(t, nil)
			s.bad["bob@example.com"], s.says = true, [2]string{c.title, c.detail}
			if !batch {
				a.Permissions = []string{"p1"}
			}
			all, err := push(a, add("bob", 1), add("cid", 1))
			one := all["bob"].Err
			if c.stops {
				one = err
			}
			var status *mailing.StatusError
			if (err != nil) != c.stops || !errors.As(one, &status) || status.Code != c.code || c.is != nil && !errors.Is(one, c.is) {
				t.Errorf("M6: %q, in a batch %v: %v, %v; want %s", c.detail, batch, one, err, c.code)
				continue
			}
			for _, verdict := range []error{mailing.ErrRefused, mailing.ErrSuppressed} {
				if errors.Is(one, verdict) != (verdict == c.is) {
					t.Errorf("M5, M6: %q: %v is %v", c.detail, one, verdict)
				}
			}
			if !c.stops && all["cid"].Err != nil || calltest.Shows(one.Error()) || strings.Contains(one.Error(), c.title) {
				t.Errorf("M6: %q: the next one: %v; the error: %v", c.detail, all["cid"].Err, one)
			}
		}
	}
}

// Refused, suppressed and other members over several syncs: who is not tried again.
func TestRefusalsAreRemembered(t *testing.T) {
	for _, c := range []struct {
		says  string
		again int // additions in the next plan
	}{
		{"bob@example.com looks fake or invalid", 0},
		{"bob@example.com was permanently deleted and cannot be re-imported.", 0},
		{"bob@example.com has signed up to a lot of lists very recently", 1},
	} {
		a, s, _ := open(t, nil)
		s.bad["bob@example.com"], s.says = true, [2]string{"Invalid Resource", c.says}
		acks := &mailing.MemoryAcknowledgements{}
		if err := calltest.Sync(t.Context(), a, acks); err == nil {
			t.Errorf("M6: %q: no error", c.says)
		}
		plan, err := mailing.Plan(t.Context(), calltest.Shop(acks), a, mailing.Query{AsOf: calltest.At(9)})
		if err != nil || plan.NewAddresses() != c.again {
			t.Errorf("M6, M2: %q: %d new addresses in the next plan, %v; want %d", c.says, plan.NewAddresses(), err, c.again)
		}
	}
}

// One member's 500 stops neither a batch nor those who withdrew (M6).
func TestOneFailsForGood(t *testing.T) {
	a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("zoe@example.com"), State: mailing.Subscribed, Since: calltest.At(1)}})
	s.down["ann@example.com"] = true
	un := add("zoe", 2)
	un.Operation = mailing.Unsubscribe
	var order []mailing.ChangeID
	failed := 0
	for o, err := range a.Push(t.Context(), []mailing.Change{add("ann", 1), add("bob", 1), add("cid", 1), un}) {
		if err != nil {
			t.Fatalf("M6: one member's 500 stops the sync: %v", err)
		}
		order = append(order, o.ID)
		if o.Err != nil {
			failed++
		}
	}
	if len(order) != 4 || order[0] != "zoe" || failed != 1 || len(s.all) != 3 {
		t.Errorf("M6: one member's 500: %v, %d failed, %d members", order, failed, len(s.all))
	}
	if m := s.find("zoe@example.com"); m.Status != "unsubscribed" {
		t.Errorf("M6: who withdrew is %s", m.Status)
	}
}

// Everybody's 500 is told member by member; Apply stops after five.
func TestServiceIsDown(t *testing.T) {
	a, s, _ := open(t, nil)
	for _, who := range []string{"ann", "bob", "cid", "dan", "eve", "fay"} {
		s.down[who+"@example.com"] = true
	}
	w := calltest.Shop(&mailing.MemoryAcknowledgements{})
	plan, err := mailing.Plan(t.Context(), w, a, mailing.Query{AsOf: calltest.At(9)})
	if err != nil || plan.NewAddresses() != 5 {
		t.Fatal(err, plan.NewAddresses())
	}
	if _, err := mailing.Apply(t.Context(), plan, a, w.Acknowledgements, mailing.Course{}); !errors.Is(err, mailing.ErrStopped) {
		t.Errorf("M6: five in a row fail: %v", err)
	}
}

// An audience that does not exist acknowledges no unsubscribe: everybody would
// pass for absent.
func TestUnsubscribeFromNoAudience(t *testing.T) {
	a, _, _ := open(t, nil)
	a.ID = "other"
	un := add("ann", 2)
	un.Operation = mailing.Unsubscribe
	if all, err := push(a, un); len(all) != 0 || err == nil {
		t.Errorf("M3, M6: an unsubscribe from no audience: %v, %v", all, err)
	}
}

// The consent's time, source and permissions go where the API takes them (M3).
func TestConsentIsSent(t *testing.T) {
	for _, permissions := range [][]string{nil, {"p1", "p2"}} {
		a, s, _ := open(t, nil)
		a.Permissions, a.SourceField = permissions, "SOURCE"
		dated, undated := add("ann", 3), add("bob", 3)
		dated.Source = "checkout"
		undated.Since = time.Time{}
		if all, err := push(a, dated, undated); err != nil || all["ann"].Err != nil || all["bob"].Err != nil || len(s.bodies) != 2 {
			t.Fatalf("M1: %v, %v, %d bodies", all, err, len(s.bodies))
		}
		ann, bob := s.bodies[0], s.bodies[1]
		if ann.SignUp != "2025-01-04T00:00:00Z" || ann.OptIn != ann.SignUp || ann.Merge["SOURCE"] != "checkout" || bob.SignUp != "" || bob.Merge["SOURCE"] != "" {
			t.Errorf("M3: the consent is sent as %+v and %+v", ann, bob)
		}
		if len(ann.Permissions) != len(permissions) || len(permissions) > 0 && (ann.Permissions[1].ID != "p2" || !ann.Permissions[1].Enabled) {
			t.Errorf("M3: the permissions are sent as %v", ann.Permissions)
		}
	}
}

// A member of the list keeps the permissions that they chose there (M5). One who
// consented anew has all of them again.
func TestPermissionsOfMembers(t *testing.T) {
	for state, want := range map[mailing.State]int{mailing.Subscribed: 0, mailing.Unsubscribed: 1} {
		a, s, _ := open(t, []mailing.Member{{Key: mailing.NewSecret("ann@example.com"), State: state, Since: calltest.At(3)}})
		a.Permissions = []string{"p1"}
		change := add("ann", 4)
		change.Over = unsubscribed(3)
		if all, err := push(a, change); err != nil || all["ann"].Err != nil || len(s.bodies) != 1 || len(s.bodies[0].Permissions) != want {
			t.Errorf("M5: of one who is %s: %v, %v, sent %+v", state, all, err, s.bodies)
		}
	}
}

// Somebody signs up between the look and the addition, and unsubscribes: they
// are not subscribed again (M5).
func TestSomebodyWasFaster(t *testing.T) {
	a, s, _ := open(t, nil)
	a.Permissions = []string{"p1"}
	s.faster = "ann@example.com"
	all, err := push(a, add("ann", 4))
	if err != nil || !errors.Is(all["ann"].Err, mailing.ErrSuppressed) || s.all[0].Status != "unsubscribed" {
		t.Errorf("M5: somebody was faster: %v, %v", all, err)
	}
}
