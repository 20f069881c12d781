package gdpr_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// Each error of a key says which condition failed, and nothing of the secret.
func TestKeyErrorsSayWhy(t *testing.T) {
	good := []byte("canary: random bytes out of a key store")
	for _, c := range []struct {
		id     gdpr.Name
		secret []byte
		want   string
	}{
		{"", good, "gdpr: invalid key: the ID is empty"},
		{"K1", good, "gdpr: invalid key: the ID is not a Name: 1 to 63 of a-z, 0-9 and -"},
		{"k1", good[:31], "gdpr: invalid key: the secret has 31 bytes; it needs 32"},
		{"k1", nil, "gdpr: invalid key: the secret has 0 bytes; it needs 32"},
		{"k1", bytes.Repeat([]byte("x"), 32), "gdpr: invalid key: the secret is one byte repeated; take random bytes"},
	} {
		_, err := gdpr.NewKey(c.id, c.secret)
		if wants(t, "G6", err, gdpr.ErrKey); err == nil || err.Error() != c.want {
			t.Errorf("G6: NewKey(%q, %d bytes): %v, want %s", string(c.id), len(c.secret), err, c.want)
		}
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("G6: the error has the secret")
		}
	}
	k1 := key(t, "k1")
	for want, keys := range map[string]gdpr.Keys{
		"gdpr: invalid key: there is no key":                   {},
		"gdpr: invalid key: key 2 of 2 was not made by NewKey": {k1, {}},
		`gdpr: invalid key: two keys have the ID "k1"`:         {k1, k1},
	} {
		if err := keys.Check(); err == nil || err.Error() != want {
			t.Errorf("G6: %v, want %s", err, want)
		}
	}
}

// A registry, holder, journal or customers that are nil are an error of every call,
// and no panic, whether the interface is nil or a pointer in it.
func TestNilIsAnError(t *testing.T) {
	for why, change := range map[string]func(r *gdpr.Registry) *gdpr.Registry{
		"no registry":                    func(*gdpr.Registry) *gdpr.Registry { return nil },
		"no identity":                    func(r *gdpr.Registry) *gdpr.Registry { r.Identity = nil; return r },
		"no holder":                      func(r *gdpr.Registry) *gdpr.Registry { r.Holders[0] = nil; return r },
		"a holder that is a nil pointer": func(r *gdpr.Registry) *gdpr.Registry { r.Holders[0] = (*holder)(nil); return r },
		"no journal":                     func(r *gdpr.Registry) *gdpr.Registry { r.Journal = nil; return r },
		"a journal of a nil pointer":     func(r *gdpr.Registry) *gdpr.Registry { r.Journal = (*gdpr.FileJournal)(nil); return r },
		"a journal that was not opened":  func(r *gdpr.Registry) *gdpr.Registry { r.Journal = &gdpr.FileJournal{}; return r },
		"no tombstones":                  func(r *gdpr.Registry) *gdpr.Registry { r.Tombstones = nil; return r },
		"tombstones of a nil pointer":    func(r *gdpr.Registry) *gdpr.Registry { r.Tombstones = (*gdpr.FileTombstones)(nil); return r },
		"tombstones that were not opened": func(r *gdpr.Registry) *gdpr.Registry {
			r.Tombstones = &gdpr.FileTombstones{}
			return r
		},
		"no customers": func(r *gdpr.Registry) *gdpr.Registry { r.Customers = nil; return r },
	} {
		s := newStores("logins", "account")
		r := change(withStores(t, s.registry()))
		stored := strings.Contains(why, "journal") || strings.Contains(why, "tombstones")
		check := func(call string, err error) {
			t.Helper()
			if err == nil {
				t.Errorf("G3: %s: %s: no error", why, call)
			}
			silent(t, "an error", fmt.Sprint(err))
		}
		_, err := r.Erase(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
		check("Erase", err)
		if !stored {
			check("Export", func() error {
				_, err := r.Export(ctx, io.Discard, gdpr.Export{Subject: anna, At: at(1)})
				return err
			}())
			_, err = r.Plan(ctx, gdpr.Request{Subject: anna, At: at(1)})
			check("Plan", err)
		}
		if why != "no customers" && !strings.Contains(why, "tombstones") {
			_, err = r.Resume(ctx, "r1", at(1))
			check("Resume", err)
			_, err = r.Unfinished(ctx)
			check("Unfinished", err)
		}
		check("DeleteAccount", gdpr.Accounts{Registry: r, At: at(1)}.DeleteAccount(ctx, anna.ID))
		if s.of(anna.ID) == "" {
			t.Errorf("G3: %s, and somebody was erased", why)
		}
		_ = fmt.Sprint(r)
	}
	if j, err := gdpr.OpenJournal(t.TempDir()); err == nil || j.Close() != nil {
		t.Errorf("G4: a folder as a journal: %v", err)
	}
	if b, err := gdpr.OpenTombstones(t.TempDir()); err == nil || b.Close() != nil {
		t.Errorf("G4: a folder as tombstones: %v", err)
	}
	var none *gdpr.Registry
	wants(t, "G5", none.Guard().Check(ctx, anna), gdpr.ErrStores)
	if text := none.String(); text != "no registry" {
		t.Errorf("G6: %s", text)
	}
}
