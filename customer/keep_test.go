package customer_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

func keep(t interface{ Fatal(...any) }, repo customer.Repository, q customer.Query, k customer.Keeping) (all []customer.Digest) {
	err := customer.Keep(context.Background(), repo, q, nil, k, func(digests []customer.Digest, _ customer.ID) error {
		all = append(all, digests...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// H10, H12: the kept digests answer as the facts do; decoding gives what was encoded (H9).
func TestKeptDigestsAnswerAsFacts(t *testing.T) {
	run := sealed
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		q.Limit = rapid.IntRange(0, 3).Draw(t, "limit")
		all := keep(t, facts.Sorted(), q, customer.Keeping{})
		want, err := customer.List(context.Background(), facts, q, run)
		if err != nil {
			t.Fatal(err)
		}
		p, err := customer.NewPaging(q, run)
		if err != nil {
			t.Fatal(err)
		}
		var report customer.Report
		for i := range slices.Backward(all) { // in any order
			d := reencode(t, &all[i])
			p.Add(&d)
			report.Add(&d, &q)
		}
		got, err := p.Page()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("H12: the page of digests is another (- facts, + digests):\n%s", diff)
		}
		wantReport, err := customer.Summarize(context.Background(), facts, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wantReport, report); diff != "" {
			t.Errorf("H12: the report of digests is another (- facts, + digests):\n%s", diff)
		}
	})
}

// reencode is the digest through bytes and JSON.
func reencode(t *rapid.T, d *customer.Digest) customer.Digest {
	data, err := d.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var read customer.Digest
	if err := read.UnmarshalBinary(data); err != nil {
		t.Fatalf("H9: %v: %x", err, data)
	}
	text, err := read.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := customer.ParseDigest(text)
	if err != nil {
		t.Fatalf("H9: %v: %s", err, text)
	}
	if twice, err := again.AppendBinary(nil); err != nil || string(twice) != string(data) {
		t.Fatalf("H9: decoding does not give what was encoded: %v\n%x\n%x", err, data, twice)
	}
	for i := range data { // nothing shorter is a digest
		if err := new(customer.Digest).UnmarshalBinary(data[:i]); !errors.Is(err, customer.ErrEncoding) {
			t.Fatalf("H9: %d of %d bytes are read: %v", i, len(data), err)
		}
	}
	data[0]++
	if err := read.UnmarshalBinary(data); !errors.Is(err, customer.ErrEncoding) {
		t.Errorf("H9: an unknown version is read: %v", err)
	}
	return again
}

// H11: Next is the earliest instant after AsOf at which anything stored takes effect: up to
// it, time alone changes what the questions answer.
func TestDigestNext(t *testing.T) {
	asOf := day(10)
	for _, c := range []struct {
		what  string
		facts customer.Memory
	}{
		{"a login", customer.Memory{Logins: logins("ann", day(12), day(13))}},
		{"a message", customer.Memory{Messages: []customer.Message{{Customer: "ann", At: day(12)}}}},
		{"an order placed", customer.Memory{Orders: []customer.Order{paid(placed(day(12)), payment(day(13)))}}},
		{"a payment", customer.Memory{Orders: []customer.Order{paid(placed(day(9)), payment(day(12)))}}},
		{"a void", customer.Memory{Orders: []customer.Order{paid(placed(day(9)), voided(day(12)))}}},
		{"a refund", customer.Memory{Orders: []customer.Order{paid(placed(day(9)), refund("1", day(12)))}}},
		{"an action", customer.Memory{Actions: []customer.Action{{Customer: "ann", At: day(12)}}}},
		{"consent", customer.Memory{Customers: []customer.Customer{{ID: "ann", EmailConsent: customer.Consent{Answer: customer.Granted, At: day(12)}}}}},
		{"created-at", customer.Memory{Customers: []customer.Customer{{ID: "ann", CreatedAt: day(12)}}}},
	} {
		if len(c.facts.Customers) == 0 {
			c.facts.Customers = []customer.Customer{{ID: "ann"}}
		}
		c.facts.Logins = append(c.facts.Logins, logins("ann", day(1), asOf)...)
		for _, repo := range []customer.Repository{c.facts, c.facts.Sorted()} {
			all := keep(t, repo, customer.Query{AsOf: asOf}, customer.Keeping{})
			if len(all) != 1 || !all[0].Next.Equal(day(12)) {
				t.Errorf("H11: %s: %d digests, next %v; want %v", c.what, len(all), all[0].Next, day(12))
			}
			if all := keep(t, repo, customer.Query{AsOf: day(13)}, customer.Keeping{}); !all[0].Next.IsZero() {
				t.Errorf("H11: %s: next %v, though nothing is to come", c.what, all[0].Next)
			}
		}
	}
}

// H9: what is kept of an anonymous customer has no username and no name, and no consent but
// the one that is shown.
func TestKeptHoldsWhatARowShows(t *testing.T) {
	ann := customer.Customer{ID: "ann", Username: "annika", Name: "Ann", CreatedAt: day(20), EmailConsent: customer.Consent{Answer: customer.Withdrawn, At: day(3)}}
	q := customer.Query{AsOf: day(10), ConsentPopup: true}
	d := keep(t, customer.Memory{Customers: []customer.Customer{ann}}, q, customer.Keeping{})[0]
	if c := d.Customer; c.Username != "" || c.Name != "" || !c.CreatedAt.IsZero() || c.EmailConsent != (customer.Consent{}) {
		t.Errorf("H9: kept of an anonymous customer: %q, %q, %v, %v", c.Username, c.Name, c.CreatedAt, c.EmailConsent)
	}
	d = keep(t, customer.Memory{Customers: []customer.Customer{ann}, Logins: logins("ann", day(1))}, q, customer.Keeping{})[0]
	if d.Customer.Username != "annika" || d.Customer.Name != "Ann" {
		t.Error("H9: the username and the name of a registered customer are shown, and not kept")
	}
}

// Ranges are kept one after the other, and Keep goes on from any of them; some customers are
// kept as among all, guests by their own ID.
func TestKeepGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		repo := facts.Sorted()
		all := keep(t, repo, q, customer.Keeping{})
		byID := map[customer.ID]string{}
		for i := range all {
			byID[all[i].ID] = encoded(t, &all[i])
		}
		if len(byID) != len(all) {
			t.Fatal("H10: an ID is kept twice")
		}
		for _, id := range people {
			some := keep(t, facts, q, customer.Keeping{IDs: []customer.ID{id}, Guests: id == ""})
			if id == "" {
				some = keep(t, repo, q, customer.Keeping{Guests: true})
			}
			if len(some) > 1 || len(some) == 0 && byID[id] != "" || len(some) == 1 && encoded(t, &some[0]) != byID[id] {
				t.Errorf("H11: %q alone is kept in another way", string(id))
			}
		}
	})
}

func encoded(t *rapid.T, d *customer.Digest) string {
	data, err := d.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(data)
}

// H2, S7: what comes by time alone is what the trend finds later, and Until is Explain's.
func TestByTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		q.Filter, q.Sort = customer.Filter{}, customer.Sort{}
		var known customer.Memory
		known.Customers = facts.Customers
		for _, l := range facts.Logins {
			if !l.At.After(q.AsOf) {
				known.Logins = append(known.Logins, l)
			}
		}
		later := q
		later.AsOf = drawInstant(t, "later")
		later.Range = calendar.Span{From: q.AsOf.Add(1)}
		courses, err := customer.FollowStatus(context.Background(), known, later, people)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range keep(t, facts, q, customer.Keeping{}) {
			if !d.Known {
				continue
			}
			if got, want := q.Policy.Until(&d.Logins, q.AsOf), q.Policy.Explain(d.Logins, q.AsOf).Until; !got.Equal(want) {
				t.Errorf("S7: until %v, want %v", got, want)
			}
			if later.AsOf.Before(q.AsOf) {
				continue
			}
			if diff := cmp.Diff(courses[d.ID], q.Policy.ByTime(d.ID, d.Logins, q.AsOf, later.AsOf)); diff != "" {
				t.Errorf("H2: by time alone (- trend, + digest):\n%s", diff)
			}
		}
	})
}

// FollowStatus is TrackStatus of some customers (S8).
func TestFollowStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		if from := drawInstant(t, "from"); from.Before(q.AsOf) {
			q.Range.From = from
		}
		trend, err := customer.TrackStatus(context.Background(), facts, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := map[customer.ID][]customer.Transition{}
		for m := range trend.Transitions() {
			want[m.Customer] = append(want[m.Customer], m)
		}
		for _, repo := range []customer.Repository{facts, facts.Sorted()} {
			got, err := customer.FollowStatus(context.Background(), repo, q, people)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(facts.Customers) {
				t.Errorf("S8: %d courses of %d customers", len(got), len(facts.Customers))
			}
			for id, c := range got {
				if diff := cmp.Diff(want[id], c.Transitions); diff != "" {
					t.Errorf("S8: %q (- TrackStatus, + FollowStatus):\n%s", string(id), diff)
				}
			}
		}
	})
}

// No bytes make the decoder panic, and what it reads it writes and reads again (H9).
func FuzzDigest(f *testing.F) {
	d := customer.Digest{ID: "ann", Known: true, Customer: customer.Customer{ID: "ann", Email: "a@b"}, Next: time.Unix(1, 2), PaidOrders: 3}
	data, err := d.AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var d, again customer.Digest
		if d.UnmarshalBinary(data) != nil {
			return
		}
		once, err := d.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalBinary(once); err != nil {
			t.Fatal(err)
		}
		if twice, _ := again.AppendBinary(nil); string(twice) != string(once) {
			t.Errorf("H9: decoding does not give what was encoded")
		}
	})
}
