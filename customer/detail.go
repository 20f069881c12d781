package customer

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Detail is the page of one customer (L7), as of the question's AsOf. It is
// personal data and shows its ID alone, as far as Customer does.
type Detail struct {
	ID          ID
	DisplayName string // I3
	Name        string
	Username    string
	Identity    Identity
	Email       Email
	Consent     Shown // L9
	Favorite    bool

	Overview   Overview
	Social     Social
	Engagement Engagement
}

// Format prints the ID alone, whatever the verb, as Customer's does.
func (d Detail) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", string(d.ID)) }

// LogValue is the ID alone.
func (d Detail) LogValue() slog.Value { return slog.StringValue(string(d.ID)) }

// MarshalText writes what Format prints, as Customer's does.
func (d Detail) MarshalText() ([]byte, error) { return fmt.Append(nil, d), nil }

// Overview is the first section of the page (L7). It shows the status alone.
type Overview struct {
	Status     Explanation // S7
	LastDevice string
	Birthday   calendar.Date
}

// Format prints the status alone, whatever the verb.
func (o Overview) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "overview: %s", o.Status.Status) }

// LogValue is the status alone.
func (o Overview) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(o)) }

// MarshalText writes the status alone.
func (o Overview) MarshalText() ([]byte, error) { return fmt.Append(nil, o), nil }

// Social is the second section (L7): what was shared, and the linked accounts,
// empty if none. It shows the number of shares alone.
type Social struct {
	Shares                    int
	Facebook, Twitter, Google string
}

// Format prints the number of shares alone, whatever the verb.
func (s Social) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "social: %d shares", s.Shares) }

// LogValue is the number of shares alone.
func (s Social) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// MarshalText writes the number of shares alone.
func (s Social) MarshalText() ([]byte, error) { return fmt.Append(nil, s), nil }

// Engagement is the third section (L7). Times are in UTC, zero if unknown or
// never.
type Engagement struct {
	Redemptions    int
	Comments       int
	Revenue        Revenue   // R1–R3, sorted
	PushesReceived int       // N1
	LastUsage      time.Time // L8
	AccountCreated time.Time
	PaidOrders     int // of any kind, checkout links too
	OtherKinds     int // of those, the ones that are no revenue (R1)
}

// Get is the page of one customer (L7), whatever q.Filter says. The error wraps
// ErrNotFound if the repository has no such customer; the others are List's. It
// asks the repository for this customer's facts alone, and never a Digester.
func Get(ctx context.Context, repo Repository, id ID, q Query) (Detail, error) {
	if err := q.Check(); err != nil {
		return Detail{}, err
	}
	var page Detail
	found := false
	s := Scope{Customers: []ID{id}, Span: calendar.AsOf(q.AsOf)}
	for d, err := range group(ctx, repo, &q, s) { // to the end: an order that is broken shows late
		if err != nil {
			return Detail{}, err
		}
		if d.Known && d.ID == id {
			page, found = d.Detail(&q), true
		}
	}
	if !found {
		return Detail{}, fmt.Errorf("%w: %q", ErrNotFound, string(id))
	}
	return page, nil
}

// Detail is the customer's page.
func (d *Digest) Detail(q *Query) Detail {
	r := d.Row(q)
	return Detail{
		ID:          r.ID,
		DisplayName: r.DisplayName,
		Name:        d.Customer.Name,
		Username:    d.Customer.Username,
		Identity:    r.Identity,
		Email:       r.Email,
		Consent:     r.EmailConsent,
		Favorite:    r.Favorite,
		Overview: Overview{
			Status:     d.explain(q),
			LastDevice: r.LastDevice,
			Birthday:   r.Birthday,
		},
		Social: Social{r.Shares, r.Facebook, r.Twitter, r.Google},
		Engagement: Engagement{
			Redemptions:    r.Redemptions,
			Comments:       r.Comments,
			Revenue:        r.Revenue,
			PushesReceived: r.Pushes,
			LastUsage:      r.LastUsage,
			AccountCreated: r.CreatedAt,
			PaidOrders:     r.PaidOrders,
			OtherKinds:     d.OtherKinds,
		},
	}
}

// explain is the policy's explanation. Who logged in at unknown times alone has
// not never logged in, and is told so (S3, T7).
func (d *Digest) explain(q *Query) Explanation {
	e := q.Policy.Explain(d.Logins, q.AsOf)
	if len(e.Logins) == 0 && d.LoggedIn() {
		e.Reason = "no login with a date"
	}
	return e
}
