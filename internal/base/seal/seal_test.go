package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

var secret = []byte("32 random bytes out of a key store")

func box(t testing.TB, secret []byte, use Label) *Box {
	t.Helper()
	b, err := New(secret, use)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is sealed opens for the same secret, use and place, and for nothing else.
func TestG6SealIsBound(t *testing.T) {
	text, place := []byte("ann@example.org"), []byte("r1")
	b := box(t, secret, JournalSeal)
	data := b.Seal(text, place)
	if got, err := b.Open(data, place); err != nil || !bytes.Equal(got, text) {
		t.Fatalf("G6: the seal opens to %q, %v", got, err)
	}
	if bytes.Contains(data, text[:4]) {
		t.Error("G6: the seal shows the text")
	}
	for why, open := range map[string]func() ([]byte, error){
		"another place":  func() ([]byte, error) { return b.Open(data, []byte("r2")) },
		"another use":    func() ([]byte, error) { return box(t, secret, Acknowledgement).Open(data, place) },
		"another secret": func() ([]byte, error) { return box(t, append(bytes.Clone(secret), '!'), JournalSeal).Open(data, place) },
	} {
		if got, err := open(); !errors.Is(err, ErrOpen) || got != nil {
			t.Errorf("G6: %s opens the seal: %q, %v", why, got, err)
		}
	}
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1
		if _, err := b.Open(changed, place); !errors.Is(err, ErrOpen) {
			t.Errorf("G6: byte %d is changed: %v", i, err)
		}
		if _, err := b.Open(data[:i], place); !errors.Is(err, ErrOpen) {
			t.Errorf("G6: cut after %d bytes: %v", i, err)
		}
	}
}

// No two of Seal are alike, and no nonce comes twice. Of SealAlike, two are alike only if
// text and place are the same; two others have two nonces.
func TestG6Nonces(t *testing.T) {
	b, nonces := box(t, secret, CursorSeal), []byte("a key of nonces")
	n := b.aead.NonceSize()
	seen := map[string]bool{}
	for range 100 {
		data := b.Seal([]byte("text"), nil)
		if seen[string(data[:n])] || seen[string(data[n:])] {
			t.Fatal("G6: a nonce or a ciphertext comes twice")
		}
		seen[string(data[:n])], seen[string(data[n:])] = true, true
	}
	first := b.SealAlike(nonces, []byte("text"), []byte("one"))
	for why, again := range map[string][]byte{
		"text":            b.SealAlike(nonces, []byte("texts"), []byte("one")),
		"place":           b.SealAlike(nonces, []byte("text"), []byte("two")),
		"key of nonces":   b.SealAlike([]byte("another key"), []byte("text"), []byte("one")),
		"nonce by chance": b.Seal([]byte("text"), []byte("one")),
	} {
		if bytes.Equal(first[:n], again[:n]) {
			t.Errorf("L5: another %s has the same nonce", why)
		}
	}
	if again := b.SealAlike(nonces, []byte("text"), []byte("one")); !bytes.Equal(first, again) {
		t.Error("L5: the same text at the same place is sealed to other bytes")
	}
	if got, err := b.Open(first, []byte("one")); err != nil || string(got) != "text" {
		t.Errorf("L5: the seal opens to %q, %v", got, err)
	}
}

// Every use has a label of its own, and with it another key.
func TestG6Labels(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "label.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		label, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		key, err := Key(secret, Label(label))
		if err != nil {
			t.Fatal(err)
		}
		if other := keys[string(key)]; other != "" || bytes.Contains(key, secret[:8]) {
			t.Errorf("G6: %s and %s have one key", spec.Names[0], other)
		}
		keys[string(key)] = spec.Names[0].Name
		return true
	})
	if len(keys) < 7 {
		t.Errorf("G6: %d labels are read", len(keys))
	}
}

// The key of a use, as another program computed it: RFC 5869 with SHA-256, no salt, the
// label as info.
func TestG5KeysStay(t *testing.T) {
	key, err := Key(secret, TombstoneID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(key), "15c87e9372560ea1e32256029d1305c271ef8ae793648461e5bdad29560f13ef"; got != want {
		t.Errorf("G5: the key of tombstones is %s, want %s", got, want)
	}
}

// Texts up to one length are padded to it, and those beyond to its next multiple.
func TestPad(t *testing.T) {
	for n, want := range map[int]int{0: 8, 1: 8, 7: 8, 8: 16, 9: 16} {
		got := Pad(bytes.Repeat([]byte("x"), n), 8)
		if len(got) != want || len(bytes.TrimRight(got, " ")) != n {
			t.Errorf("G6: %d bytes become %q, want %d", n, got, want)
		}
	}
}
