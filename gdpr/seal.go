package gdpr

import (
	"encoding/json"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/seal"
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
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(sealed{[]byte(s.ID), []byte(s.Email)})
	if err != nil {
		return nil, err
	}
	return &Sealed{k.id, box.Seal(seal.Pad(text, padding), []byte(request))}, nil
}

func (ks Keys) open(request Name, s *Sealed) (Subject, error) {
	k, err := ks.find(s.Key)
	if err != nil {
		return Subject{}, err
	}
	box, err := k.box()
	if err != nil {
		return Subject{}, err
	}
	text, err := box.Open(s.Data, []byte(request))
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

// box returns what the key seals with.
func (k Key) box() (*seal.Box, error) {
	if k.secret == nil {
		return nil, errNotMade()
	}
	return seal.New(k.secret(), seal.JournalSeal)
}
