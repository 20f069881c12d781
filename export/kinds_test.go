package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/google/go-cmp/cmp"
)

func collect[R any](t *testing.T, rows iter.Seq2[R, error]) []R {
	t.Helper()
	var all []R
	for r, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestEach(t *testing.T) {
	broken := errors.New("the storage failed")
	seq := func(yield func(customer.Row, error) bool) {
		if yield(customer.Row{ID: "a"}, nil) {
			yield(customer.Row{ID: "half"}, broken)
		}
	}
	var got []string
	var last error
	for r, err := range Each(seq, NewCustomerRow) {
		got, last = append(got, r.ID), err
	}
	if diff := cmp.Diff([]string{"a", ""}, got); diff != "" || last != broken {
		t.Errorf("X2: an error comes once, with no row: %v, %v", got, last)
	}
	if err := CSV(io.Discard, Each(seq, NewCustomerRow)); !errors.Is(err, broken) {
		t.Errorf("X5: the error of the storage ends the export, got %v", err)
	}
}

func TestOrderOfRows(t *testing.T) {
	page := customer.Page{Rows: []customer.Row{
		{ID: "b", Email: "b@x"}, {ID: "B", Email: "B@x"}, {ID: "é", Email: "é@x"}, {ID: "'=", Email: "'=@x"}, {ID: "(", Email: "(@x"},
		{ID: "no e-mail"}, {ID: "a", Email: "a@x"}, {ID: "blank", Email: " \u00a0\t"},
	}}
	var got []string
	for _, r := range collect(t, Emails(page)) {
		got = append(got, string(r.Email))
	}
	if diff := cmp.Diff([]string{"'=@x", "(@x", "B@x", "a@x", "b@x", "é@x"}, got); diff != "" {
		t.Errorf("X1: e-mails are those that are not blank, by the bytes of the ID before X3 (-want +got):\n%s", diff)
	}
	if first := page.Rows[0].ID; first != "b" {
		t.Errorf("X1: to export a page must not reorder it, %q is first", first)
	}
}

func TestAllInfo(t *testing.T) {
	page := customer.Page{Rows: []customer.Row{{ID: "b"}, {ID: "a"}}}
	profiles := customer.Memory{Customers: []customer.Customer{
		{ID: "a", Name: "A", EmailConsent: customer.Consent{Answer: customer.Denied, At: now}},
		{ID: "other", Name: "nobody's business"},
		{ID: "b", Name: "B", EmailConsent: customer.Consent{Answer: customer.Granted, At: now.Add(1)}},
	}}
	rows := collect(t, AllInfo(page, profiles.EachCustomer(context.Background(), customer.Scope{}), now))
	if len(rows) != 2 || rows[0].Name != "B" || rows[1].Name != "A" {
		t.Errorf("X1: the customers of the page, in its order, and nobody else: %d rows", len(rows))
	}
	if rows[0].ConsentAnswer != "" || !rows[0].ConsentAt.IsZero() || rows[1].ConsentAnswer != "denied" {
		t.Errorf("T2: a consent after AsOf is not known yet, one at AsOf is")
	}
	page.Rows = append(page.Rows, customer.Row{ID: "gone"})
	err := CSV(io.Discard, AllInfo(page, profiles.EachCustomer(context.Background(), customer.Scope{}), now))
	if !errors.Is(err, customer.ErrNotFound) {
		t.Errorf("X5: a customer without a profile is an error, got %v", err)
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	err = CSV(io.Discard, AllInfo(page, profiles.EachCustomer(done, customer.Scope{}), now))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("X5: an error of the profiles is returned, got %v", err)
	}
}

func TestProfileWords(t *testing.T) {
	for _, c := range []struct {
		p    customer.Profile
		a    customer.Answer
		want string
	}{
		{customer.ProfileUnsaid, customer.NotAsked, ","},
		{customer.ProfileIncomplete, customer.Granted, "false,granted"},
		{customer.ProfileComplete, customer.Denied, "true,denied"},
		{customer.ProfileUnsaid, customer.Withdrawn, ",withdrawn"},
	} {
		if got := profileWord(c.p) + "," + answerWord(c.a); string(got) != c.want {
			t.Errorf("X1: got %q, want %q, as the input spells it", got, c.want)
		}
	}
}

func TestOtherIsLast(t *testing.T) {
	var r engagement.Report
	q := engagement.Query{AsOf: now, Top: 1}
	shop := engagement.Memory{}
	for i, tags := range []string{"other", "other b", "b c"} {
		id := customer.ID(fmt.Sprint(i))
		shop.Messages = append(shop.Messages, customer.Message{Customer: id, At: now})
		for tag := range strings.FieldsSeq(tags) {
			shop.Tags = append(shop.Tags, customer.Tag{Customer: id, Name: tag})
		}
	}
	r = must(engagement.Summarize(context.Background(), shop, q, nil))
	want := []TagRow{{"b", 2, false}, {"", 3, true}}
	if diff := cmp.Diff(want, collect(t, Tags(r, q))); diff != "" {
		t.Errorf("E7: a tag named other is one of the rest, which a line without a name tells (-want +got):\n%s", diff)
	}
}

// TestRowsPrintNothing: rows are personal data, and do not leak into a log.
func TestRowsPrintNothing(t *testing.T) {
	for _, r := range []any{
		NewCustomerRow(customer.Row{ID: "a", Email: "private", Facebook: "private"}),
		NewDetailRow(customer.Detail{Row: customer.Row{ID: "a", Name: "private"}}),
		newInfoRow(customer.Customer{Name: "private"}, customer.Row{ID: "a"}, now),
		EmailRow{"private"},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if s := fmt.Sprintf(verb, r); strings.Contains(s, "private") || strings.Contains(s, fmt.Sprintf("%x", "private")) {
				t.Errorf("G6: %T prints what it holds with %s", r, verb)
			}
		}
	}
}

// TestStreamsLeaveEarly: whoever stops ranging gets no more rows.
func TestStreamsLeaveEarly(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	q := customer.Query{AsOf: now}
	page := must(customer.List(ctx, shop, q, nil))
	report := must(customer.Summarize(ctx, shop, q, nil))
	eq := engagement.Query{AsOf: now}
	analysis := must(engagement.Summarize(ctx, shop.engagement(), eq, nil))
	for n := range 12 {
		takes(t, n, Customers(page))
		takes(t, n, Emails(page))
		takes(t, n, Revenue(page, report.Guests.Revenue))
		takes(t, n, AllInfo(page, shop.EachCustomer(ctx, customer.Scope{}), now))
		takes(t, n, FieldValues(analysis, eq))
		takes(t, n, Each(customer.Rows(ctx, shop, q, nil), NewCustomerRow))
	}
}

// takes ranges over n rows and leaves; a sequence that goes on then panics.
func takes[R any](t *testing.T, n int, rows iter.Seq2[R, error]) {
	t.Helper()
	for range rows {
		if n--; n < 0 {
			return
		}
	}
	t.Errorf("X2: the test shop has too few rows")
}

// TestStreamingCustomers: what a long export allocates is not for its rows (X2).
func TestStreamingCustomers(t *testing.T) {
	rows := make([]customer.Row, 5000)
	for i := range rows {
		rows[i] = customer.Row{ID: customer.ID(fmt.Sprintf("%06d", i)), Email: "a@example.org", Birthday: today, LastUsage: now}
	}
	for name, write := range map[string]func() error{
		"customers": func() error { return CSV(io.Discard, Customers(customer.Page{Rows: rows})) },
		"emails":    func() error { return CSV(io.Discard, Emails(customer.Page{Rows: rows})) },
	} {
		n := testing.AllocsPerRun(3, func() {
			if err := write(); err != nil {
				t.Fatal(err)
			}
		})
		if n > 500 {
			t.Errorf("X2: %s: %v allocations for %d rows, want a fixed few", name, n, len(rows))
		}
	}
}

var today = must(ParseDate([]byte(now.Format(time.DateOnly))))
