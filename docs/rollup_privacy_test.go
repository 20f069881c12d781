package docs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/gdpr/gdprtest"
)

// rollupHolder returns the holder of a rollup: the row of the customer and what the feed
// says of them. That somebody is gone is no record: it has nothing of them but the ID.
func rollupHolder(r *rollup.Rollup) gdpr.Table {
	return gdpr.Table{
		Label: "rollup",
		Records: func(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
			return func(yield func(gdpr.Record, error) bool) {
				if records, err := rollupRecords(ctx, r, s.ID); err != nil {
					yield(gdpr.Record{}, err)
				} else {
					for _, record := range records {
						if !yield(record, nil) {
							return
						}
					}
				}
			}
		},
		Delete: func(ctx context.Context, s gdpr.Subject) error { return r.Erase(ctx, s.ID) },
	}
}

// rollupRecords reads the store itself: the rollup answers nothing while somebody is to be
// refreshed. The empty ID is all guests together, and nobody's.
func rollupRecords(ctx context.Context, r *rollup.Rollup, id customer.ID) (all []gdpr.Record, err error) {
	if id == "" {
		return nil, nil
	}
	add := func(kind gdpr.Name, fields ...gdpr.RecordField) {
		all = append(all, gdpr.Record{Kind: kind, Origin: gdpr.Inferred, Subject: gdpr.Subject{ID: id}, Fields: fields})
	}
	err = r.Store.View(ctx, func(v rollup.View) error {
		m, err := v.Meta(ctx)
		if err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, rollup.Ask{IDs: []customer.ID{id}}) {
			if err != nil {
				return err
			}
			row := rec.Digest.Row(&m.Query)
			add("row",
				gdpr.RecordField{Name: "display_name", Value: row.DisplayName}, gdpr.RecordField{Name: "email", Value: string(row.Email)},
				gdpr.RecordField{Name: "username", Value: row.Username}, gdpr.RecordField{Name: "name", Value: row.Name},
				gdpr.RecordField{Name: "status", Value: row.Status.String()}, gdpr.RecordField{Name: "last_usage", Value: row.LastUsage},
				gdpr.RecordField{Name: "paid_orders", Value: row.PaidOrders}) // and all else that your list shows
		}
		for e, err := range v.Entries(ctx, rollup.EntryAsk{IDs: []customer.ID{id}}) {
			if err != nil {
				return err
			}
			if !e.Gone {
				add("change", gdpr.RecordField{Name: "at", Value: e.At}, gdpr.RecordField{Name: "status", Value: e.Is.To.String()})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// rollupHost is a host of profiles, and a rollup of them.
type rollupHost struct {
	customer.Memory
	people   map[customer.ID]customer.Customer
	rollup   *rollup.Rollup
	registry *gdpr.Registry
}

func (h *rollupHost) EachCustomer(_ context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(h.people)) {
			if s.Customers != nil && !slices.Contains(s.Customers, id) {
				continue
			}
			if !yield(h.people[id], nil) {
				return
			}
		}
	}
}

func newRollupHost(t testing.TB) *rollupHost {
	key, err := gdpr.NewKey("2024", bytes.Repeat([]byte{7, 9}, 16))
	if err != nil {
		t.Fatal(err)
	}
	h := &rollupHost{people: map[customer.ID]customer.Customer{}}
	h.rollup = &rollup.Rollup{Store: new(rollup.Memory), Repository: h, Query: customer.Query{AsOf: at(30, 12)}}
	h.registry = &gdpr.Registry{
		Holders: []gdpr.Holder{rollupHolder(h.rollup)},
		Identity: gdpr.NewTable("profiles", h.EachCustomer, gdpr.RecordsOf, func(_ context.Context, id customer.ID) error {
			delete(h.people, id)
			return nil
		}),
		Customers: h,
		Keys:      gdpr.Keys{key}, Journal: &gdpr.MemoryJournal{}, Tombstones: &gdpr.MemoryTombstones{},
	}
	if err := h.rollup.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// erasedIn returns whether a person is erased, for Rollup.Erased.
func erasedIn(registry *gdpr.Registry) func(context.Context, customer.ID) (bool, error) {
	guard := registry.Guard()
	return func(ctx context.Context, id customer.ID) (bool, error) {
		err := guard.Check(ctx, gdpr.Subject{ID: id})
		if errors.Is(err, gdpr.ErrSuppressed) {
			return true, nil
		}
		return false, err
	}
}

// plant puts a person into the host and into the rollup.
func (h *rollupHost) plant(ctx context.Context, s gdpr.Subject, text string) error {
	h.people[s.ID] = customer.Customer{ID: s.ID, Email: customer.Email(s.Email), Name: text, SignedUp: true}
	return h.rollup.Refresh(ctx, s.ID)
}

// H8, G1–G6: a rollup keeps the contract of a holder. The kit plants around the guard, so
// Erased is not set.
func TestRollupIsAHolder(t *testing.T) {
	gdprtest.Run(t, func(t testing.TB) gdprtest.Host {
		h := newRollupHost(t)
		return gdprtest.Host{Registry: h.registry, Plant: h.plant, Dump: func(ctx context.Context) ([]byte, error) {
			var b bytes.Buffer
			err := h.rollup.Store.View(ctx, func(v rollup.View) error {
				for rec, err := range v.Records(ctx, rollup.Ask{}) {
					if err != nil {
						return err
					}
					data, err := rec.Digest.JSON()
					if err != nil {
						return err
					}
					b.Write(data)
				}
				for e, err := range v.Entries(ctx, rollup.EntryAsk{}) {
					if err != nil {
						return err
					}
					fmt.Fprintf(&b, "%s %q %v\n", e.At.Format(time.RFC3339Nano), string(e.Customer), e.Is)
				}
				return nil
			})
			return b.Bytes(), err
		}}
	})
}

// H8, G5: a late event of an erased person brings nothing back.
func TestErasedPersonStaysOutOfTheRollup(t *testing.T) {
	h := newRollupHost(t)
	h.rollup.Erased = erasedIn(h.registry)
	ctx, who := t.Context(), gdpr.Subject{ID: "ann", Email: "ann@example.org"}
	if err := h.plant(ctx, who, "Ann Berg"); err != nil {
		t.Fatal(err)
	}
	if records, err := rollupRecords(ctx, h.rollup, who.ID); err != nil || len(records) != 2 {
		t.Fatalf("G1: %d records of ann, %v; want a row and a change", len(records), err)
	}
	if _, err := h.registry.Erase(ctx, gdpr.Request{ID: "request-1", Subject: who, At: at(31, 12)}); err != nil {
		t.Fatal(err)
	}
	if err := h.plant(ctx, who, "Ann Berg"); err != nil { // around the guard
		t.Fatal(err)
	}
	if n, err := h.rollup.Holds(ctx, who.ID); err != nil || n > 0 {
		t.Errorf("H8: a late event brought back %d records, %v", n, err)
	}
	if records, err := rollupRecords(ctx, h.rollup, who.ID); err != nil || len(records) > 0 {
		t.Errorf("H8: the holder has %d records, %v", len(records), err)
	}
}
