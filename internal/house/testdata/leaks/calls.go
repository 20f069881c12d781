// Package leaks has calls for which fmt asks no method of its operand, so that
// personal data shows. A test looks which of them go vet refuses.
package leaks

import (
	"errors"
	"fmt"
	"log"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
)

func calls(t *testing.T, c customer.Customer, r customer.Row, d customer.Detail, p customer.Page, s gdpr.Subject, o notify.OptIn) {
	_ = fmt.Sprintf("%w", c)                             // refused
	_ = fmt.Sprintf("%w", &r)                            // refused
	_ = fmt.Errorf("of %w", d)                           // refused
	_ = fmt.Errorf("of %w", &c)                          // refused
	_ = fmt.Errorf("of %w", []customer.Page{p})          // refused
	_ = fmt.Errorf("of %w", struct{ S gdpr.Subject }{s}) // refused
	_ = fmt.Errorf("of %w", o)                           // refused
	_ = fmt.Sprintf("%w", errors.New("no Errorf"))       // refused
	log.Printf("%w", s)                                  // refused
	t.Logf("%w", c)                                      // refused

	// Go vet takes a formatter for one of every verb.
	_ = fmt.Sprintf("%p", c)
	_ = fmt.Sprintf("%p", struct{ S gdpr.Subject }{s})

	// Nothing shows in these.
	_ = fmt.Sprintf("%p", &c)
	_ = fmt.Errorf("of %v: %w", c, errors.New("cause"))
	t.Logf("%+v %#v %d", c, r, p)
}
