package gdpr_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

var ctx = context.Background()

// at is when things happen in tests, on day d.
func at(d int) time.Time { return time.Date(2024, 1, d, 12, 0, 0, 0, time.UTC) }

var (
	anna = gdpr.Subject{ID: "c-anna-canary", Email: "Anna.Canary@example.org"}
	bert = gdpr.Subject{ID: "c-bert-neighbour", Email: "bert.neighbour@example.org"}
)

// canaries are what no journal, tombstone, receipt, log or error may hold.
var canaries = []string{"anna-canary", "Anna.Canary", "anna.canary", "bert"}

func key(t testing.TB, id gdpr.Name) gdpr.Key {
	t.Helper()
	k, err := gdpr.NewKey(id, bytes.Repeat([]byte("secret of "+id), 8))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// fact is a row of a store.
type fact struct {
	of     gdpr.Subject
	text   string
	origin gdpr.Origin
	until  time.Time // retained until then; zero is not
}

// stores is what stays when a process dies: the data of a host.
type stores struct {
	names  []gdpr.Name
	facts  map[gdpr.Name][]fact
	inject func(op string, do func() error) error // nil: nothing is injected
}

func (s *stores) call(op string, do func() error) error {
	if s.inject == nil {
		return do()
	}
	return s.inject(op, do)
}

// newStores is a host with Anna and Bert in every store; identity is the last one.
func newStores(names ...gdpr.Name) *stores {
	s := &stores{names: names, facts: map[gdpr.Name][]fact{}}
	for _, n := range names {
		for _, p := range []gdpr.Subject{bert, anna, bert} {
			s.add(n, p, fmt.Sprintf("%s of %s", n, p.ID))
		}
	}
	return s
}

func (s *stores) add(n gdpr.Name, of gdpr.Subject, text string) {
	s.facts[n] = append(s.facts[n], fact{of, text, gdpr.Provided, time.Time{}})
}

// registry is a process over the stores.
func (s *stores) registry() *gdpr.Registry {
	r := &gdpr.Registry{Customers: customer.Memory{}}
	for _, n := range s.names[:len(s.names)-1] {
		r.Holders = append(r.Holders, &holder{s, n})
	}
	r.Identity = &holder{s, s.names[len(s.names)-1]}
	return r
}

// of is everything that the stores have of a person, as text.
func (s *stores) of(id customer.ID) string {
	var b strings.Builder
	for _, n := range s.names {
		for _, f := range s.facts[n] {
			if f.of.ID == id {
				fmt.Fprintf(&b, "%s: %s\n", n, f.text)
			}
		}
	}
	return b.String()
}

type holder struct {
	s    *stores
	name gdpr.Name
}

func (h *holder) Name() gdpr.Name { return h.name }

func (h *holder) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		var mine []fact
		err := h.s.call("collect", func() error {
			for _, f := range h.s.facts[h.name] {
				if f.of.ID == s.ID {
					mine = append(mine, f)
				}
			}
			return ctx.Err()
		})
		if err != nil {
			yield(gdpr.Record{}, err)
			return
		}
		for _, f := range mine {
			rec := gdpr.Record{Kind: h.name, Origin: f.origin, Subject: f.of, Fields: []gdpr.RecordField{{Name: "text", Value: f.text}}}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

func (h *holder) Count(ctx context.Context, s gdpr.Subject, at time.Time) (c gdpr.Count, err error) {
	err = h.s.call("count", func() error {
		for _, f := range h.s.facts[h.name] {
			switch {
			case f.of.ID != s.ID:
			case f.until.After(at):
				c.Retained = append(c.Retained, gdpr.Retention{Records: 1, Reason: "tax-law", Until: f.until})
			default:
				c.Erasable++
			}
		}
		return ctx.Err()
	})
	return c, err
}

func (h *holder) Erase(ctx context.Context, s gdpr.Subject, at time.Time) error {
	return h.s.call("erase", func() error {
		h.s.facts[h.name] = slices.DeleteFunc(slices.Clone(h.s.facts[h.name]), func(f fact) bool {
			return f.of.ID == s.ID && !f.until.After(at)
		})
		return ctx.Err()
	})
}

// withStores gives a registry what erasure needs, in memory.
func withStores(t testing.TB, r *gdpr.Registry) *gdpr.Registry {
	r.Keys = gdpr.Keys{key(t, "k1")}
	r.Journal, r.Tombstones = &gdpr.MemoryJournal{}, &gdpr.MemoryTombstones{}
	return r
}

// files are the files of an archive.
func files(t tester, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatalf("%v", err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		all[f.Name] = string(b)
	}
	return all
}

// silent fails if a text holds personal data (G6).
func silent(t tester, where, text string) {
	t.Helper()
	for _, c := range canaries {
		if strings.Contains(text, c) {
			t.Fatalf("G6: %s holds personal data: %.1000q", where, text)
		}
	}
}

type tester interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

func wants(t tester, rule string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", rule, err, want)
	}
	silent(t, "an error", fmt.Sprintf("%v %+v %#v %s", err, err, err, err))
}
