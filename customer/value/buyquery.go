package value

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// PurchaseQuery is a question about purchases (V1). A zero field means the default that its
// comment names, except AsOf and Currency, without which every question is an error (T1).
type PurchaseQuery struct {
	// AsOf is the moment the answer describes: later facts are not known yet (T2).
	AsOf time.Time

	// Location is where the civil dates of orders are (T5). Nil means UTC; time.Local is
	// refused (T6).
	Location *time.Location

	// Currency is the one whose orders count (V1, R2).
	Currency customer.Currency

	// Model is the model to fit (V3). Zero means BGNBD.
	Model Model
}

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf or calendar.ErrLocal, if that is what is wrong.
func (q *PurchaseQuery) Check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil && !errors.Is(err, ErrQuery) {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	if !q.Currency.Valid() {
		return fmt.Errorf("%w: Currency is not three capital letters", ErrQuery)
	}
	if q.Model > MBGNBD {
		return fmt.Errorf("%w: there is no model %d", ErrQuery, uint8(q.Model))
	}
	return nil
}

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *PurchaseQuery) form() *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Location(f, "location", &q.Location)
	question.Text(f, "currency", &q.Currency)
	question.Word(f, "model", &q.Model)
	return f
}

// MarshalJSON writes the question as an object without its zero parts (T8). Instants
// are in UTC with all their digits, zones go by IANA name, enumerations as words. What
// cannot go is an error: a location whose name does not load to the same zone, an
// instant outside the years 1 to 9999.
func (q PurchaseQuery) MarshalJSON() ([]byte, error) { return q.form().JSON() }

// UnmarshalJSON reads what MarshalJSON writes. An unknown name or word is an ErrQuery
// that says what would be right. It does not Check the question.
func (q *PurchaseQuery) UnmarshalJSON(data []byte) error {
	var read PurchaseQuery
	if err := read.form().ReadJSON(data); err != nil {
		return err
	}
	*q = read
	return nil
}

// URL returns the question as the parameters of a URL, by the names of its JSON (T8):
// as_of, location, currency and model.
func (q PurchaseQuery) URL() (url.Values, error) { return q.form().Values() }

// ParsePurchaseQuery reads what URL returns. An empty parameter is the same as none. An
// unknown name or word is an ErrQuery that says what would be right, so delete parameters of
// your own first. It does not Check the question.
func ParsePurchaseQuery(v url.Values) (PurchaseQuery, error) {
	var q PurchaseQuery
	if err := q.form().ReadValues(v); err != nil {
		return PurchaseQuery{}, err
	}
	return q, nil
}
