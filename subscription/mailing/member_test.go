package mailing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// ten are ten consenting customers p0 to p9; the last ones withdrew after they
// were uploaded.
func ten(t *testing.T, withdrew int) *world {
	t.Helper()
	w := &world{}
	for n := range 10 {
		id := fmt.Sprintf("p%d", n)
		w.customer(id, id+"@example.com")
		w.answer(id, yes, 1)
	}
	all := w.customers.Customers
	w.customers.Customers = all[10-withdrew:]
	if _, err := w.sync(t, 1); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.customers.Customers {
		w.answer(string(c.ID), withdrawn, 2)
	}
	w.customers.Customers = all
	return w
}

// refusing lets some members fail, and notes the order in which they come.
func (w *world) refusing(err error, who ...string) *[]string {
	order := &[]string{}
	w.service.Refuse = func(c mailing.Change) error {
		name, _, _ := strings.Cut(c.Key.Reveal(), "@")
		*order = append(*order, name)
		if slices.Contains(who, name) {
			return err
		}
		return nil
	}
	return order
}

func status(n int, c mailing.Code) error { return &mailing.StatusError{Status: n, Code: c} }

// The first of ten members fails for good; the tenth withdrew.
func TestOneFailsTheTenthWithdrew(t *testing.T) {
	w := ten(t, 1)
	order := w.refusing(status(500, 0), "p0")
	results, err := w.sync(t, 3)
	good := 0
	for _, r := range results {
		if r.Err == nil {
			good++
		}
	}
	var one *mailing.ContactError
	if good != 9 || !errors.As(err, &one) || one.Key != mailing.KeyOf("p0@example.com") || errors.Is(err, mailing.ErrStopped) {
		t.Errorf("M6: %d good outcomes, %v; want 9, and an error of p0", good, err)
	}
	if s := w.service.Listed["p9@example.com"].State; s != mailing.Unsubscribed {
		t.Errorf("M6: the tenth withdrew and is %s after the first run", s)
	}
	if (*order)[0] != "p9" {
		t.Errorf("M6: the order is %v, want the unsubscribe first", *order)
	}
}

// What stops a sync, and where the next one begins (M6).
func TestFiveInARow(t *testing.T) {
	w := ten(t, 0)
	order := w.refusing(status(500, 0), "p1", "p2", "p3", "p4", "p5")
	results, err := w.sync(t, 3)
	if !errors.Is(err, mailing.ErrStopped) || len(*order) != 6 || !errors.Is(results[9].Err, mailing.ErrNoAnswer) {
		t.Errorf("M6: five in a row: %d were sent, %v", len(*order), err)
	}
	*order = nil
	if _, err = w.sync(t, 3); !errors.Is(err, mailing.ErrStopped) || strings.Join(*order, " ") != "p6 p7 p8 p9 p1 p2 p3 p4 p5" {
		t.Errorf("M6: the next sync begins with %v, %v; want p6", *order, err)
	}
	w.service.Refuse = nil
	if _, err = w.sync(t, 3); err != nil || len(w.service.Listed) != 10 {
		t.Errorf("M6: when they are taken again: %v, %d members", err, len(w.service.Listed))
	}
	for _, a := range w.acks.All {
		if a.Stopped {
			t.Errorf("M6: %s is still marked", a.Key.Reveal())
		}
	}
}

// Five unsubscribes in a row that fail do not keep the rest back for ever.
func TestFailingUnsubscribesComeLast(t *testing.T) {
	w := ten(t, 6)
	order := w.refusing(status(500, 0), "p4", "p5", "p6", "p7", "p8")
	if _, err := w.sync(t, 3); !errors.Is(err, mailing.ErrStopped) {
		t.Errorf("M6: five unsubscribes fail: %v", err)
	}
	*order = nil
	_, err := w.sync(t, 3)
	if got := strings.Join(*order, " "); got != "p9 p0 p1 p2 p3 p4 p5 p6 p7 p8" {
		t.Errorf("M6: the next sync goes %s, %v", got, err)
	}
}

func TestRowIsAnOption(t *testing.T) {
	for row, want := range map[int]int{0: 5, 2: 2, -1: 10} {
		w := ten(t, 0)
		order := w.refusing(status(500, 0), "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9")
		w.service.Now = at(3)
		_, err := mailing.Apply(context.Background(), w.plan(t, 3), &w.service, &w.acks, mailing.Course{Row: row})
		if len(*order) != want || errors.Is(err, mailing.ErrStopped) != (row >= 0) {
			t.Errorf("M6: a row of %d: %d were sent, %v; want %d", row, len(*order), err, want)
		}
	}
}

// Only failures that are alike, and no answers, make a row.
func TestNoRow(t *testing.T) {
	for why, fail := range map[string]func(n int) error{
		"M6: two kinds in turn": func(n int) error { return status(500+n%2, 0) },
		"M5: suppressed":        func(int) error { return mailing.ErrSuppressed },
		"I4: another address":   func(int) error { return mailing.ErrAddress },
		"M6: refused for good":  func(int) error { return status(400, mailing.CodeAddress) },
		"M6: every fifth is good": func(n int) error {
			if n%5 == 4 {
				return nil
			}
			return status(500, 0)
		},
	} {
		w := ten(t, 0)
		n := 0
		w.service.Refuse = func(mailing.Change) error { n++; return fail(n - 1) }
		if _, err := w.sync(t, 3); n != 10 || errors.Is(err, mailing.ErrStopped) {
			t.Errorf("%s: %d were sent, %v; want 10", why, n, err)
		}
	}
}

// What is refused for good is remembered with its reason, and tried again when
// the address or the name changes, not before (M6, M2).
func TestRefusedForGood(t *testing.T) {
	var w world
	w.customer("a", "ann@example.com")
	w.answer("a", yes, 1)
	order := w.refusing(status(400, mailing.CodeBlocked), "ann")
	if _, err := w.sync(t, 2); !errors.Is(err, mailing.ErrRefused) {
		t.Errorf("M6: refused for good: %v", err)
	}
	p := w.plan(t, 2)
	if got := decision(p); got != "skip: refused by the provider for good" || p.NewAddresses() != 0 || p.Skipped[0].Code != mailing.CodeBlocked {
		t.Errorf("M6, M2: planning again gives %s, %v", got, p.Skipped)
	}
	w.answer("a", yes, 3)
	if got := decision(w.plan(t, 4)); got != "skip: refused by the provider for good" {
		t.Errorf("M6: a newer consent changes neither address nor name: %s", got)
	}
	w.customers.Customers[0].Name = "Ann"
	if got := decision(w.plan(t, 4)); got != "add" {
		t.Errorf("M6: another name: %s", got)
	}
	w.customers.Customers[0].Email = "Ann@example.com"
	w.customers.Customers[0].Name = "Name of a"
	if got := decision(w.plan(t, 4)); got != "add" {
		t.Errorf("M6: another spelling of the address: %s", got)
	}
	w.service.Refuse = nil
	if _, err := w.sync(t, 4); err != nil || len(*order) != 1 || w.acks.All[0].Refusal != (mailing.Refusal{}) {
		t.Errorf("M6: accepted at last: %v, %d refusals, %v", err, len(*order), w.acks.All[0].Refusal)
	}
}

// An update that is refused for good leaves what was acknowledged as it was,
// and a withdrawal is sent whatever was refused (M3).
func TestRefusedUpdate(t *testing.T) {
	w := ten(t, 0)
	w.customers.Customers = w.customers.Customers[:1]
	for day := 2; day < 4; day++ {
		if _, err := w.sync(t, day); err != nil && day == 2 {
			t.Fatal(err)
		}
		w.customers.Customers[0].Name = "Another"
		w.refusing(status(400, mailing.CodeName), "p0")
	}
	if got := decision(w.plan(t, 4)); got != "skip: refused by the provider for good" || w.acks.All[0].State != mailing.Subscribed || w.acks.All[0].Name.Reveal() != "Name of p0" {
		t.Errorf("M6: a refused update: %s, the acknowledgement is %s", got, w.acks.All[0].State)
	}
	w.answer("p0", withdrawn, 5)
	for range 2 {
		if got := decision(w.plan(t, 6)); got != "unsubscribe" {
			t.Errorf("M3: withdrawn after a refused update: %s", got)
		}
		if _, err := w.sync(t, 6); !errors.Is(err, mailing.ErrRefused) {
			t.Errorf("M6: a refused unsubscribe: %v", err)
		}
	}
}

// Names are sent without control characters (M6).
func TestNamesWithoutControlCharacters(t *testing.T) {
	for typed, want := range map[string]string{
		"Ann\x00":                   "Ann",
		"\x00":                      "",
		"Ann\r\nBcc: x@example.com": "Ann  Bcc: x@example.com",
		"Ann\u2028\u0085Lee\x7f":    "Ann  Lee",
		"Ann\xff Lee":               "Ann Lee",
		" Zoë ":                     "Zoë",
	} {
		var w world
		w.customer("a", "ann@example.com")
		w.customers.Customers[0].Name = typed
		w.answer("a", yes, 1)
		if got := w.plan(t, 2).Changes[0].Name.Reveal(); got != want {
			t.Errorf("M6: the name %q is sent as %q, want %q", typed, got, want)
		}
	}
}

// A status shows a code of ours, whatever number a host puts there.
func TestCodesAreOurs(t *testing.T) {
	for c, want := range map[mailing.Code]string{
		mailing.CodeUnknown: "mailing: the service answered with status 400", mailing.CodeList: "mailing: the service answered with status 400: no such list",
		77: "mailing: the service answered with status 400: Code(77)",
	} {
		if got := status(400, c).Error(); got != want {
			t.Errorf("M6: got %q, want %q", got, want)
		}
	}
}
