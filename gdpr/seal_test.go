package gdpr

import (
	"bytes"
	"testing"

	"github.com/clientele-go/clientele/internal/base/seal"
)

// A subject is sealed under the key of its use alone: nothing else of the same secret
// opens it.
func TestG6SealsHaveAKeyOfTheirOwn(t *testing.T) {
	secret := []byte("32 random bytes out of a key store")
	key, err := NewKey("key-2024", secret)
	if err != nil {
		t.Fatal(err)
	}
	s, err := key.seal("r1", Subject{ID: "7"})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(secret, seal.JournalSeal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.Open(s.Data, []byte("r1")); err != nil {
		t.Errorf("G6: the key of journals does not open a subject: %v", err)
	}
}

// Two seals of one subject have nothing in common, although key, request and text
// are the same: with one nonce for two texts, AES-GCM hides neither.
func TestG6NoSealIsLikeAnother(t *testing.T) {
	key, err := NewKey("key-2024", []byte("32 random bytes out of a key store"))
	if err != nil {
		t.Fatal(err)
	}
	ann := Subject{ID: "7", Email: "ann@example.org"}
	const n = 12 // the length of a nonce
	var before []byte
	nonces := map[string]bool{}
	for range 100 {
		s, err := key.seal("r1", ann)
		if err != nil {
			t.Fatal(err)
		}
		if nonces[string(s.Data[:n])] {
			t.Fatal("G6: a nonce comes twice")
		}
		nonces[string(s.Data[:n])] = true
		if before != nil && bytes.Equal(before, s.Data[n:]) {
			t.Fatal("G6: the same text is sealed to the same bytes")
		}
		before = s.Data[n:]
		if got, err := (Keys{key}).open("r1", s); err != nil || got != ann {
			t.Fatalf("G6: the seal opens to another subject, %v", err)
		}
		if _, err := (Keys{key}).open("r2", s); err == nil {
			t.Fatal("G6: the seal opens for another request")
		}
	}
}
