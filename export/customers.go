package export

import (
	"context"
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
	ID           string        `csv:"id" json:"id"`
	DisplayName  string        `csv:"display_name" json:"display_name"`   // I3
	Identity     Word          `csv:"identity" json:"identity"`           // registered, anonymous
	Email        Text          `csv:"email" json:"email"`                 // as typed
	Username     Text          `csv:"username" json:"username"`           // empty for an anonymous customer (L2)
	Name         Text          `csv:"name" json:"name"`                   // likewise
	EmailConsent Word          `csv:"email_consent" json:"email_consent"` // yes, no; empty without the consent popup (L9)
	Status       Word          `csv:"status" json:"status"`               // very active, active, quiet, sleeper
	LastDevice   Text          `csv:"last_device" json:"last_device"`
	Birthday     calendar.Date `csv:"birthday" json:"birthday"`
	CreatedAt    Time          `csv:"created_at" json:"created_at"`
	LastUsage    Time          `csv:"last_usage" json:"last_usage"` // L8
	LastLogin    Time          `csv:"last_login" json:"last_login"`
	Favorite     bool          `csv:"favorite" json:"favorite"`
	Facebook     Text          `csv:"facebook" json:"facebook"`
	Twitter      Text          `csv:"twitter" json:"twitter"`
	Google       Text          `csv:"google" json:"google"`
	Shares       int           `csv:"shares" json:"shares"`
	Comments     int           `csv:"comments" json:"comments"`
	Redemptions  int           `csv:"redemptions" json:"redemptions"`
	Pushes       int           `csv:"pushes" json:"pushes"`             // received
	PaidOrders   int           `csv:"paid_orders" json:"paid_orders"`   // of any kind, checkout links too (R4)
	LastPaidAt   Time          `csv:"last_paid_at" json:"last_paid_at"` // of those
}

// NewCustomerRow returns the line of one customer. To write the lines of all customers,
// use WriteCustomers, which is faster.
func NewCustomerRow(r customer.Row) CustomerRow {
	return CustomerRow{
		ID:           string(r.ID),
		DisplayName:  r.DisplayName,
		Identity:     Word(r.Identity.String()),
		Email:        Text(r.Email),
		Username:     Text(r.Username),
		Name:         Text(r.Name),
		EmailConsent: Word(r.EmailConsent.String()),
		Status:       Word(r.Status.String()),
		LastDevice:   Text(r.LastDevice),
		Birthday:     r.Birthday,
		CreatedAt:    Time{r.CreatedAt},
		LastUsage:    Time{r.LastUsage},
		LastLogin:    Time{r.LastLogin},
		Favorite:     r.Favorite,
		Facebook:     Text(r.Facebook),
		Twitter:      Text(r.Twitter),
		Google:       Text(r.Google),
		Shares:       r.Shares,
		Comments:     r.Comments,
		Redemptions:  r.Redemptions,
		Pushes:       r.Pushes,
		PaidOrders:   r.PaidOrders,
		LastPaidAt:   Time{r.LastPaidAt},
	}
}

// customer writes the line of one customer, as row does of a CustomerRow. Writing
// all customers that way takes a fifth longer.
func (e *encoder) customer(r *customer.Row) {
	e.text(string(r.ID))
	e.text(r.DisplayName)
	e.word(r.Identity.String())
	e.text(string(r.Email))
	e.text(r.Username)
	e.text(r.Name)
	e.word(r.EmailConsent.String())
	e.word(r.Status.String())
	e.text(r.LastDevice)
	e.date(r.Birthday)
	e.time(r.CreatedAt)
	e.time(r.LastUsage)
	e.time(r.LastLogin)
	e.bool(r.Favorite)
	e.text(r.Facebook)
	e.text(r.Twitter)
	e.text(r.Google)
	e.int(int64(r.Shares))
	e.int(int64(r.Comments))
	e.int(int64(r.Redemptions))
	e.int(int64(r.Pushes))
	e.int(int64(r.PaidOrders))
	e.time(r.LastPaidAt)
}

// Format prints the ID alone, whatever the verb: the line is personal data.
func (r CustomerRow) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", r.ID) }

// LogValue returns the ID alone. JSON has the whole line.
func (r CustomerRow) LogValue() slog.Value { return slog.StringValue(r.ID) }

// Customers returns the rows of customers.csv: the customers of a page, in its order (L3).
func Customers(page customer.Page) iter.Seq2[CustomerRow, error] {
	return mapRows(page.Rows, NewCustomerRow)
}

// WriteCustomers writes customers.csv: a header, and a line for each customer who
// passes the query's filter (L4), by ID. Sort, Limit and After of the query do not
// matter. The workers of the run encode the lines; the caller's goroutine writes
// them to w. If the repository is a customer.Ranger, memory does not grow with the
// customers.
//
// The errors are those of customer.Reduce and of w, and an ErrCell that names the
// customer's ID and the column. On an error, what w got is not a complete file, so
// write to files with WriteFile or Batch (X5).
func WriteCustomers(ctx context.Context, w io.Writer, repo customer.Repository, q customer.Query, run *customer.Run, o Options) error {
	_, err := WriteAndReduce(ctx, w, repo, q, run, o, customer.Reducer[struct{}]{New: func() (none struct{}) { return none }})
	return err
}

// WriteAndReduce does what WriteCustomers and customer.Reduce do, in one pass over the
// facts. It returns the answers of the Reducer. Of the Reducer's functions it needs New
// alone. Next takes the answer of a range once its lines are written.
func WriteAndReduce[A any](ctx context.Context, w io.Writer, repo customer.Repository, q customer.Query, run *customer.Run, o Options, r customer.Reducer[A]) ([]A, error) {
	columns, err := columnsOf[CustomerRow]()
	if err != nil {
		return nil, err
	}
	out, err := newWriter(w, columns, o)
	if err != nil {
		return nil, err
	}
	parts, err := customer.Reduce(ctx, repo, q, run, customer.Reducer[*customerLines[A]]{
		New:   func() *customerLines[A] { return &customerLines[A]{out.encoder(), 0, r.New()} },
		Visit: visitOf(r.Visit),
		Row: func(l *customerLines[A], row *customer.Row) error {
			if err := l.add(row, columns); err != nil || r.Row == nil {
				return err
			}
			return r.Row(l.answer, row)
		},
		Next: func(l *customerLines[A]) error {
			err := out.send(&l.e, l.n)
			if l.n = 0; err != nil || r.Next == nil {
				return err
			}
			return r.Next(l.answer)
		},
	})
	if err != nil {
		return nil, err
	}
	answers := make([]A, len(parts))
	for i, l := range parts {
		answers[i] = l.answer
	}
	return answers, nil
}

// customerLines is the lines of a range of customers, and an answer of the host's
// beside them. The answer stays from range to range, the lines do not.
type customerLines[A any] struct {
	e      encoder
	n      int
	answer A
}

func (l *customerLines[A]) add(r *customer.Row, columns []column) error {
	l.e.customer(r)
	if l.e.err != nil {
		return fmt.Errorf("export: customer %.100q: column %s: %w", string(r.ID), columns[l.e.errCell].name, l.e.err)
	}
	l.e.end()
	l.n++
	return nil
}

func visitOf[A any](visit func(A, *customer.Digest) error) func(*customerLines[A], *customer.Digest) error {
	if visit == nil {
		return nil
	}
	return func(l *customerLines[A], d *customer.Digest) error { return visit(l.answer, d) }
}

// EmailRow is a line of emails.csv, the export of customer e-mails (X1).
type EmailRow struct {
	Email Text `csv:"email" json:"email"` // as typed
}

// Format prints no address, whatever the verb.
func (r EmailRow) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "e-mail") }

// LogValue returns no address. JSON has it.
func (r EmailRow) LogValue() slog.Value { return slog.StringValue("e-mail") }

// Emails returns the rows of emails.csv: the e-mails of the customers of a page, by ID,
// whatever their consent. Blank e-mails are left out (I3). The rows of a selection are a
// page too (L6):
//
//	rows, err := selection.Rows(ctx, repo, q)
//	err = export.CSV(w, export.Emails(customer.Page{Rows: rows}))
func Emails(page customer.Page) iter.Seq2[EmailRow, error] {
	return func(yield func(EmailRow, error) bool) {
		for _, r := range byID(page.Rows) {
			if !r.Email.Blank() && !yield(EmailRow{Text(r.Email)}, nil) {
				return
			}
		}
	}
}

// StatusRow is a line of status.csv.
type StatusRow struct {
	Status    Word `csv:"status" json:"status"`
	Customers int  `csv:"customers" json:"customers"`
}

// Statuses returns the rows of status.csv: how many customers have each of the four
// statuses, by rank (S5).
func Statuses(report customer.Report) iter.Seq2[StatusRow, error] { return Rows(statuses(report)...) }

func statuses(report customer.Report) []StatusRow {
	return rowsOf(customer.Statuses(), func(s customer.Status) StatusRow { return StatusRow{Word(s.String()), report.Statuses[s]} })
}
