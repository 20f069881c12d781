package engagement

import (
	"errors"
	"fmt"
)

// Interaction is what counts as an interaction (E1). The zero Interaction is
// Messages.
type Interaction uint8

// The readings of E1.
const (
	// Messages counts messages alone, either way, on the selected channels.
	Messages Interaction = iota

	// Any also counts what the customer did with a date: a login, an order that is
	// not voided (when it was placed, else when it was paid), a share, a comment or
	// a redemption. Channels restrict messages and orders alone; the other kinds
	// have none and count only if no channel is asked for.
	Any
)

// ErrInteraction reports a text or a number that is not one of the readings.
var ErrInteraction = errors.New("engagement: not a kind of interaction; want messages or any")

// ParseInteraction reads "messages" or "any", in lower case. Any other text is an
// ErrInteraction, which does not repeat the text.
func ParseInteraction(s string) (Interaction, error) {
	switch s {
	case "messages":
		return Messages, nil
	case "any":
		return Any, nil
	}
	return Messages, ErrInteraction
}

// String returns "messages" or "any".
func (i Interaction) String() string {
	switch i {
	case Messages:
		return "messages"
	case Any:
		return "any"
	}
	return fmt.Sprintf("interaction(%d)", uint8(i))
}

// MarshalText writes what ParseInteraction reads; ErrInteraction if i is none of
// the readings.
func (i Interaction) MarshalText() ([]byte, error) {
	if i > Any {
		return nil, ErrInteraction
	}
	return []byte(i.String()), nil
}

// UnmarshalText reads as ParseInteraction does. On an error i becomes Messages.
func (i *Interaction) UnmarshalText(text []byte) error {
	var err error
	*i, err = ParseInteraction(string(text))
	return err
}
