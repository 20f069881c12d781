package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// planPush shows the form of a push to one customer (N1).
func (s *server) planPush(r *http.Request, v url.Values) (any, error) {
	who, err := s.receiver(r, v)
	if err != nil {
		return nil, err
	}
	p := plan{Action: "push", Title: "Send a push notification", Confirm: "Send", Back: link("customer", url.Values{"id": {string(who.ID)}}),
		Lines:  []string{"One push notification goes to customer " + string(who.ID)},
		Fields: []field{{Label: "Title", Name: "title", Kind: "text"}, {Label: "Text", Name: "text", Kind: "text"}},
	}
	p.Hidden = hiddenWith(url.Values{"id": {string(who.ID)}}, s.token(r, "push", string(who.ID), ""))
	return view{template: "plan", Title: p.Title, Body: p}, nil
}

func (s *server) receiver(r *http.Request, v url.Values) (customer.Customer, error) {
	if s.Sender == nil || s.Sent == nil {
		return customer.Customer{}, errNoPage
	}
	return s.profile(r.Context(), customer.ID(v.Get("id")))
}

// push sends a push, and records that it was sent.
func (s *server) push(r *http.Request, v url.Values) (any, error) {
	who, err := s.receiver(r, v)
	if err != nil {
		return nil, err
	}
	if !s.confirmed(r, v, "push", string(who.ID), "") {
		return nil, errChanged
	}
	p := notify.Push{Customer: who.ID, Title: v.Get("title"), Text: v.Get("text")}
	if p.Title == "" && p.Text == "" {
		return nil, badRequest{errors.New("the push has neither a title nor a text")}
	}
	sent, err := notify.Send(r.Context(), s.Facts, s.Sender, p, s.Now())
	if errors.Is(err, notify.ErrNoToken) {
		return nil, badRequest{errors.New("the customer has no subscription that a push can be sent to")}
	}
	if err == nil {
		err = s.Sent(r.Context(), sent)
	}
	if err == nil {
		err = s.changed(r.Context(), who.ID)
	}
	o := outcome{Title: "Sent", Lines: []string{"The push notification was sent."}, Links: []tab{{Title: "Back to the customer", Link: link("customer", url.Values{"id": {string(who.ID)}})}}}
	return view{template: "outcome", Title: o.Title, Body: o}, err
}
