package mailingtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// CheckRepository checks that a host's consent ledger keeps the contract of
// [mailing.Repository], and whether consent as told from it is the reference's
// (M3). open opens a fresh ledger with exactly these entries, all at whole
// seconds. It returns everything that is wrong, joined.
func CheckRepository(ctx context.Context, open func(entries mailing.Memory) (mailing.Repository, error)) error {
	var all []error
	for _, c := range ledgerClauses() {
		repo, err := open(ledger())
		if err != nil {
			return fmt.Errorf("opening for %q: %w", c.name, err)
		}
		if err := c.check(ctx, repo); err != nil {
			all = append(all, kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
		}
	}
	return errors.Join(all...)
}

// RunRepository runs CheckRepository as a test, with a subtest for every
// clause.
func RunRepository(t *testing.T, open func(t testing.TB, entries mailing.Memory) mailing.Repository) {
	t.Helper()
	for _, c := range ledgerClauses() {
		t.Run(c.name, func(t *testing.T) {
			if err := c.check(t.Context(), open(t, ledger())); err != nil {
				t.Error(kit.Brief(err))
			}
		})
	}
}

type ledgerClause struct {
	name  string
	check func(context.Context, mailing.Repository) error
}

func ledgerClauses() []ledgerClause {
	return []ledgerClause{
		{"M3: every entry that is asked for", eachEntry},
		{"M3: consent is the reference's, at every instant", consents},
		{"M3: the plan is the reference's", plans},
	}
}

// ledger returns the entries of a busy shop: every answer, unknown times,
// several entries at one instant, other purposes, and customers whose IDs a
// storage could mix up.
func ledger() mailing.Memory {
	var m mailing.Memory
	s := kit.NewShopkeeper(7)
	answers := []customer.Answer{customer.Granted, customer.Granted, customer.Denied, customer.Withdrawn}
	for range 200 {
		m.Entries = append(m.Entries, mailing.Entry{
			Customer: s.Someone(), At: s.Perhaps(), Source: s.Word("popup", "checkout", "é,\"'\n", ""), Text: s.Word("v1", "v2", ""),
			Purpose: mailing.Purpose(s.Word(string(mailing.EmailMarketing), string(mailing.EmailMarketing), "Email-Marketing", "sms")),
			Answer:  answers[s.IntN(len(answers))],
		})
	}
	for i, id := range kit.Customers() { // at the very ends of the spans that are asked for
		m.Entries = append(m.Entries, mailing.Entry{Customer: id, Purpose: mailing.EmailMarketing, Answer: customer.Granted, At: kit.Day(10 + 10*(i%2))})
	}
	for i := range m.Entries { // an undated no stays: most have a date
		if e := &m.Entries[i]; e.At.IsZero() && e.Answer != customer.Granted && i%4 != 0 {
			e.At = s.Date()
		}
	}
	return m
}

// entryKind returns the kind of fact that entries are. They are compared in full.
// Those of other purposes may be left out.
func entryKind() kit.FactKind[mailing.Entry] {
	return kit.FactKind[mailing.Entry]{
		Method: "EachEntry",
		Owner:  func(e *mailing.Entry) *customer.ID { return &e.Customer },
		When:   func(e mailing.Entry) []time.Time { return []time.Time{e.At} },
		Spare:  func(e mailing.Entry) bool { return e.Purpose != mailing.EmailMarketing },
		Text: func(e mailing.Entry) string {
			return fmt.Sprintf("entry of %q: answer %d on %q at %s, source %q, text %q", e.Customer, e.Answer, e.Purpose, story.Spell(e.At), e.Source, e.Text)
		},
	}
}

func eachEntry(ctx context.Context, repo mailing.Repository) error {
	return entryKind().Check(ctx, ledger().Entries, repo.EachEntry)
}

// consents compares everybody's consent with the reference's.
func consents(ctx context.Context, repo mailing.Repository) error {
	got, err := byCustomer(ctx, repo)
	if err != nil {
		return err
	}
	want, err := byCustomer(ctx, ledger())
	if err != nil {
		return err
	}
	for _, id := range kit.Customers() {
		for day := range 42 {
			asOf := kit.Day(day)
			if g, w := mailing.Ask(got[id], asOf), mailing.Ask(want[id], asOf); g != w {
				return fmt.Errorf("of customer %q as of %s: answer %d of %s, want %d of %s",
					string(id), story.Spell(asOf), g.Answer, story.Spell(g.At), w.Answer, story.Spell(w.At))
			}
		}
	}
	return nil
}

func byCustomer(ctx context.Context, repo mailing.Repository) (map[customer.ID][]mailing.Entry, error) {
	all := map[customer.ID][]mailing.Entry{}
	for e, err := range repo.EachEntry(ctx, customer.Scope{}) {
		if err != nil {
			return nil, err
		}
		if e.Purpose == mailing.EmailMarketing {
			all[e.Customer] = append(all[e.Customer], e)
		}
	}
	return all, nil
}

// plans compares plans for a new list with the reference's.
func plans(ctx context.Context, repo mailing.Repository) error {
	var customers customer.Memory
	for i, id := range kit.Customers() {
		address := customer.Email(fmt.Sprintf("c%d@example.com", i))
		customers.Customers = append(customers.Customers, customer.Customer{ID: id, Email: address})
	}
	for _, day := range []int{0, 10, 20, 30, 41} {
		var all [2]mailing.Proposal
		for i, consents := range []mailing.Repository{repo, ledger()} {
			shop := mailing.Shop{Customers: customers, Consents: consents, Acknowledgements: &mailing.MemoryAcknowledgements{}}
			p, err := mailing.Plan(ctx, shop, &Service{}, mailing.Query{AsOf: kit.Day(day)})
			if err != nil {
				return err
			}
			all[i] = p
		}
		if got, want := all[0], all[1]; !slices.Equal(got.Changes, want.Changes) || !slices.Equal(got.Skipped, want.Skipped) {
			return fmt.Errorf("as of %s there are %d to add, want %d", story.Spell(kit.Day(day)), got.NewAddresses(), want.NewAddresses())
		}
	}
	return nil
}
