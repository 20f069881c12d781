package house

import (
	"errors"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// A host asks for one error to know a bad question from bad data, whatever the package.
func TestBadQuestion(t *testing.T) {
	all := []struct {
		want error
		q    interface{ Check() error }
	}{
		{customer.ErrQuery, &customer.Query{}},
		{lifecycle.ErrQuery, &lifecycle.Query{}},
		{lifecycle.ErrQuery, &lifecycle.CohortQuery{}},
		{engagement.ErrQuery, &engagement.Query{}},
		{subscription.ErrQuery, &subscription.Query{}},
		{notify.ErrQuery, &notify.Query{}},
		{value.ErrQuery, &value.RFMQuery{}},
		{value.ErrQuery, &value.GapQuery{}},
		{value.ErrQuery, &value.PurchaseQuery{}},
	}
	for _, of := range all {
		err := of.q.Check()
		if !errors.Is(err, of.want) || !errors.Is(err, customer.ErrQuery) || errors.Is(err, customer.ErrFact) {
			t.Errorf("%T without AsOf: error %v, want %v and customer.ErrQuery", of.q, err, of.want)
		}
		for j, other := range all {
			if j > 0 && other.want != of.want && errors.Is(err, other.want) {
				t.Errorf("%v is %v too", err, other.want)
			}
		}
	}
}
