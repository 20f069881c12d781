package customer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/clientele-go/clientele/internal/base/seal"
)

// CursorKey seals cursors by AES-GCM, so that a client can neither read nor forge
// them. The same place in the same question gives the same cursor. A key prints its
// fingerprint alone. A CursorKey is safe for use by several goroutines.
type CursorKey struct {
	box    *seal.Box
	nonces []byte // the key of the nonces
	print  string
}

// NewCursorKey returns the key of a secret of at least 32 random bytes. All
// processes that serve the same list need the same secret; keep it as you keep a
// password. A shorter secret is an error.
func NewCursorKey(secret []byte) (*CursorKey, error) {
	if len(secret) < seal.MinSecret {
		return nil, errors.New("customer: the secret of a CursorKey is shorter than 32 bytes")
	}
	box, err := seal.New(secret, seal.CursorSeal)
	if err != nil {
		return nil, err
	}
	nonces, err := seal.Key(secret, seal.CursorNonce)
	if err != nil {
		return nil, err
	}
	print, err := seal.Key(secret, seal.CursorFingerprint)
	if err != nil {
		return nil, err
	}
	return &CursorKey{box, nonces, hex.EncodeToString(print[:4])}, nil
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
