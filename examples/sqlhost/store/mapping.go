package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Mapping says in which tables and columns a host keeps its facts. A table can
// be a view. A table without a name is one that the host does not have: there
// are no facts of that kind. A column without a name holds nothing: an unknown
// instant, an empty text, no. The customer's columns, and the IDs of customers,
// orders and notifications, must have names where their table has one.
//
// Names are checked (dialect.Ident) and quoted before they become part of SQL.
// The words in columns are those of the CSV format: "in" and "out", "food",
// "granted", "weekly", …; a boolean is true, false, 1, 0, 'true', 'yes' and so on.
//
// A customer's column that is NULL or empty is a guest's.
type Mapping struct {
	Clock dialect.Clock `json:"clock"` // how all instants are kept

	// IDs says how the customers' IDs sort in their columns, which all have the
	// same type and collation. An index on the column then finds a range of
	// customers; without one, every range reads the whole table. A wrong word is
	// an error of the database, or a customer.ErrRange, or it is slow. It is never
	// a wrong answer.
	//
	//   - "bytes", or nothing: texts, by their bytes. In PostgreSQL the index has
	//     the collation "C": that of the column, or one on (column COLLATE "C").
	//   - "number": whole numbers of 64 bits, such as a bigint.
	//   - "uuid": PostgreSQL's uuid.
	//   - "nocase": texts in SQLite's collation NOCASE.
	//   - a language, such as "en" or "und" (BCP 47): texts in PostgreSQL's ICU
	//     collation of the language, such as "en-x-icu". It must be deterministic,
	//     and Go must sort the same: it does not in Danish, for example, where ICU
	//     puts capitals first.
	IDs string `json:"ids"`

	Customers     Customers     `json:"customers"`
	Logins        Logins        `json:"logins"`
	Messages      Messages      `json:"messages"`
	Orders        Orders        `json:"orders"`
	Refunds       Refunds       `json:"refunds"`
	Actions       Actions       `json:"actions"`
	Tags          Tags          `json:"tags"`
	Fields        Fields        `json:"fields"`
	Members       Members       `json:"members"`
	Notifications Notifications `json:"notifications"`
	Tokens        Tokens        `json:"tokens"`
}

// Customers is the table of customers, one row each.
type Customers struct {
	Table           string `json:"table"`
	ID              string `json:"id"`
	Email           string `json:"email"`
	Username        string `json:"username"`
	Name            string `json:"name"`
	CreatedAt       string `json:"created_at"`
	SignedUp        string `json:"signed_up"`
	ProfileComplete string `json:"profile_complete"` // NULL or empty: not said (I2)
	Birthday        string `json:"birthday"`         // a date, or a text as 2006-01-02
	Favorite        string `json:"favorite"`
	LastDevice      string `json:"last_device"`
	Facebook        string `json:"facebook"`
	Twitter         string `json:"twitter"`
	Google          string `json:"google"`
	EmailConsent    string `json:"email_consent"`
	EmailConsentAt  string `json:"email_consent_at"`
}

// Logins is the table of logins.
type Logins struct {
	Table    string `json:"table"`
	Customer string `json:"customer_id"`
	At       string `json:"at"`
}

// Messages is the table of messages.
type Messages struct {
	Table     string `json:"table"`
	Customer  string `json:"customer_id"`
	At        string `json:"at"`
	Direction string `json:"direction"`
	Channel   string `json:"channel"`
}

// Orders is the table of orders. Amounts are exact decimals, texts or whole
// numbers; a floating-point number is an error (R2).
type Orders struct {
	Table        string `json:"table"`
	ID           string `json:"id"`
	Customer     string `json:"customer_id"`
	Amount       string `json:"amount"`
	Currency     string `json:"currency"`
	Kind         string `json:"kind"`
	Channel      string `json:"channel"`
	PlacedAt     string `json:"placed_at"`
	PaidAt       string `json:"paid_at"`
	VoidedAt     string `json:"voided_at"`
	CheckoutLink string `json:"checkout_link"`

	// Refunded, if the host has it, tells if the order has refunds. Without
	// it the table of refunds is asked, which PostgreSQL's foreign partitions
	// cannot do for themselves.
	Refunded string `json:"refunded"`
}

// Refunds is the table of refunds.
type Refunds struct {
	Table  string `json:"table"`
	ID     string `json:"id"`
	Order  string `json:"order_id"`
	At     string `json:"at"`
	Amount string `json:"amount"`
}

// Actions is the table of shares, comments, redemptions and pushes.
type Actions struct {
	Table    string `json:"table"`
	Customer string `json:"customer_id"`
	Kind     string `json:"kind"`
	At       string `json:"at"`
}

// Tags is the table of tags.
type Tags struct {
	Table    string `json:"table"`
	Customer string `json:"customer_id"`
	Tag      string `json:"tag"`
}

// Fields is the table of custom fields.
type Fields struct {
	Table    string `json:"table"`
	Customer string `json:"customer_id"`
	Name     string `json:"name"`
	Value    string `json:"value"`
	At       string `json:"at"`
}

// Members is the table of acts of joining (U6).
type Members struct {
	Table    string `json:"table"`
	Customer string `json:"customer_id"`
	Channel  string `json:"channel"`
	JoinedAt string `json:"joined_at"`
}

// Notifications is the table of notifications.
type Notifications struct {
	Table     string `json:"table"`
	ID        string `json:"id"`
	Name      string `json:"name"`
	Active    string `json:"active"`
	Frequency string `json:"frequency"`
	Channel   string `json:"channel"`
}

// Tokens is the table of opt-ins. Tokens are credentials (N8).
type Tokens struct {
	Table        string `json:"table"`
	Notification string `json:"notification_id"`
	Customer     string `json:"customer_id"`
	SubscribedAt string `json:"subscribed_at"`
	ExpiresAt    string `json:"expires_at"`
	StoppedAt    string `json:"stopped_at"`
	Token        string `json:"token"`
}

// DefaultMapping returns the mapping for the schema that the host makes: tables
// and columns have the names of the files and columns of the CSV format.
func DefaultMapping() Mapping {
	m := Mapping{Clock: dialect.Text}
	v := reflect.ValueOf(&m).Elem()
	for i := range v.NumField() {
		if table := v.Field(i); table.Kind() == reflect.Struct {
			for j := range table.NumField() {
				table.Field(j).SetString(table.Type().Field(j).Tag.Get("json"))
			}
			table.Field(0).SetString(v.Type().Field(i).Tag.Get("json"))
		}
	}
	m.Orders.Refunded = ""
	return m
}

// ReadMapping reads a mapping as JSON: {"clock": "micros", "logins": {"table":
// "sessions", "customer_id": "user", "at": "began"}}. A table that it does not
// name is one that the host does not have. A key that does not exist is an
// error.
func ReadMapping(r io.Reader) (Mapping, error) {
	m := Mapping{Clock: dialect.Text}
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Mapping{}, fmt.Errorf("mapping: %w", err)
	}
	return m, nil
}

// ErrMapping says that a mapping cannot be used.
var ErrMapping = errors.New("store: not a mapping")

// needed returns, for each table, the fields of the columns without which it is useless.
func needed(table string) []string {
	switch table {
	case "customers", "notifications":
		return []string{"ID"}
	case "messages":
		return []string{"Customer", "Direction"}
	case "orders":
		return []string{"ID", "Customer", "Amount", "Currency"}
	case "refunds":
		return []string{"Order", "Amount"}
	case "actions":
		return []string{"Customer", "Kind"}
	case "tags":
		return []string{"Customer", "Tag"}
	case "fields":
		return []string{"Customer", "Name"}
	case "tokens":
		return []string{"Notification", "Customer"}
	}
	return []string{"Customer"} // logins, members
}

// Check says what is wrong with the mapping: a name that is no identifier, a
// column that is needed and has none, a clock that the database does not have.
// The errors wrap ErrMapping and dialect's.
func (m Mapping) Check(d dialect.Dialect) error {
	if err := d.CheckClock(m.Clock); err != nil {
		return fmt.Errorf("%w: %w", ErrMapping, err)
	}
	if err := checkIDs(m.IDs, d); err != nil {
		return err
	}
	v := reflect.ValueOf(m)
	for i := range v.NumField() {
		table, kind := v.Field(i), v.Type().Field(i).Tag.Get("json")
		if table.Kind() != reflect.Struct || table.Field(0).String() == "" {
			continue
		}
		for _, name := range needed(kind) {
			column, _ := table.Type().FieldByName(name)
			if table.FieldByName(name).String() == "" {
				return fmt.Errorf("%w: %s: the column %q is needed, and has no name", ErrMapping, kind, column.Tag.Get("json"))
			}
		}
		for j := range table.NumField() {
			name := table.Field(j).String()
			if _, err := dialect.Ident(name); name != "" && err != nil {
				return fmt.Errorf("%w: %s, %s: %w", ErrMapping, kind, table.Type().Field(j).Tag.Get("json"), err)
			}
		}
	}
	return nil
}
