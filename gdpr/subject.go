package gdpr

import (
	"fmt"
	"log/slog"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Subject is the data subject: the person that a request, a record or a fact
// is about. It prints as "a data subject", whatever the encoder or the verb (G6)
// but %p, which go vet refuses; in an unexported field fmt does not ask it.
type Subject struct {
	ID    customer.ID    // in the host's storage
	Email customer.Email // compared by its key (I4); empty if unknown
}

// owns reports whether a record's subject is this one: by ID, or, of a record that
// is held under an address alone, by the address's key.
func (s Subject) owns(of Subject) bool {
	if of.ID != "" {
		return of.ID == s.ID
	}
	key := of.Email.Key()
	return key != "" && key == s.Email.Key()
}

// locks returns the keys that no two calls may work on at once.
func (s Subject) locks() []string {
	var all []string
	if s.ID != "" {
		all = append(all, "id:"+string(s.ID))
	}
	if key := s.Email.Key(); key != "" {
		all = append(all, "email:"+key)
	}
	return all
}

const anonymous = "a data subject"

// Format prints no personal data, whatever the verb.
func (s Subject) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(anonymous)) }

// LogValue holds no personal data.
func (s Subject) LogValue() slog.Value { return slog.StringValue(anonymous) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Subject) MarshalText() ([]byte, error) {
	return redact.Unsent("a gdpr.Subject", "the KeyedHash of a Key")
}
