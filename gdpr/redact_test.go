package gdpr_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// G6: whatever prints a thing of this package shows no person and no secret.
func TestG6NothingPrints(t *testing.T) {
	secret := "anna-canary is no secret, but 32 bytes"
	k, err := gdpr.NewKey("k1", []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	rec := record(gdpr.RecordField{Name: "text", Value: "anna-canary"})
	s := newStores("account")
	s.inject = func(string, func() error) error { return errors.New("row of anna-canary") }
	_, failed := s.registry().Plan(ctx, gdpr.Request{ID: "r1", Subject: anna, At: at(1)})
	type hidden struct {
		k gdpr.Key
		e error
	}
	things := []any{anna, &anna, rec, rec.Fields, k, &k, gdpr.Keys{k}, hidden{k, failed}, failed, fmt.Errorf("wrapped: %w", failed),
		gdpr.Guard{Keys: gdpr.Keys{k}}, gdpr.Export{Subject: anna}, gdpr.Request{Subject: anna}, gdpr.Replayed{Held: []gdpr.Subject{anna}}, errors.Unwrap(failed)}
	bytesOf := strings.Trim(fmt.Sprint([]byte(secret)), "[]")[:20]
	for _, thing := range things {
		var text strings.Builder
		verbs := "vTtbcdoOqxXUeEfFgGs"
		switch thing.(type) {
		case gdpr.Key, gdpr.Keys, hidden, error:
			verbs += "p" // fmt asks no struct about this one
		}
		for _, verb := range verbs {
			for _, flag := range []string{"", "+", "#", "-", " ", "0"} {
				fmt.Fprintf(&text, "%"+flag+string(verb), thing)
			}
		}
		if b, err := json.Marshal(thing); err == nil {
			text.Write(b)
		}
		if b, err := xml.Marshal(thing); err == nil {
			text.Write(b)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "thing", thing)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "thing", thing)
		text.Write(log.Bytes())
		silent(t, fmt.Sprintf("%T", thing), text.String())
		for _, c := range []string{bytesOf, fmt.Sprintf("%x", secret[:11]), fmt.Sprintf("%X", secret[:11]), "QW5uYS5D"} {
			if strings.Contains(text.String(), c) {
				t.Errorf("G6: %T shows %q", thing, c)
			}
		}
	}
	if !strings.Contains(failed.Error(), `counting in "account" failed`) {
		t.Errorf("the error says %q", failed)
	}
}

// A registry knows whom it works on: it does not print them, nor its holders.
func TestG6RegistriesDoNotPrint(t *testing.T) {
	r := shop()
	r.Identity = Notes{anna.ID: "anna-canary"}
	err := r.Guard().Admit(ctx, anna, func() error {
		var text bytes.Buffer
		for _, thing := range []any{r, r.Guard(), struct{ R *gdpr.Registry }{r}} {
			for _, verb := range "vTtbcdoOqxXUeEfFgGs" {
				for _, flag := range []string{"", "+", "#"} {
					fmt.Fprintf(&text, "%"+flag+string(verb), thing)
				}
			}
			slog.New(slog.NewTextHandler(&text, nil)).Info("x", "thing", thing)
			slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "thing", thing)
			if b, err := json.Marshal(thing); err == nil {
				t.Errorf("G6: a %T is written as %s", thing, b)
			}
		}
		silent(t, "a registry at work", text.String())
		if !strings.Contains(text.String(), "a registry of 0 holders and the identity") {
			t.Errorf("a registry prints as %.200s", text.String())
		}
		return nil
	})
	wants(t, "", err, nil)
}

func TestG5OnlyKeyedHashes(t *testing.T) {
	for _, secret := range []string{"", "short", strings.Repeat("a", 31), strings.Repeat("a", 64)} {
		if _, err := gdpr.NewKey("k", []byte(secret)); !errors.Is(err, gdpr.ErrKey) {
			t.Errorf("G5: a secret of %d bytes is taken", len(secret))
		}
	}
	hash := strings.Repeat("ab", 32)
	for _, text := range []string{hash, ":" + hash, "k:" + hash[1:], "k:" + strings.ToUpper(hash), "K:" + hash, "k:" + hash + "00"} {
		var d gdpr.KeyedHash
		if err := d.UnmarshalText([]byte(text)); !errors.Is(err, gdpr.ErrKeyedHash) || !d.IsZero() {
			t.Errorf("G5: %q is taken for a keyed hash", text)
		}
	}
	var d gdpr.KeyedHash
	if err := d.UnmarshalText([]byte("k:" + hash)); err != nil || d.String() != "k:"+hash {
		t.Errorf("G5: a keyed hash: %v", err)
	}
	plain := gdpr.KeyedHash{Sum: d.Sum}
	wants(t, "G5: a plain hash", (&gdpr.MemoryTombstones{}).Bury(ctx, gdpr.Tombstone{Subject: plain}), gdpr.ErrKeyedHash)
	wants(t, "G5: a plain hash", (&gdpr.MemoryJournal{}).Put(ctx, gdpr.JournalEntry{Request: "r", Subject: plain}), gdpr.ErrKeyedHash)
	wants(t, "G5: no key", gdpr.Keys{}.Check(), gdpr.ErrKey)
	wants(t, "G5: the zero key", gdpr.Keys{{}}.Check(), gdpr.ErrKey)
	wants(t, "G5: a key twice", gdpr.Keys{key(t, "k1"), key(t, "k1")}.Check(), gdpr.ErrKey)
}
