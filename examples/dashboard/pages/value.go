package pages

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strconv"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/export"
)

// askValue reads a question about RFM (F1–F4).
func (s *server) askValue(ctx context.Context, v, own url.Values) (asked, error) {
	shared, err := customer.ParseQuery(v) // as_of and location
	if err != nil {
		return asked{}, err
	}
	u, err := unfiltered(&shared)
	if err != nil {
		return asked{}, err
	}
	all, err := s.choices(ctx)
	if err != nil {
		return asked{}, err
	}
	k, err := strconv.Atoi(cmp.Or(own.Get("k"), "5"))
	if err != nil {
		return asked{}, badRequest{errors.New("k: want a number from 2 to 10")}
	}
	q := value.RFMQuery{AsOf: shared.AsOf, Currency: customer.Currency(all.currencyOf(customer.Currency(own.Get("currency")))), Scores: k}
	if q.Currency == "" {
		q.Currency = "EUR" // nobody has bought anything
	}
	if err := q.Check(); err != nil {
		return asked{}, err
	}
	own.Set("currency", string(q.Currency)) // a link is of one currency for ever
	pairs := []string{}
	for _, c := range all.currencies {
		pairs = append(pairs, c, c)
	}
	fields := []field{choice("Currency", "currency", string(q.Currency), pairs...), {Label: "Scores", Name: "k", Kind: "number", Value: strconv.Itoa(k)}}
	return asked{question: u, fields: fields, compute: func(ctx context.Context, now State) ([]*table, error) {
		r, err := value.ScoreRFM(ctx, now.Customers, q, s.run)
		if err != nil {
			return nil, err
		}
		c := collect{zone: shared.Location}
		add(&c, "rfm_segments", "Segments", export.RFMSegments(r), share("segment"))
		addHead(&c, "rfm", "Customers with their scores", length{len(r.Customers), maxRows}, export.RFM(r), nil)
		return c.tables, c.err
	}}, nil
}
