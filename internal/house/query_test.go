package house

import (
	"errors"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// A host asks for one error to know a bad question from bad data, whatever the package.
func TestBadQuestion(t *testing.T) {
	own := map[error]interface{ Check() error }{
		customer.ErrQuery:     &customer.Query{},
		engagement.ErrQuery:   &engagement.Query{},
		subscription.ErrQuery: &subscription.Query{},
		notify.ErrQuery:       &notify.Query{},
	}
	for want, q := range own {
		err := q.Check()
		if !errors.Is(err, want) || !errors.Is(err, customer.ErrQuery) || errors.Is(err, customer.ErrFact) {
			t.Errorf("%T without AsOf: error %v, want %v and customer.ErrQuery", q, err, want)
		}
		for other := range own {
			if other != want && other != customer.ErrQuery && errors.Is(err, other) {
				t.Errorf("%v is %v too", err, other)
			}
		}
	}
}
