package export

import (
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// DetailRow is the page of one customer as a line, the export of their details
// (L7, X1). The revenue on the page has lines of its own, see Revenue.
type DetailRow struct {
	ID           string        `csv:"id" json:"id"`
	DisplayName  string        `csv:"display_name" json:"display_name"` // I3
	Name         Text          `csv:"name" json:"name"`
	Username     Text          `csv:"username" json:"username"`
	Identity     Word          `csv:"identity" json:"identity"`
	Email        Text          `csv:"email" json:"email"`
	EmailConsent Word          `csv:"email_consent" json:"email_consent"` // yes, no; empty without the consent popup (L9)
	Favorite     bool          `csv:"favorite" json:"favorite"`
	Status       Word          `csv:"status" json:"status"`
	StatusRule   Word          `csv:"status_rule" json:"status_rule"`     // S1 to S4 (S7)
	StatusReason Word          `csv:"status_reason" json:"status_reason"` // in words
	StatusUntil  Time          `csv:"status_until" json:"status_until"`   // if no further login comes; empty for a sleeper
	LastDevice   Text          `csv:"last_device" json:"last_device"`
	Birthday     calendar.Date `csv:"birthday" json:"birthday"`
	Shares       int           `csv:"shares" json:"shares"`
	Facebook     Text          `csv:"facebook" json:"facebook"`
	Twitter      Text          `csv:"twitter" json:"twitter"`
	Google       Text          `csv:"google" json:"google"`
	Redemptions  int           `csv:"redemptions" json:"redemptions"`
	Comments     int           `csv:"comments" json:"comments"`
	Pushes       int           `csv:"pushes" json:"pushes"` // received
	PaidOrders   int           `csv:"paid_orders" json:"paid_orders"`
	OtherKinds   int           `csv:"other_kinds" json:"other_kinds"` // of those, the ones that are no revenue (R1)
	LastUsage    Time          `csv:"last_usage" json:"last_usage"`
	CreatedAt    Time          `csv:"created_at" json:"created_at"`
}

// NewDetailRow returns the line of one customer's page.
//
//	err := export.CSV(w, export.Rows(export.NewDetailRow(detail)))
func NewDetailRow(d customer.Detail) DetailRow {
	status := d.Explanation
	return DetailRow{
		ID:           string(d.ID),
		DisplayName:  d.DisplayName,
		Name:         Text(d.Name),
		Username:     Text(d.Username),
		Identity:     Word(d.Identity.String()),
		Email:        Text(d.Email),
		EmailConsent: Word(d.EmailConsent.String()),
		Favorite:     d.Favorite,
		Status:       Word(status.Status.String()),
		StatusRule:   Word(status.Rule),
		StatusReason: Word(status.Reason),
		StatusUntil:  Time{status.Until},
		LastDevice:   Text(d.LastDevice),
		Birthday:     d.Birthday,
		Shares:       d.Shares,
		Facebook:     Text(d.Facebook),
		Twitter:      Text(d.Twitter),
		Google:       Text(d.Google),
		Redemptions:  d.Redemptions,
		Comments:     d.Comments,
		Pushes:       d.Pushes,
		PaidOrders:   d.PaidOrders,
		OtherKinds:   d.OtherKinds,
		LastUsage:    Time{d.LastUsage},
		CreatedAt:    Time{d.CreatedAt},
	}
}

// Format prints the ID alone, whatever the verb: the line is personal data.
func (r DetailRow) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", r.ID) }

// LogValue returns the ID alone. JSON has the whole line.
func (r DetailRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// InfoRow is a line of the export of all customer info (X1): the line of
// customers.csv, and the profile. Revenue has lines of its own, see Revenue.
type InfoRow struct {
	ID              string        `csv:"id" json:"id"`
	DisplayName     string        `csv:"display_name" json:"display_name"`
	Identity        Word          `csv:"identity" json:"identity"`
	Email           Text          `csv:"email" json:"email"`
	Username        Text          `csv:"username" json:"username"` // of an anonymous customer, too
	Name            Text          `csv:"name" json:"name"`
	EmailConsent    Word          `csv:"email_consent" json:"email_consent"`
	Status          Word          `csv:"status" json:"status"`
	LastDevice      Text          `csv:"last_device" json:"last_device"`
	Birthday        calendar.Date `csv:"birthday" json:"birthday"`
	CreatedAt       Time          `csv:"created_at" json:"created_at"`
	LastUsage       Time          `csv:"last_usage" json:"last_usage"`
	LastLogin       Time          `csv:"last_login" json:"last_login"`
	Favorite        bool          `csv:"favorite" json:"favorite"`
	Facebook        Text          `csv:"facebook" json:"facebook"`
	Twitter         Text          `csv:"twitter" json:"twitter"`
	Google          Text          `csv:"google" json:"google"`
	Shares          int           `csv:"shares" json:"shares"`
	Comments        int           `csv:"comments" json:"comments"`
	Redemptions     int           `csv:"redemptions" json:"redemptions"`
	Pushes          int           `csv:"pushes" json:"pushes"`
	PaidOrders      int           `csv:"paid_orders" json:"paid_orders"`
	LastPaidAt      Time          `csv:"last_paid_at" json:"last_paid_at"`
	SignedUp        bool          `csv:"signed_up" json:"signed_up"`
	ProfileComplete Word          `csv:"profile_complete" json:"profile_complete"` // true, false; empty = not said (I2)
	ConsentAnswer   Word          `csv:"consent_answer" json:"consent_answer"`     // granted, denied, withdrawn; empty = not asked
	ConsentAt       Time          `csv:"consent_at" json:"consent_at"`             // when that was answered
}

// newInfoRow returns the line of one customer, made from their profile and
// their line in the list. A consent that is dated after asOf is not known yet
// (T2).
func newInfoRow(c customer.Customer, r customer.Row, asOf time.Time) InfoRow {
	consent := c.EmailConsent
	if consent.At.After(asOf) {
		consent = customer.Consent{}
	}
	l := NewCustomerRow(r)
	return InfoRow{
		l.ID, l.DisplayName, l.Identity, l.Email, Text(c.Username), Text(c.Name), l.EmailConsent, l.Status, l.LastDevice, l.Birthday,
		l.CreatedAt, l.LastUsage, l.LastLogin, l.Favorite, l.Facebook, l.Twitter, l.Google,
		l.Shares, l.Comments, l.Redemptions, l.Pushes, l.PaidOrders, l.LastPaidAt,
		c.SignedUp, profileWord(c.Profile), answerWord(consent.Answer), Time{consent.At},
	}
}

func profileWord(p customer.Profile) Word {
	switch p {
	case customer.ProfileComplete:
		return "true"
	case customer.ProfileIncomplete:
		return "false"
	}
	return ""
}

func answerWord(a customer.Answer) Word {
	switch a {
	case customer.Granted:
		return "granted"
	case customer.Denied:
		return "denied"
	case customer.Withdrawn:
		return "withdrawn"
	}
	return ""
}

// Format prints the ID alone, whatever the verb: the line is personal data.
func (r InfoRow) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", r.ID) }

// LogValue returns the ID alone. JSON has the whole line.
func (r InfoRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// AllInfo returns the rows of the export of all customer info (X1) as of asOf: the
// customers of a page, in its order, each with the profile that the repository has.
//
//	rows, err := selection.Rows(ctx, repo, q)
//	all := repo.EachCustomer(ctx, customer.Scope{}) // or of the rows' IDs alone
//	err = export.CSV(w, export.AllInfo(customer.Page{Rows: rows}, all, q.AsOf))
//
// AllInfo holds the profiles of the page in memory and passes over those of other
// customers. If a customer has no profile, the error wraps customer.ErrNotFound.
func AllInfo(page customer.Page, profiles iter.Seq2[customer.Customer, error], asOf time.Time) iter.Seq2[InfoRow, error] {
	return func(yield func(InfoRow, error) bool) {
		of, err := profilesOf(page, profiles)
		if err != nil {
			yield(InfoRow{}, err)
			return
		}
		for _, r := range page.Rows {
			c := of[r.ID]
			if c == nil {
				yield(InfoRow{}, fmt.Errorf("%w: %q", customer.ErrNotFound, string(r.ID)))
				return
			}
			if !yield(newInfoRow(*c, r, asOf), nil) {
				return
			}
		}
	}
}

// profilesOf finds the profiles of a page.
func profilesOf(page customer.Page, profiles iter.Seq2[customer.Customer, error]) (map[customer.ID]*customer.Customer, error) {
	of := make(map[customer.ID]*customer.Customer, len(page.Rows))
	for _, r := range page.Rows {
		of[r.ID] = nil
	}
	for c, err := range profiles {
		if err != nil {
			return nil, err
		}
		if _, wanted := of[c.ID]; wanted {
			of[c.ID] = &c
		}
	}
	return of, nil
}
