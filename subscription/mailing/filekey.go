package mailing

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/seal"
)

// FileKey is a key of the host's that seals a file of acknowledgements: with
// AES-256-GCM, under a key derived from it (HKDF-SHA-256).
type FileKey struct {
	// ID stands in every record that the key sealed: 1 to 64 ASCII letters,
	// digits, "-", "_" or ".".
	ID string

	// Secret is at least 32 random bytes from a key store, not a password.
	Secret Secret
}

// ErrFileKey says that a key is malformed, that two have one ID, or that the
// key that sealed a record is not there or has another secret.
var ErrFileKey = errors.New("mailing: the key of the file is missing or another one")

// sealer seals acknowledgements with one key and opens those of several.
type sealer struct {
	first string
	keys  map[string]*seal.Box
}

func newSealer(keys []FileKey) (*sealer, error) {
	s := &sealer{keys: map[string]*seal.Box{}}
	for i, k := range keys {
		valid := len(k.ID) > 0 && len(k.ID) <= 64 && strings.IndexFunc(k.ID, notOfID) < 0
		if _, twice := s.keys[k.ID]; !valid || twice || len(k.Secret.Reveal()) < seal.MinSecret {
			return nil, ErrFileKey
		}
		if i == 0 {
			s.first = k.ID
		}
		box, err := seal.New([]byte(k.Secret.Reveal()), seal.Acknowledgement)
		if err != nil {
			return nil, err
		}
		s.keys[k.ID] = box
	}
	if len(keys) == 0 {
		return nil, ErrFileKey
	}
	return s, nil
}

func notOfID(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
}

// sealedText is what is under the seal: bytes, so that no text is changed.
type sealedText struct {
	Provider, Key, Address, Name []byte
	ID                           []byte
	State                        uint8
	Since                        time.Time
	Revision                     int
	Customers                    [][]byte       `json:",omitempty"`
	At, Taken, Refused, OptedOut time.Time      `json:",omitzero"`
	Told, Gone                   time.Time      `json:",omitzero"`
	Refusal                      *sealedRefusal `json:",omitempty"`
	Stopped                      bool           `json:",omitempty"`
}

type sealedRefusal struct {
	Reason        Code
	Address, Name []byte
}

func sealIDs(ids []customer.ID) [][]byte {
	var all [][]byte
	for _, id := range ids {
		all = append(all, []byte(id))
	}
	return all
}

func (t *sealedText) ids() []customer.ID {
	var all []customer.ID
	for _, id := range t.Customers {
		all = append(all, customer.ID(id))
	}
	return all
}

func sealRefusal(r Refusal) *sealedRefusal {
	if r == (Refusal{}) {
		return nil
	}
	return &sealedRefusal{r.Reason, []byte(r.Address.Reveal()), []byte(r.Name.Reveal())}
}

func (r *sealedRefusal) refusal() Refusal {
	if r == nil {
		return Refusal{}
	}
	return Refusal{r.Reason, NewSecret(string(r.Address)), NewSecret(string(r.Name))}
}

// padding is what a text's length is rounded up to: it shall not tell how long
// an address is.
const padding = 256

// seal is the payload of a record: the key's ID, a space, and the nonce and
// the ciphertext in base64. The ID is bound to it.
func (s *sealer) seal(a Acknowledgement) ([]byte, error) {
	text, err := json.Marshal(sealedText{
		[]byte(a.Provider), []byte(a.Key.Reveal()), []byte(a.Address.Reveal()), []byte(a.Name.Reveal()),
		[]byte(a.ID), uint8(a.State), a.Since, a.Revision, sealIDs(a.Customers),
		a.At, a.Taken, a.Refused, a.OptedOut, a.Told, a.Gone, sealRefusal(a.Refusal), a.Stopped,
	})
	if err != nil {
		return nil, err
	}
	data := s.keys[s.first].Seal(seal.Pad(text, padding), []byte(s.first))
	return base64.StdEncoding.AppendEncode([]byte(s.first+" "), data), nil
}

var errSeal = errors.New("mailing: a record that is none")

// open reads what seal wrote.
func (s *sealer) open(payload []byte) (Acknowledgement, error) {
	id, text, ok := strings.Cut(string(payload), " ")
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil {
		return Acknowledgement{}, errSeal
	}
	box, ok := s.keys[id]
	if !ok {
		return Acknowledgement{}, ErrFileKey
	}
	plainText, err := box.Open(data, []byte(id))
	if err != nil {
		return Acknowledgement{}, ErrFileKey
	}
	var t sealedText
	if err := json.Unmarshal(plainText, &t); err != nil {
		return Acknowledgement{}, errSeal
	}
	return Acknowledgement{
		Provider: string(t.Provider), Key: NewSecret(string(t.Key)), Address: NewSecret(string(t.Address)), Name: NewSecret(string(t.Name)),
		ID: ChangeID(t.ID), State: State(t.State), Since: plain(t.Since), Revision: t.Revision,
		Customers: t.ids(), At: plain(t.At), Taken: plain(t.Taken), Refused: plain(t.Refused), OptedOut: plain(t.OptedOut), Told: plain(t.Told), Gone: plain(t.Gone),
		Refusal: t.Refusal.refusal(), Stopped: t.Stopped,
	}, nil
}
