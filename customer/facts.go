package customer

import "time"

// Login is one login of a customer. Logins of one customer at the same instant
// are one login (S1).
type Login struct {
	Customer ID        // empty for a guest
	At       time.Time // zero is unknown: it registers (I1), but makes no status (T7)
}

// Channel names a sales channel, as the host spells it: "whatsapp", "web".
// Channels are compared byte for byte; empty is no channel.
type Channel string

// Message is one message between a customer and the shop. Each is an event of
// its own: two messages at the same instant are two.
type Message struct {
	Customer  ID // empty for a guest
	At        time.Time
	Direction Direction
	Channel   Channel
}

// Direction is who sent a message.
type Direction uint8

// The directions.
const (
	In  Direction = iota // from the customer
	Out                  // to the customer
)

// Action is something countable that a customer did, or a push that they
// received. Each is an event of its own.
type Action struct {
	Customer ID
	Kind     ActionKind
	At       time.Time // zero is unknown: counted, but no last usage (T7, L8)
}

// ActionKind is what kind of action it was.
type ActionKind uint8

// The kinds of action.
const (
	Share      ActionKind = iota // shared something from the app
	Comment                      // commented in the app
	Redemption                   // redeemed a loyalty reward
	Push                         // received a push notification; done to them, not by them (L8)
)

// Tag is a label that the host gave a customer. Tags have no date and are a
// set: the same tag twice is one.
type Tag struct {
	Customer ID
	Name     string
}

// Field is one value of a custom field of a customer. Every known value of a
// field holds at once (E6); the same name, value and time twice is one.
type Field struct {
	Customer    ID
	Name, Value string
	At          time.Time // when it was set; zero is unknown and holds at every AsOf (T2, T7)
}
