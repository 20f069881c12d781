package customer

import (
	"errors"
	"net/url"

	"github.com/clientele-go/clientele/internal/base/question"
	"github.com/shopspring/decimal"
)

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *Query) form(revenue *revenueForm) *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Location(f, "location", &q.Location)
	question.Span(f, "from", "to", &q.Range, &q.Location)
	question.Word(f, "unit", &q.Unit)
	q.Policy.form(f)
	question.Flag(f, "require_sign_in", &q.RequireSignIn)
	question.Flag(f, "consent_popup", &q.ConsentPopup)
	question.Words(f, "type", &q.Filter.Types)
	question.Words(f, "status", &q.Filter.Statuses)
	revenue.form(f)
	question.Span(f, "created_from", "created_to", &q.Filter.Created, &q.Location)
	question.Texts(f, "device", &q.Filter.Devices)
	question.Text(f, "search", &q.Filter.Search)
	question.Text(f, "segment", &q.Segment)
	question.Word(f, "sort", &q.Sort.Column)
	question.Flag(f, "descending", &q.Sort.Descending)
	question.Text(f, "sort_currency", &q.Sort.Currency)
	question.Number(f, "limit", &q.Limit)
	question.Text(f, "after", &q.After)
	return f
}

func (p *Policy) form(f *question.Form) {
	question.Number(f, "very_active_more_than", &p.VeryActive.MoreThan)
	question.Period(f, "very_active_within", &p.VeryActive.Within)
	question.Number(f, "active_more_than", &p.Active.MoreThan)
	question.Period(f, "active_within", &p.Active.Within)
	question.Period(f, "sleeper_after", &p.Sleeper)
}

// revenueForm is a RevenueFilter while it is read and written.
type revenueForm struct {
	currency Currency
	min, max *decimal.Decimal
}

func (r *revenueForm) form(f *question.Form) {
	question.Text(f, "revenue_currency", &r.currency)
	question.Custom(f, "revenue_min", func() (string, error) { return amountText(r.min) }, func(s string) error { return readAmount(s, &r.min) })
	question.Custom(f, "revenue_max", func() (string, error) { return amountText(r.max) }, func(s string) error { return readAmount(s, &r.max) })
}

// amountText returns the plain decimal of an end of a RevenueFilter.
func amountText(d *decimal.Decimal) (string, error) {
	if d == nil {
		return "", nil
	}
	if err := checkAmount(*d); err != nil {
		return "", err
	}
	return d.String(), nil
}

func readAmount(s string, p **decimal.Decimal) error {
	d := parseAmount(s)
	if d == nil || checkAmount(*d) != nil {
		return errors.New("want an amount such as 12.50")
	}
	*p = d
	return nil
}

// write returns the form of a question that is to be written.
func (q *Query) write() (*question.Form, error) {
	var revenue revenueForm
	if r := q.Filter.Revenue; r != nil {
		if err := r.check(); err != nil {
			return nil, err
		}
		revenue = revenueForm{r.Currency, r.Min, r.Max}
	}
	return q.form(&revenue), nil
}

// read reads a question by its form.
func (q *Query) read(from func(*question.Form) error) error {
	var read Query
	var revenue revenueForm
	if err := from(read.form(&revenue)); err != nil {
		return err
	}
	if revenue != (revenueForm{}) {
		read.Filter.Revenue = &RevenueFilter{revenue.currency, revenue.min, revenue.max}
	}
	*q = read
	return nil
}

// MarshalJSON writes the question as an object without its zero parts (T8). Instants
// are in UTC with all their digits, zones go by IANA name, enumerations as words. What
// cannot go is an error: a location whose name does not load to the same zone, an
// instant outside the years 1 to 9999.
func (q Query) MarshalJSON() ([]byte, error) {
	f, err := q.write()
	if err != nil {
		return nil, err
	}
	return f.JSON()
}

// UnmarshalJSON reads what MarshalJSON writes. An unknown name or word is an ErrQuery
// that says what would be right. It does not Check the question.
func (q *Query) UnmarshalJSON(data []byte) error {
	return q.read(func(f *question.Form) error { return f.ReadJSON(data) })
}

// URL returns the question as the parameters of a URL, by the names of its JSON
// (T8): as_of, location, status, sort and so on.
func (q Query) URL() (url.Values, error) {
	f, err := q.write()
	if err != nil {
		return nil, err
	}
	return f.Values()
}

// ParseQuery reads what URL returns. An empty parameter is the same as none, and a
// bare date is its first instant in the location. An unknown name or word is an
// ErrQuery that says what would be right, so delete parameters of your own first. It
// does not Check the question.
func ParseQuery(v url.Values) (Query, error) {
	var q Query
	err := q.read(func(f *question.Form) error { return f.ReadValues(v) })
	return q, err
}
