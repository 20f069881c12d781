package gdpr

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"

	"github.com/clientele-go/clientele/customer"
)

// Sealed is a subject that only the host's key opens: AES-256-GCM under a key derived from
// it, bound to the request. A journal has it from the beginning to the end of a request, and
// not longer, because a request must be able to resume (G6).
type Sealed struct {
	Key  Name   `json:"key"`
	Data []byte `json:"data"` // nonce and ciphertext
}

// sealed is the text under the seal.
type sealed struct {
	ID    []byte `json:"id"` // bytes, so that no ID is changed
	Email []byte `json:"email"`
}

// padding is what the text's length is rounded up to: it shall not tell how
// long a name is.
const padding = 128

func (k Key) seal(request Name, s Subject) (*Sealed, error) {
	gcm, err := k.gcm()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(sealed{[]byte(s.ID), []byte(s.Email)})
	if err != nil {
		return nil, err
	}
	text = append(text, bytes.Repeat([]byte(" "), padding-len(text)%padding)...)
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return &Sealed{k.id, gcm.Seal(nonce, nonce, text, []byte(request))}, nil
}

func (ks Keys) open(request Name, s *Sealed) (Subject, error) {
	k, err := ks.find(s.Key)
	if err != nil {
		return Subject{}, err
	}
	gcm, err := k.gcm()
	if err != nil {
		return Subject{}, err
	}
	n := gcm.NonceSize()
	if len(s.Data) < n {
		return Subject{}, errSeal()
	}
	text, err := gcm.Open(nil, s.Data[:n], s.Data[n:], []byte(request))
	if err != nil {
		return Subject{}, errSeal()
	}
	var in sealed
	if err := json.Unmarshal(text, &in); err != nil {
		return Subject{}, errSeal()
	}
	return Subject{customer.ID(in.ID), customer.Email(in.Email)}, nil
}

func errSeal() error {
	return keyError("it does not open what is sealed: its secret is another one, or the journal is damaged")
}

func (k Key) gcm() (cipher.AEAD, error) {
	key, err := k.derive("seal")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
