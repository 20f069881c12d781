package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/subscription"
)

// maxLimit is the most customers on a page.
const maxLimit = 100

// list answers a page of the customer list. Filters, search, order and cursor are all in
// the URL (see customer.Query). For the next page, set "after" to the answer's "next".
func (s *service) list(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	if q.Limit == 0 || q.Limit > maxLimit {
		q.Limit = maxLimit
	}
	page, err := customer.List(r.Context(), s.shop, q, s.run)
	return export.NewPageReport(page), err
}

// file answers the customers that pass the filter as CSV. It streams: memory does not
// grow with them.
func (s *service) file(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	return download{"customers.csv", "text/csv; charset=utf-8", func(w io.Writer) error {
		return export.WriteCustomers(r.Context(), w, s.shop, q, s.run, export.Options{})
	}}, nil
}

// detail answers one customer: who it is, what they did, and why they have their status.
func (s *service) detail(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	d, err := customer.Get(r.Context(), s.shop, pathID(r), q)
	return export.NewDetailReport(d), err
}

// standing answers how one customer stands with the newsletter, and why.
func (s *service) standing(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, subscription.ParseQuery)
	if err != nil {
		return nil, err
	}
	if _, err := s.shop.Profile(pathID(r)); err != nil {
		return nil, err
	}
	e, err := subscription.Explain(r.Context(), s.shop, pathID(r), q)
	return export.NewStandingReport(e), err
}

func pathID(r *http.Request) customer.ID { return customer.ID(r.PathValue("id")) }

// favorite marks customers as favourites, or takes the mark away. The body says whom:
//
//	{"ids": ["c001", "c025"], "favorite": true}
//	{"all": true, "except": ["c025"], "favorite": false}
//
// All means everybody who passes the filter of the URL, on all pages. The answer has
// what became of each, since one who fails does not keep the others.
func (s *service) favorite(r *http.Request, v url.Values) (any, error) {
	if v.Get("as_of") == "" {
		v.Set("as_of", s.instant())
	}
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	var body struct {
		customer.Selection
		Favorite *bool
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	if body.Favorite == nil {
		return nil, badRequest{errors.New(`"favorite" is missing`)}
	}
	done := body.SetFavorite(r.Context(), s.shop, q, s.editor(new(gdpr.Receipt)), *body.Favorite)
	all := []export.OutcomeRow{}
	for row, err := range export.Outcomes(done) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// read reads a body of JSON. A decoder's error can quote the body, so the client gets
// words of ours.
func read(r *http.Request, body any) error {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(body); err != nil {
		return badRequest{errors.New("the body is not JSON of the form asked for")}
	}
	return nil
}
