package gdprtest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/gdpr/gdprtest"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
)

// row is a record in a table.
type row struct {
	of   gdpr.Subject
	text string
}

// table is a holder, and the ways in which it breaks the contract.
type table struct {
	name string
	rows []row

	hides    bool // does not export its last record, but counts and erases it
	forgets  bool // does not erase a second record, and does not tell
	prefix   bool // erases whose ID begins like it
	everyone bool // exports everybody's records
	disguise bool // and says that they are the subject's
	more     bool // counts one more than there is
	once     bool // fails when there is nothing to erase
	nothing  bool // erases nothing and says so
	empty    bool // has no records
	recalls  bool // remembers the address of an ID and erases by it
	textless bool // its records have no text
	noTenant bool // erases the other tenant's records of the same ID
	leaks    bool // exports them, as its own
	all      bool // erases everybody's
	blank    bool // erases by the address, though it is empty

	elsewhere []row // the other tenant's

	addresses map[customer.ID]string
}

func (t *table) Name() gdpr.Name { return gdpr.Name(t.name) }

func (t *table) mine(s gdpr.Subject) []row {
	var mine []row
	if t.empty {
		return nil
	}
	for _, r := range t.rows {
		if r.of.ID == s.ID || t.everyone {
			mine = append(mine, r)
		}
	}
	for _, r := range t.elsewhere {
		if t.leaks && r.of.ID == s.ID {
			mine = append(mine, r)
		}
	}
	return mine
}

func (t *table) Collect(_ context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for i, r := range t.mine(s) {
			if t.hides && i == 0 || t.forgets && strings.HasPrefix(r.text, "copy") {
				continue
			}
			of := r.of
			if t.disguise {
				of = s
			}
			rec := gdpr.Record{Kind: "row", Origin: gdpr.Observed, Subject: of}
			if !t.textless {
				rec.Fields = []gdpr.RecordField{{Name: "text", Value: r.text}}
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

func (t *table) Count(_ context.Context, s gdpr.Subject, _ time.Time) (gdpr.Count, error) {
	n := 0
	for _, r := range t.mine(s) {
		if !t.forgets || !strings.HasPrefix(r.text, "copy") {
			n++
		}
	}
	if t.more && n > 0 {
		n++
	}
	return gdpr.Count{Erasable: n}, nil
}

func (t *table) Erase(_ context.Context, s gdpr.Subject, _ time.Time) error {
	if t.once && len(t.mine(s)) == 0 {
		return errors.New("no such row")
	}
	if t.nothing {
		return nil
	}
	if t.addresses == nil {
		t.addresses = map[customer.ID]string{}
	}
	if t.recalls && s.Email != "" {
		t.addresses[s.ID] = s.Email.Key()
	}
	if t.noTenant {
		t.elsewhere = slices.DeleteFunc(t.elsewhere, func(r row) bool { return r.of.ID == s.ID })
	}
	t.rows = slices.DeleteFunc(t.rows, func(r row) bool {
		if t.forgets && strings.HasPrefix(r.text, "copy") {
			return false
		}
		if t.recalls && r.of.Email.Key() == t.addresses[s.ID] {
			return true
		}
		return r.of.ID == s.ID || t.all || t.blank && r.of.Email == s.Email || t.prefix && strings.HasPrefix(string(r.of.ID), string(s.ID))
	})
	return nil
}

// host is a host with a good table and another one.
func host(other *table) gdprtest.Host {
	good := &table{name: "logins"}
	return gdprtest.Host{
		Registry: &gdpr.Registry{Holders: []gdpr.Holder{good, other}, Identity: &table{name: "accounts"}, Customers: good},
		Plant: func(_ context.Context, s gdpr.Subject, canary string) error {
			good.rows = append(good.rows, row{s, canary})
			other.rows = append(other.rows, row{s, canary}, row{s, "copy of " + canary})
			return nil
		},
		Elsewhere: func(_ context.Context, s gdpr.Subject, canary string) error {
			other.elsewhere = append(other.elsewhere, row{s, canary})
			return nil
		},
		ElsewhereDump: func(context.Context) ([]byte, error) { return []byte(dump(other.elsewhere)), nil },
		Dump:          func(context.Context) ([]byte, error) { return fmt.Append(nil, dump(good.rows), dump(other.rows)), nil },
	}
}

// EachCustomer makes a table the host's customers.
func (t *table) EachCustomer(context.Context, customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		for _, r := range t.rows {
			if !yield(customer.Customer{ID: r.of.ID, Email: r.of.Email}, nil) {
				return
			}
		}
	}
}

func dump(rows []row) (text string) {
	for _, r := range rows {
		text += r.text + "\n"
	}
	return text
}

// withAccounts plants in the identity too.
func withAccounts(h gdprtest.Host) gdprtest.Host {
	accounts, plant := h.Registry.Identity.(*table), h.Plant
	h.Plant = func(ctx context.Context, s gdpr.Subject, canary string) error {
		accounts.rows = append(accounts.rows, row{s, canary})
		return plant(ctx, s, canary)
	}
	return h
}

func TestLegal(t *testing.T) {
	gdprtest.Run(t, func(testing.TB) gdprtest.Host { return withAccounts(host(&table{name: "orders"})) })
}

func TestIllegalHoldersAreCaught(t *testing.T) {
	for _, c := range []struct {
		why   string
		other table
		want  string // in the error
	}{
		{"hides a record from the export", table{hides: true}, "G2: nothing foreign, and counts are true"},
		{"forgets a record and hides it", table{forgets: true}, "the host's storage still has the canary"},
		{"erases neighbours whose ID begins alike", table{prefix: true}, "G4: neighbours are byte-identical"},
		{"exports foreign records", table{everyone: true}, "G2: nothing foreign, and counts are true"},
		{"exports foreign records as the subject's", table{everyone: true, disguise: true}, "an export has another person's canary"},
		{"erases everybody", table{all: true}, `holder "orders" has nothing of a customer who was not asked for`},
		{"erases whoever has no address either", table{blank: true}, `G4: without an address, everybody else stays: erasing in "orders" without an address: a neighbour's data changed`},
		{"exports everybody to a stranger", table{everyone: true, disguise: true}, `of a customer whom nobody knows: holder "orders" still exports`},
		{"erases another tenant's records", table{noTenant: true}, `G2, G4: another tenant is somebody else: holder "orders" erases another tenant's records of the same ID`},
		{"exports another tenant's records", table{leaks: true}, "another tenant is somebody else: an export has another tenant's records of the same ID"},
		{"lies about counts", table{more: true}, `holder "orders" counts 3 records and yields 2`},
		{"cannot erase twice", table{once: true}, "G4: twice is once"},
		{"erases nothing", table{nothing: true}, "G3: nothing is left"},
		{"erases a new customer by an old address", table{recalls: true}, "G5: a new sign-up is a new customer: erasing the old customer again changed the new one"},
	} {
		err := gdprtest.Check(t.Context(), func() (gdprtest.Host, error) {
			other := c.other
			other.name = "orders"
			return withAccounts(host(&other)), nil
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("a holder that %s: want %q in: %v", c.why, c.want, err)
		}
	}
	err := gdprtest.Check(t.Context(), func() (gdprtest.Host, error) { return host(&table{name: "orders"}), nil })
	if err == nil || !strings.Contains(err.Error(), `G1: all that was planted is exported: holder "accounts" does not`) {
		t.Errorf("a holder in which nothing was planted: %v", err)
	}
	err = gdprtest.Check(t.Context(), func() (gdprtest.Host, error) { return gdprtest.Host{}, nil })
	if err == nil || gdprtest.Check(t.Context(), nil) == nil {
		t.Error("no host at all is legal")
	}
	err = gdprtest.Check(t.Context(), func() (gdprtest.Host, error) {
		h := withAccounts(host(&table{name: "orders"}))
		h.Registry.Customers = customer.Memory{}
		return h, nil
	})
	if err == nil || !strings.Contains(err.Error(), "G3: an address of two customers is left out: the plan does not leave the address out") {
		t.Errorf("customers that are not the host's: %v", err)
	}
}

// A holder without texts passes if the host says so, and is still held to account.
func TestTextless(t *testing.T) {
	for _, c := range []struct {
		why   string
		other table
		want  string // in the error; none if it is empty
	}{
		{"keeps its contract", table{}, ""},
		{"exports foreign records as the subject's", table{everyone: true, disguise: true}, "an export changes with what another person has"},
		{"erases nothing", table{nothing: true}, "G3: nothing is left"},
		{"erases neighbours whose ID begins alike", table{prefix: true}, "G4: neighbours are byte-identical"},
		{"has nothing", table{empty: true}, `G1: all that was planted is exported: holder "sessions" does not`},
	} {
		open := func(textless ...gdpr.Name) error {
			return gdprtest.Check(t.Context(), func() (gdprtest.Host, error) {
				other := c.other
				other.name, other.textless = "sessions", true
				h := withAccounts(host(&other))
				h.Textless, h.Dump = textless, nil
				return h, nil
			})
		}
		switch err := open("sessions"); {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("a holder without texts that %s: want %q in: %v", c.why, c.want, err)
		}
		if open() == nil {
			t.Errorf("a holder without texts that %s passes unsaid", c.why)
		}
	}
}

// A holder that erases nothing and exports everybody fails with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		gdprtest.Run(t, func(testing.TB) gdprtest.Host {
			return withAccounts(host(&table{name: "orders", nothing: true, everyone: true, disguise: true}))
		})
	})
}
