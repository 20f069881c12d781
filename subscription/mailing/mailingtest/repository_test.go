package mailingtest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

func TestMemoryLedger(t *testing.T) {
	mailingtest.RunRepository(t, func(_ testing.TB, entries mailing.Memory) mailing.Repository { return entries })
}

// behaving is a ledger that behaves in some way.
type behaving struct {
	*awkward.Connection
	entries []mailing.Entry
}

func (b *behaving) EachEntry(ctx context.Context, s customer.Scope) iter.Seq2[mailing.Entry, error] {
	return awkward.Each(ctx, b.Connection, s, b.entries, mailingtest.Entries())
}

func checkLedger(t *testing.T, open func(mailing.Memory) mailing.Repository) error {
	return mailingtest.CheckRepository(t.Context(), func(m mailing.Memory) (mailing.Repository, error) { return open(m), nil })
}

// The kit accepts every legal way to behave, and catches every illegal one.
func TestLedgerWays(t *testing.T) {
	for _, way := range awkward.Legal() {
		if err := checkLedger(t, func(m mailing.Memory) mailing.Repository { return &behaving{awkward.Connect(way), m.Entries} }); err != nil {
			t.Errorf("M3: %s is legal: %.500v", way.Name, err)
		}
	}
	caught := 0
	for _, fault := range awkward.Illegal() {
		if fault.Clause != "contract: Each" { // a ledger is not asked for ranges, snapshots, nor for very long sequences
			continue
		}
		err := checkLedger(t, func(m mailing.Memory) mailing.Repository { return &behaving{awkward.Connect(fault.Way), m.Entries} })
		if err == nil || !strings.Contains(err.Error(), "EachEntry") || !strings.Contains(err.Error(), fault.Says) {
			t.Errorf("M3: one that %s is not caught by %q: %v", fault.Name, fault.Says, err)
		}
		caught++
	}
	if caught < 10 {
		t.Errorf("only %d illegal ways", caught)
	}
	failing := awkward.Failing(3)
	if err := checkLedger(t, func(m mailing.Memory) mailing.Repository { return &behaving{awkward.Connect(failing), m.Entries} }); !errors.Is(err, awkward.ErrFailed) {
		t.Errorf("M3: one that fails: %v", err)
	}
	broken := errors.New("broken")
	if err := mailingtest.CheckRepository(t.Context(), func(mailing.Memory) (mailing.Repository, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("M3: one that does not open: %v", err)
	}
}

// A storage that mixes something up when it stores.
func TestCatchesIllegalLedgers(t *testing.T) {
	for why, store := range map[string]func(*mailing.Entry) bool{
		"undated are dated":    func(e *mailing.Entry) bool { e.At = later(e.At, time.Unix(0, 0)); return true },
		"withdrawn are denied": func(e *mailing.Entry) bool { e.Answer = min(e.Answer, customer.Denied); return true },
		"only grants are kept": func(e *mailing.Entry) bool { return e.Answer == customer.Granted },
		"purposes fold": func(e *mailing.Entry) bool {
			e.Purpose = mailing.Purpose(strings.ToLower(string(e.Purpose)))
			return true
		},
		"sources are lost":         func(e *mailing.Entry) bool { e.Source = ""; return true },
		"texts are lost":           func(e *mailing.Entry) bool { e.Text = ""; return true },
		"times are cut to the day": func(e *mailing.Entry) bool { e.At = e.At.Truncate(24 * time.Hour); return true },
		"IDs fold": func(e *mailing.Entry) bool {
			e.Customer = customer.ID(strings.ToLower(string(e.Customer)))
			return true
		},
		"IDs are trimmed": func(e *mailing.Entry) bool {
			e.Customer = customer.ID(strings.TrimSpace(string(e.Customer)))
			return true
		},
	} {
		err := checkLedger(t, func(m mailing.Memory) mailing.Repository {
			var kept mailing.Memory
			for _, e := range m.Entries {
				if store(&e) {
					kept.Entries = append(kept.Entries, e)
				}
			}
			return kept
		})
		if err == nil || !strings.Contains(err.Error(), "M3:") {
			t.Errorf("M3: %s is not caught: %v", why, err)
		}
	}
	latest := func(m mailing.Memory) mailing.Repository {
		at := map[string]int{}
		var kept mailing.Memory
		for _, e := range m.Entries {
			k := fmt.Sprintf("%q %q", e.Customer, e.Purpose)
			if i, ok := at[k]; !ok {
				at[k] = len(kept.Entries)
				kept.Entries = append(kept.Entries, e)
			} else if e.At.After(kept.Entries[i].At) {
				kept.Entries[i] = e
			}
		}
		return kept
	}
	if err := checkLedger(t, latest); err == nil || !strings.Contains(err.Error(), "consent is the reference's") {
		t.Errorf("M3: one that keeps the latest answer alone is not caught: %v", err)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func ExampleCheckRepository() {
	err := mailingtest.CheckRepository(context.Background(), func(entries mailing.Memory) (mailing.Repository, error) {
		return entries, nil // here, your own ledger with these entries
	})
	fmt.Println(err)
	// Output:
	// <nil>
}
