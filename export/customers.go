package export

import (
	"fmt"
	"io"
	"iter"
	"log/slog"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// CustomerRow is a line of customers.csv: a customer as the list shows them (L1).
// What they spent has lines of its own, see Revenue: one line per kind and
// currency does not fit into one line per customer.
type CustomerRow struct {
	ID           string        `csv:"id"`
	DisplayName  string        `csv:"display_name"`  // I3
	Identity     Word          `csv:"identity"`      // registered, anonymous
	Email        string        `csv:"email"`         // as typed
	EmailConsent Word          `csv:"email_consent"` // yes, no; empty without the consent popup (L9)
	Status       Word          `csv:"status"`        // very active, active, quiet, sleeper
	LastDevice   string        `csv:"last_device"`
	Birthday     calendar.Date `csv:"birthday"`
	CreatedAt    Time          `csv:"created_at"`
	LastUsage    Time          `csv:"last_usage"` // L8
	LastLogin    Time          `csv:"last_login"`
	Favorite     bool          `csv:"favorite"`
	Facebook     string        `csv:"facebook"`
	Twitter      string        `csv:"twitter"`
	Google       string        `csv:"google"`
	Shares       int           `csv:"shares"`
	Comments     int           `csv:"comments"`
	Redemptions  int           `csv:"redemptions"`
	Pushes       int           `csv:"pushes"`       // received
	PaidOrders   int           `csv:"paid_orders"`  // of any kind, checkout links too (R4)
	LastPaidAt   Time          `csv:"last_paid_at"` // of those
}

// NewCustomerRow is the line of one customer. With Each it makes lines of a list
// that streams:
//
//	err := export.CSV(w, export.Each(customer.All(ctx, repo, q), export.NewCustomerRow))
func NewCustomerRow(r customer.Row) CustomerRow {
	return CustomerRow{
		ID:           string(r.ID),
		DisplayName:  r.DisplayName,
		Identity:     Word(r.Identity.String()),
		Email:        string(r.Email),
		EmailConsent: Word(r.EmailConsent.String()),
		Status:       Word(r.Status.String()),
		LastDevice:   r.LastDevice,
		Birthday:     r.Birthday,
		CreatedAt:    Time{r.CreatedAt},
		LastUsage:    Time{r.LastUsage},
		LastLogin:    Time{r.LastLogin},
		Favorite:     r.Favorite,
		Facebook:     r.Facebook,
		Twitter:      r.Twitter,
		Google:       r.Google,
		Shares:       r.Shares,
		Comments:     r.Comments,
		Redemptions:  r.Redemptions,
		Pushes:       r.Pushes,
		PaidOrders:   r.PaidOrders,
		LastPaidAt:   Time{r.LastPaidAt},
	}
}

// AppendRow writes the cells.
func (r CustomerRow) AppendRow(e *Encoder) {
	e.Text(r.ID)
	e.Text(r.DisplayName)
	e.Word(string(r.Identity))
	e.Text(r.Email)
	e.Word(string(r.EmailConsent))
	e.Word(string(r.Status))
	e.Text(r.LastDevice)
	e.Date(r.Birthday)
	e.Time(r.CreatedAt.Time)
	e.Time(r.LastUsage.Time)
	e.Time(r.LastLogin.Time)
	e.Bool(r.Favorite)
	e.Text(r.Facebook)
	e.Text(r.Twitter)
	e.Text(r.Google)
	e.Int(r.Shares)
	e.Int(r.Comments)
	e.Int(r.Redemptions)
	e.Int(r.Pushes)
	e.Int(r.PaidOrders)
	e.Time(r.LastPaidAt.Time)
}

// look looks at the texts that are the customer's own.
func (r *CustomerRow) look() (sum int) {
	for _, text := range [...]string{r.ID, r.DisplayName, r.Email, r.Facebook, r.Twitter, r.Google} {
		if text != "" {
			sum += int(text[0])
		}
	}
	return sum
}

// Format prints the ID alone, whatever the verb: the line is personal data.
func (r CustomerRow) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", r.ID) }

// LogValue is the ID alone. JSON has the whole line.
func (r CustomerRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// Customers is customers.csv: the customers of a page, in its order (L3).
func Customers(page customer.Page) iter.Seq2[CustomerRow, error] {
	return each(page.Rows, NewCustomerRow)
}

// EmailRow is a line of emails.csv, the export of customer e-mails (X1).
type EmailRow struct {
	Email string `csv:"email"` // as typed
}

// AppendRow writes the cell.
func (r EmailRow) AppendRow(e *Encoder) { e.Text(r.Email) }

// Format prints no address, whatever the verb.
func (r EmailRow) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "e-mail") }

// LogValue holds no address. JSON has it.
func (r EmailRow) LogValue() slog.Value { return slog.StringValue("e-mail") }

// Emails is emails.csv: the e-mails of the customers of a page, by ID, without
// the blank ones (I3), whatever their consent. The rows of a selection are a
// page too (L6):
//
//	rows, err := selection.Rows(ctx, repo, q)
//	err = export.CSV(w, export.Emails(customer.Page{Rows: rows}))
func Emails(page customer.Page) iter.Seq2[EmailRow, error] {
	return func(yield func(EmailRow, error) bool) {
		for _, r := range byID(page.Rows) {
			if !r.Email.Blank() && !yield(EmailRow{string(r.Email)}, nil) {
				return
			}
		}
	}
}

// StatusRow is a line of status.csv.
type StatusRow struct {
	Status    Word `csv:"status"`
	Customers int  `csv:"customers"`
}

// AppendRow writes the cells.
func (r StatusRow) AppendRow(e *Encoder) {
	e.Word(string(r.Status))
	e.Int(r.Customers)
}

// Statuses is status.csv: how many customers have each status, all four of them,
// by rank (S5).
func Statuses(report customer.Report) iter.Seq2[StatusRow, error] {
	return each(customer.Statuses(), func(s customer.Status) StatusRow {
		return StatusRow{Word(s.String()), report.Statuses[s]}
	})
}
