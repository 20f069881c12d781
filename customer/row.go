package customer

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Row is a customer as the list shows them (L1), everything as of the
// question's AsOf. Times are in UTC; zero is unknown or never. A row shares no
// slice with the digest that it was made of. It is personal data and prints its
// ID alone, as Customer does.
type Row struct {
	ID           ID
	DisplayName  string // I3
	Identity     Identity
	Email        Email
	Username     string // empty for an anonymous customer (L2)
	Name         string // likewise
	EmailConsent Shown  // L9
	Status       Status
	LastDevice   string
	Birthday     calendar.Date
	CreatedAt    time.Time // after AsOf it is unknown (T2)
	LastUsage    time.Time // L8
	LastLogin    time.Time
	Favorite     bool

	Facebook, Twitter, Google string

	Shares, Comments, Redemptions, Pushes int

	PaidOrders int       // of any kind, checkout links too (R4)
	LastPaidAt time.Time // of those
	Revenue    Revenue   // R1, sorted
}

// Format prints the ID alone, whatever the verb, as Customer's does.
func (r Row) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", string(r.ID)) }

// LogValue returns the ID alone.
func (r Row) LogValue() slog.Value { return slog.StringValue(string(r.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Row) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Row", "an export.CustomerRow")
}

// Row returns the customer as the list shows them.
func (d *Digest) Row(q *Query) Row {
	ranks := q.Policy.At(q.AsOf)
	var r Row
	r.fill(d, q, &ranks)
	r = r.kept()
	slices.SortFunc(r.Revenue, RevenueLine.compare)
	return r
}

// kept returns the row with a copy of its revenue, which the caller may keep.
func (r *Row) kept() Row {
	kept := *r
	if kept.Revenue = nil; len(r.Revenue) > 0 {
		kept.Revenue = slices.Clone(r.Revenue)
	}
	return kept
}

// fill makes it the customer's row, which shares the digest's revenue.
func (r *Row) fill(d *Digest, q *Query, ranks *Ranks) {
	c := &d.Customer
	identity := c.Identify(q.RequireSignIn, d.LoggedIn())
	*r = Row{
		ID:           d.ID,
		DisplayName:  c.DisplayName(identity),
		Identity:     identity,
		Email:        c.Email,
		EmailConsent: c.EmailConsent.show(q.ConsentPopup, q.AsOf),
		Status:       ranks.Status(&d.Logins),
		LastDevice:   c.LastDevice,
		Birthday:     c.Birthday,
		LastUsage:    d.LastUse.UTC(),
		LastLogin:    d.Logins.Latest.UTC(),
		Favorite:     c.Favorite,
		Facebook:     c.Facebook,
		Twitter:      c.Twitter,
		Google:       c.Google,
		Shares:       d.Shares,
		Comments:     d.Comments,
		Redemptions:  d.Redemptions,
		Pushes:       d.Pushes,
		PaidOrders:   d.PaidOrders,
		LastPaidAt:   d.LastPaid.UTC(),
		Revenue:      d.Revenue,
	}
	if identity == Registered {
		r.Username, r.Name = c.Username, c.Name
	}
	if happened(c.CreatedAt, q.AsOf) {
		r.CreatedAt = c.CreatedAt.UTC()
	}
}
