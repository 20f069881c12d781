// Package pages shows the customers of a shop as web pages (O1–O6): the list, one
// customer, the reports, mailing lists, and what is held on a person.
//
//	shop.go       what a host gives, and what it gets
//	server.go     from a URL to a question, from an answer or an error to a page
//	page.go       the page of a report; form.go its form
//	deadline.go   how long a client may take
//	table.go      rows of an export as cells; CSV and JSON of every table
//	chart.go      charts of tables
//	customers.go  the list; filter.go, columns.go, segments.go, selection.go
//	detail.go     one customer
//	change.go     a plan is shown, and then confirmed by a POST with a token
//	favorite.go, push.go, erase.go    what can be changed
//	mailing.go    mailing lists
//	reports.go    analysis, subscriptions, notifications, growth; words.go says what their
//	              numbers mean
//
// Every page works without a script. The question is the URL, with as_of always in it,
// so that a link is an answer for ever.
package pages

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// Facts is where the pages read the shop's facts: one repository for every wing.
type Facts interface {
	customer.Repository
	engagement.Repository
	subscription.Repository
	notify.Repository
}

// Shop is what a host gives the pages. Facts, Now and Secret are needed; what belongs to
// a nil field is not offered.
type Shop struct {
	Name  string
	Facts Facts

	// Now returns the instant that a question without as_of is about (O3).
	Now func() time.Time

	// Query has what all questions about customers share: Location, Policy,
	// RequireSignIn and ConsentPopup. Its other fields do not matter.
	Query customer.Query

	// Secret keys cursors and the tokens of confirmations: at least 32 random bytes. It
	// must be the same for all processes that serve the pages.
	Secret []byte

	// If a request may see the pages, Who returns true and the name of its session. Without
	// Who the pages refuse everybody, unless Open is true (O2).
	Who  func(*http.Request) (session string, ok bool)
	Open bool

	// Rollup answers the list as of its own instant. Without it the list is answered from
	// Facts.
	Rollup *rollup.Rollup

	// State returns what the reports are answered from, and holds it and the Rollup as they
	// are until done is called. So all tables of a page tell of one state, and equal
	// questions of one are computed once. Without State each is computed anew, from Facts.
	State func() (now State, done func())

	// Editor returns what changes customers at an instant. It hands receipts of
	// erasures over. Changed is called after a customer was changed.
	Editor  func(at time.Time, receipt func(context.Context, gdpr.Receipt) error) customer.Editor
	Changed func(ctx context.Context, id customer.ID) error

	// Segments are the saved segments that the list offers by name (Q1). SaveSegment keeps
	// one that a person has named, for the Segments of the next start; these pages offer it
	// at once. Without it, nobody can save one.
	Segments    []Segment
	SaveSegment func(context.Context, Segment) error

	// Registry has everything that is held on a person. Without keys it exports, and nobody
	// can be deleted.
	Registry *gdpr.Registry

	// Sender sends pushes, and Sent records that one was sent.
	Sender notify.Sender
	Sent   func(ctx context.Context, push customer.Action) error

	// Consents and Acknowledgements are what a mailing list is planned with. The
	// services whose addresses a person may enter lie outside the host's own network,
	// unless AnyAddress is true.
	Consents         mailing.Repository
	Acknowledgements mailing.Acknowledgements
	AnyAddress       bool
}

// State is what the reports are answered from, as it is at one time: facts in memory, such as
// an engagement.Loaded.
type State struct {
	Version uint64 // another one for each state

	Customers    customer.Repository
	Engagement   engagement.Repository
	Subscription subscription.Repository
	Notify       notify.Repository
}

// ErrShop says that a Shop lacks what it needs.
var ErrShop = errors.New("pages: a shop needs Facts, Now, and a Secret of at least 32 bytes")

// New returns the pages. A saved segment that cannot be offered is an ErrSegment that names
// it, and wraps a *segment.Error with the place if the text is wrong. Mount them under any prefix that ends with a slash, by
// http.StripPrefix: all links are relative.
func New(shop Shop) (http.Handler, error) {
	if shop.Facts == nil || shop.Now == nil || len(shop.Secret) < 32 {
		return nil, ErrShop
	}
	key, err := customer.NewCursorKey(shop.Secret)
	if err != nil {
		return nil, err
	}
	s := &server{Shop: shop, run: &customer.Run{CursorKey: key}, pace: usual()}
	for _, g := range shop.Segments {
		if err := s.saved.add(g, func() error { return nil }); err != nil {
			return nil, err
		}
	}
	return s.routes(), nil
}
