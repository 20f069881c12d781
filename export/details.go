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
	ID           string        `csv:"id"`
	DisplayName  string        `csv:"display_name"` // I3
	Name         string        `csv:"name"`
	Username     string        `csv:"username"`
	Identity     Word          `csv:"identity"`
	Email        string        `csv:"email"`
	EmailConsent Word          `csv:"email_consent"` // yes, no; empty without the consent popup (L9)
	Favorite     bool          `csv:"favorite"`
	Status       Word          `csv:"status"`
	StatusRule   Word          `csv:"status_rule"`   // S1 to S4 (S7)
	StatusReason Word          `csv:"status_reason"` // in words
	StatusUntil  Time          `csv:"status_until"`  // if no further login comes; empty for a sleeper
	LastDevice   string        `csv:"last_device"`
	Birthday     calendar.Date `csv:"birthday"`
	Shares       int           `csv:"shares"`
	Facebook     string        `csv:"facebook"`
	Twitter      string        `csv:"twitter"`
	Google       string        `csv:"google"`
	Redemptions  int           `csv:"redemptions"`
	Comments     int           `csv:"comments"`
	Pushes       int           `csv:"pushes"` // received
	PaidOrders   int           `csv:"paid_orders"`
	OtherKinds   int           `csv:"other_kinds"` // of those, the ones that are no revenue (R1)
	LastUsage    Time          `csv:"last_usage"`
	CreatedAt    Time          `csv:"created_at"`
}

// NewDetailRow is the line of one page.
//
//	err := export.CSV(w, export.Rows(export.NewDetailRow(detail)))
func NewDetailRow(d customer.Detail) DetailRow {
	status := d.Explanation
	return DetailRow{
		ID:           string(d.ID),
		DisplayName:  d.DisplayName,
		Name:         d.Name,
		Username:     d.Username,
		Identity:     Word(d.Identity.String()),
		Email:        string(d.Email),
		EmailConsent: Word(d.EmailConsent.String()),
		Favorite:     d.Favorite,
		Status:       Word(status.Status.String()),
		StatusRule:   Word(status.Rule),
		StatusReason: Word(status.Reason),
		StatusUntil:  Time{status.Until},
		LastDevice:   d.LastDevice,
		Birthday:     d.Birthday,
		Shares:       d.Shares,
		Facebook:     d.Facebook,
		Twitter:      d.Twitter,
		Google:       d.Google,
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

// LogValue is the ID alone. JSON has the whole line.
func (r DetailRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// InfoRow is a line of the export of all customer info (X1): the line of
// customers.csv, and the profile. Revenue has lines of its own, see Revenue.
type InfoRow struct {
	ID              string        `csv:"id"`
	DisplayName     string        `csv:"display_name"`
	Identity        Word          `csv:"identity"`
	Email           string        `csv:"email"`
	EmailConsent    Word          `csv:"email_consent"`
	Status          Word          `csv:"status"`
	LastDevice      string        `csv:"last_device"`
	Birthday        calendar.Date `csv:"birthday"`
	CreatedAt       Time          `csv:"created_at"`
	LastUsage       Time          `csv:"last_usage"`
	LastLogin       Time          `csv:"last_login"`
	Favorite        bool          `csv:"favorite"`
	Facebook        string        `csv:"facebook"`
	Twitter         string        `csv:"twitter"`
	Google          string        `csv:"google"`
	Shares          int           `csv:"shares"`
	Comments        int           `csv:"comments"`
	Redemptions     int           `csv:"redemptions"`
	Pushes          int           `csv:"pushes"`
	PaidOrders      int           `csv:"paid_orders"`
	LastPaidAt      Time          `csv:"last_paid_at"`
	Username        string        `csv:"username"`
	Name            string        `csv:"name"`
	SignedUp        bool          `csv:"signed_up"`
	ProfileComplete Word          `csv:"profile_complete"` // true, false; empty = not said (I2)
	ConsentAnswer   Word          `csv:"consent_answer"`   // granted, denied, withdrawn; empty = not asked
	ConsentAt       Time          `csv:"consent_at"`       // when that was answered
}

// newInfoRow is the line of one customer, of their profile and their line in the
// list. A consent that is dated after asOf is not known yet (T2).
func newInfoRow(c customer.Customer, r customer.Row, asOf time.Time) InfoRow {
	consent := c.EmailConsent
	if consent.At.After(asOf) {
		consent = customer.Consent{}
	}
	l := NewCustomerRow(r)
	return InfoRow{
		l.ID, l.DisplayName, l.Identity, l.Email, l.EmailConsent, l.Status, l.LastDevice, l.Birthday,
		l.CreatedAt, l.LastUsage, l.LastLogin, l.Favorite, l.Facebook, l.Twitter, l.Google,
		l.Shares, l.Comments, l.Redemptions, l.Pushes, l.PaidOrders, l.LastPaidAt,
		c.Username, c.Name, c.SignedUp, profileWord(c.Profile), answerWord(consent.Answer), Time{consent.At},
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

// LogValue is the ID alone. JSON has the whole line.
func (r InfoRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// AllInfo is the export of all customer info (X1): the customers of a page, in
// its order, with the profiles that the repository has of them, told as of asOf.
//
//	rows, err := selection.Rows(ctx, repo, q)
//	all := repo.EachCustomer(ctx, customer.Scope{}) // or of the rows' IDs alone
//	err = export.CSV(w, export.AllInfo(customer.Page{Rows: rows}, all, q.AsOf))
//
// The profiles of the page are held in memory; those of other customers are
// passed over. A customer without a profile is an error that wraps
// customer.ErrNotFound.
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
