package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// planPush shows the form of a push to one customer (N1).
func (s *server) planPush(r *http.Request, v url.Values) (any, error) {
	who, received, err := s.receiver(r, v)
	if err != nil {
		return nil, err
	}
	p := plan{Action: "push", Title: "Send a push notification", Confirm: "Send", Back: link("customer", url.Values{"id": {string(who.ID)}}),
		Lines:  []string{"One push notification goes to customer " + string(who.ID)},
		Fields: []field{{Label: "Title", Name: "title", Kind: "text"}, {Label: "Text", Name: "text", Kind: "text"}},
	}
	p.Hidden = hiddenWith(url.Values{"id": {string(who.ID)}}, s.token(r, "push", string(who.ID), received))
	return view{template: "plan", Title: p.Title, Body: p}, nil
}

// receiver returns the customer, and how many pushes they have received. The token is over
// that number, so that a form that is sent twice sends one push.
func (s *server) receiver(r *http.Request, v url.Values) (who customer.Customer, received string, err error) {
	if s.Sender == nil || s.Sent == nil {
		return who, "", errNoPage
	}
	if who, err = s.profile(r.Context(), customer.ID(v.Get("id"))); err != nil {
		return who, "", err
	}
	d, err := customer.Get(r.Context(), s.Facts, who.ID, customer.Query{AsOf: s.Now()})
	return who, strconv.Itoa(d.Pushes), err
}

// maxSend is how long a push may take to be sent: the next one waits for it.
const maxSend = 20 * time.Second

// push sends a push, and records that it was sent.
func (s *server) push(r *http.Request, v url.Values) (any, error) {
	s.pushing.Lock()
	defer s.pushing.Unlock()
	who, received, err := s.receiver(r, v)
	if err != nil {
		return nil, err
	}
	if !s.confirmed(r, v, "push", string(who.ID), received) {
		return nil, errChanged
	}
	p := notify.Push{Customer: who.ID, Title: v.Get("title"), Text: v.Get("text")}
	if p.Title == "" && p.Text == "" {
		return nil, badRequest{errors.New("the push has neither a title nor a text")}
	}
	ctx := context.WithoutCancel(r.Context()) // what was sent is recorded, though the person leaves
	sending, cancel := context.WithTimeout(r.Context(), maxSend)
	defer cancel()
	sent, err := notify.Send(sending, s.Facts, s.Sender, p, s.Now())
	if errors.Is(err, notify.ErrNoToken) {
		return nil, badRequest{errors.New("the customer has no subscription that a push can be sent to")}
	}
	if err == nil {
		err = s.Sent(ctx, sent)
	}
	if err == nil {
		err = s.changed(ctx, who.ID)
	}
	o := outcome{Title: "Sent", Lines: []string{"The push notification was sent."}, Links: []tab{{Title: "Back to the customer", Link: link("customer", url.Values{"id": {string(who.ID)}})}}}
	return view{template: "outcome", Title: o.Title, Body: o}, err
}
