package customer

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// CursorKey seals cursors by AES-GCM, so that a client can neither read nor forge
// them. The same place in the same question gives the same cursor. A key prints its
// fingerprint alone. A CursorKey is safe for use by several goroutines.
type CursorKey struct {
	aead  cipher.AEAD
	nonce []byte // the key of the nonces
	print string
}

// NewCursorKey returns the key of a secret of at least 32 random bytes. All
// processes that serve the same list need the same secret; keep it as you keep a
// password. A shorter secret is an error.
func NewCursorKey(secret []byte) (*CursorKey, error) {
	if len(secret) < 32 {
		return nil, errors.New("customer: the secret of a CursorKey is shorter than 32 bytes")
	}
	var keys [3][]byte
	for i, use := range []string{"seal", "nonce", "fingerprint"} {
		key, err := hkdf.Key(sha256.New, secret, nil, "clientele cursor "+use, 32)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	block, err := aes.NewCipher(keys[0])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &CursorKey{aead, keys[1], hex.EncodeToString(keys[2][:4])}, nil
}

// seal encrypts a place of the question with this fingerprint. The nonce is a keyed
// hash of both, so it never repeats for another place.
func (k *CursorKey) seal(place, print []byte) []byte {
	mac := hmac.New(sha256.New, k.nonce)
	mac.Write(print)
	mac.Write(place)
	nonce := mac.Sum(nil)[:k.aead.NonceSize()]
	return k.aead.Seal(nonce, nonce, place, print)
}

// open decrypts what seal returned for the same question.
func (k *CursorKey) open(data, print []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(data) < n {
		return nil, ErrCursor
	}
	return k.aead.Open(nil, data[:n], data[n:], print)
}

// String returns "cursor key" and the key's fingerprint.
func (k *CursorKey) String() string {
	if k == nil {
		return "no cursor key"
	}
	return "cursor key " + k.print
}

// Format prints what String returns, whatever the verb.
func (k *CursorKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText writes the fingerprint. Nothing reads a key back from it.
func (k *CursorKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
