package pages

import (
	"cmp"
	"context"
	"encoding"
	"errors"
	"net/url"

	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/export"
)

// askCohorts reads a question about cohorts. What its form always says is the page's own,
// since the page's defaults are others than the question's: months, and orders.
func (s *server) askCohorts(_ context.Context, v, own url.Values) (asked, error) {
	q, err := lifecycle.ParseCohortQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := q.URL()
	if err != nil {
		return asked{}, err
	}
	for _, part := range []struct {
		typed string
		into  encoding.TextUnmarshaler
	}{
		{cmp.Or(own.Get("unit"), "month"), &q.Unit}, {cmp.Or(own.Get("anchor"), "order"), &q.Anchor},
		{cmp.Or(own.Get("return"), "orders"), &q.Return}, {cmp.Or(own.Get("clock"), "calendar"), &q.Clock},
	} {
		if err := part.into.UnmarshalText([]byte(part.typed)); err != nil {
			return asked{}, badRequest{err}
		}
	}
	if q.Anchor == lifecycle.FirstJoin {
		return asked{}, badRequest{errors.New("anchor: want order or login")}
	}
	if err := q.Check(); err != nil {
		return asked{}, err
	}
	fields := []field{
		date("Began from", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location), unitField(q.Unit),
		choice("Began with", "anchor", q.Anchor.String(), "order", "the first paid order", "login", "the first login"),
		choice("Came back with", "return", q.Return.String(), "orders", "paid orders", "logins", "logins", "messages", "messages"),
		choice("Clock", "clock", q.Clock.String(), "calendar", "the calendar's", "own", "each customer's own"),
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context, now State) ([]*table, error) {
		r, err := lifecycle.Cohorts(ctx, now.Customers, q, s.run, nil)
		if err != nil {
			return nil, err
		}
		var c collect
		add(&c, "cohorts", "Customers who came back", export.Cohorts(r, q.Unit), rates)
		return c.tables, c.err
	}}, nil
}
