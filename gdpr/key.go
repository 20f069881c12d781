package gdpr

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/internal/base/seal"
)

// Key is a key of the host's, for tombstones and for sealing (G5, G6). Only its
// ID ever shows: every fmt verb, slog, JSON and other encodings of text get it;
// the secret is behind a function, where nothing prints it.
type Key struct {
	id     Name
	secret func() []byte
}

// keyError is an ErrKey that says which condition failed.
func keyError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrKey}, args...)...)
}

// NewKey returns the key with this ID and secret. The ID is stored beside what the
// key made and says nothing secret. The secret is at least 32 random bytes, from a
// key store, not a password; one byte repeated is refused. Each error is an ErrKey
// that says which condition failed, and has nothing of the secret.
func NewKey(id Name, secret []byte) (Key, error) {
	switch {
	case id == "":
		return Key{}, keyError("the ID is empty")
	case !id.Valid():
		return Key{}, keyError("the ID is not a Name: 1 to 63 of a-z, 0-9 and -")
	case len(secret) < seal.MinSecret:
		return Key{}, keyError("the secret has %d bytes; it needs %d", len(secret), seal.MinSecret)
	case bytes.Count(secret, secret[:1]) == len(secret):
		return Key{}, keyError("the secret is one byte repeated; take random bytes")
	}
	secret = bytes.Clone(secret)
	return Key{id, func() []byte { return secret }}, nil
}

// ID returns the key's ID.
func (k Key) ID() Name { return k.id }

func (k Key) String() string { return fmt.Sprintf("key %q", string(k.id)) }

// Format prints the ID alone, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue returns the ID alone.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText writes the ID alone. JSON and XML use it.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

func errNotMade() error { return keyError("the key was not made by NewKey") }

// hash returns the keyed hash of a text for one use.
func (k Key) hash(use seal.Label, text string) (KeyedHash, error) {
	if k.secret == nil {
		return KeyedHash{}, errNotMade()
	}
	key, err := seal.Key(k.secret(), use)
	if err != nil {
		return KeyedHash{}, err
	}
	return KeyedHash{k.id, seal.Sum(key, []byte(text))}, nil
}

// Keys are the host's keys, the one in use first. To rotate, put a new key in front and
// keep the old ones for as long as tombstones have their ID: only the old keys can tell who
// was erased.
type Keys []Key

// Check returns ErrKey unless there is a key, every key was made by NewKey, and no two keys
// have the same ID.
func (ks Keys) Check() error {
	if len(ks) == 0 {
		return keyError("there is no key")
	}
	for i, k := range ks {
		switch {
		case k.secret == nil:
			return keyError("key %d of %d was not made by NewKey", i+1, len(ks))
		case slices.ContainsFunc(ks[:i], func(o Key) bool { return o.id == k.id }):
			return keyError("two keys have the ID %q", string(k.id))
		}
	}
	return nil
}

// find is the key with an ID.
func (ks Keys) find(id Name) (Key, error) {
	for _, k := range ks {
		if k.id == id {
			return k, nil
		}
	}
	return Key{}, keyError("no key has the ID %q", string(id))
}

// hashes returns the hashes of a text under every key, the one in use first.
func (ks Keys) hashes(use seal.Label, text string) ([]KeyedHash, error) {
	all := make([]KeyedHash, 0, len(ks))
	for _, k := range ks {
		d, err := k.hash(use, text)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// ids returns the hashes of a subject's ID.
func (ks Keys) ids(s Subject) ([]KeyedHash, error) { return ks.hashes(seal.TombstoneID, string(s.ID)) }

// emails returns the hashes of a subject's address, or none if it is unknown.
func (ks Keys) emails(s Subject) ([]KeyedHash, error) {
	if key := s.Email.Key(); key != "" {
		return ks.hashes(seal.TombstoneEmail, key)
	}
	return nil, nil
}

// KeyedHash stands for an ID or an address without showing it: the HMAC-SHA-256 of it
// under a key of the host's (G5). A list of addresses reverses a plain hash, so a
// KeyedHash without a key's ID is refused everywhere. It is comparable.
type KeyedHash struct {
	Key Name
	Sum [sha256.Size]byte
}

var _ encoding.TextUnmarshaler = (*KeyedHash)(nil)

// IsZero reports whether d stands for nothing.
func (d KeyedHash) IsZero() bool { return d == KeyedHash{} }

// String returns the key's ID, a colon and 64 hexadecimal digits; "" for the zero
// KeyedHash.
func (d KeyedHash) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.Key) + ":" + hex.EncodeToString(d.Sum[:])
}

// MarshalText writes what String returns. Without a key's ID the error is ErrKeyedHash.
func (d KeyedHash) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Key.Valid() {
		return nil, ErrKeyedHash
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes. Anything else is ErrKeyedHash, and so
// is a hash without a key's ID. On an error d is zero.
func (d *KeyedHash) UnmarshalText(text []byte) error {
	*d = KeyedHash{}
	if len(text) == 0 {
		return nil
	}
	key, sum, found := strings.Cut(string(text), ":")
	b, err := hex.DecodeString(sum)
	if !found || err != nil || len(b) != sha256.Size || !Name(key).Valid() || hex.EncodeToString(b) != sum {
		return ErrKeyedHash
	}
	d.Key, d.Sum = Name(key), [sha256.Size]byte(b)
	return nil
}
