// Package seal encrypts and authenticates small texts under keys that are derived from a
// host's secret, one for each use.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
)

// MinSecret is the least length of a secret, in bytes.
const MinSecret = 32

// ErrOpen is the error of what this key did not seal for this use and this place.
var ErrOpen = errors.New("seal: it does not open")

// Key returns the key of 32 bytes that a secret has for one use (HKDF-SHA-256, RFC 5869).
// The keys of two labels tell nothing of each other, nor of the secret.
func Key(secret []byte, use Label) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, string(use), 32)
}

// Sum returns the HMAC-SHA-256 of the parts, one after the other, under a key.
func Sum(key []byte, parts ...[]byte) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		mac.Write(p)
	}
	mac.Sum(sum[:0])
	return sum
}

// A Box seals texts with AES-256-GCM under the key of one use. What it returns is the
// nonce and the ciphertext. A Box is safe for use by several goroutines.
type Box struct{ aead cipher.AEAD }

// New returns the box of a secret for one use.
func New(secret []byte, use Label) (*Box, error) {
	key, err := Key(secret, use)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead}, nil
}

// Seal seals a text under a nonce of random bytes: no two seals are alike. The text opens
// at its place alone, which is authenticated and not in what is returned.
func (b *Box) Seal(text, place []byte) []byte {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return b.aead.Seal(nonce, nonce, text, place)
}

// SealAlike seals without chance: the same text at the same place gives the same bytes.
// The nonce is the Sum of place and text under the key of nonces, so it never repeats for
// another text. All places have one length.
func (b *Box) SealAlike(nonces, text, place []byte) []byte {
	sum := Sum(nonces, place, text)
	nonce := sum[:b.aead.NonceSize():b.aead.NonceSize()]
	return b.aead.Seal(nonce, nonce, text, place)
}

// Open returns the text of what was sealed at this place. Anything else is ErrOpen.
func (b *Box) Open(data, place []byte) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(data) < n {
		return nil, ErrOpen
	}
	text, err := b.aead.Open(nil, data[:n], data[n:], place)
	if err != nil {
		return nil, ErrOpen
	}
	return text, nil
}

// Pad appends spaces to a text until its length is the next multiple of to, so that what is
// sealed does not tell how long a name is. JSON takes the spaces for nothing.
func Pad(text []byte, to int) []byte {
	return append(text, bytes.Repeat([]byte(" "), to-len(text)%to)...)
}
