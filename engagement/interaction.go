package engagement

import "github.com/clientele-go/clientele/internal/base/word"

// Interaction is what counts as an interaction (E1). The zero Interaction is
// Messages.
type Interaction uint8

// The readings of E1.
const (
	// Messages counts only messages, sent and received, on the selected channels.
	Messages Interaction = iota

	// Any also counts what the customer did with a date: a login, an order that is
	// not voided (when it was placed, else when it was paid), a share, a comment or
	// a redemption. Channels restrict messages and orders alone; the other kinds
	// have none and count only if no channel is asked for.
	Any
)

var interactionWords = word.Set[Interaction]{Of: "engagement: interaction", Words: []string{"messages", "any"}}

// String returns "messages" or "any".
func (i Interaction) String() string { return interactionWords.String(i) }

// MarshalText writes what String returns. A value without a word is an error.
func (i Interaction) MarshalText() ([]byte, error) { return interactionWords.Marshal(i) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (i *Interaction) UnmarshalText(text []byte) error { return interactionWords.Unmarshal(text, i) }
