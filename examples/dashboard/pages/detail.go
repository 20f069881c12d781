package pages

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// detailView is what the template of one customer shows.
type detailView struct {
	ID       string
	Name     string
	Initial  string
	Favorite bool
	Consent  bool
	Cells    map[string]cell
	Logins   []cell // that decided the status
	Revenue  *table

	List, Mark, Push, Details, Email, Info, Everything, Delete string // links; empty is not offered
}

// customer answers the page of one customer (L7).
func (s *server) customer(r *http.Request, v url.Values) (any, error) {
	own := take(v, "id")
	q, full, err := s.detailQuestion(v)
	if err != nil {
		return nil, err
	}
	if full = with(full, own); !canonical(r, full) {
		return redirect(link("customer", full)), nil
	}
	d, err := s.get(r.Context(), customer.ID(own.Get("id")), q)
	if err != nil {
		return nil, err
	}
	body, err := s.detailView(d, q, full)
	if err != nil {
		return nil, err
	}
	return view{template: "customer", Title: body.Name, Nav: s.tabs("customers", full.Get("as_of")), AsOf: full.Get("as_of"), Zone: zone(full), Body: body}, nil
}

// detailQuestion reads the question of a page about one customer, to which filters and
// pages do not matter.
func (s *server) detailQuestion(v url.Values) (customer.Query, url.Values, error) {
	if err := s.begin(v, true); err != nil {
		return customer.Query{}, nil, err
	}
	q, err := customer.ParseQuery(v)
	if err != nil {
		return q, nil, err
	}
	q.Filter, q.Segment, q.Sort, q.Limit, q.After = customer.Filter{}, "", customer.Sort{}, 0, ""
	if err := q.Check(); err != nil {
		return q, nil, err
	}
	full, err := q.URL()
	return q, full, err
}

// get answers from the rollup, if it is of this question, else from the facts (O3).
func (s *server) get(ctx context.Context, id customer.ID, q customer.Query) (customer.Detail, error) {
	if s.Rollup != nil {
		d, err := s.Rollup.Get(ctx, id, q)
		if !errors.Is(err, customer.ErrQuery) {
			return d, err
		}
	}
	return customer.Get(ctx, s.Facts, id, q)
}

func (s *server) detailView(d customer.Detail, q customer.Query, full url.Values) (detailView, error) {
	t, err := newTable("details", "", export.Rows(export.NewDetailRow(d)))
	if err != nil {
		return detailView{}, err
	}
	row := t.Rows[0]
	body := detailView{ID: string(d.ID), Name: t.cell(row, "display_name"), Favorite: d.Favorite, Consent: q.ConsentPopup, Cells: map[string]cell{}}
	body.Initial = initial(body.Name)
	for i, c := range t.Columns {
		body.Cells[c] = newCell(c, row[i], q.Location)
	}
	for _, login := range export.NewDetailReport(d).StatusLogins {
		text, err := login.MarshalCSV()
		if err != nil {
			return detailView{}, err
		}
		body.Logins = append(body.Logins, newCell("login", text, q.Location))
	}
	if body.Revenue, err = newTable("revenue", "Revenue", export.Revenue(customer.Page{Rows: []customer.Row{d.Row}}, nil)); err != nil {
		return detailView{}, err
	}
	s.links(&body, full)
	return body, nil
}

// links fills what the menu offers.
func (s *server) links(body *detailView, full url.Values) {
	body.List = link("customers", without(full, "id"))
	body.Details, body.Email, body.Info = link("details.csv", full), link("emails.csv", full), link("info.csv", full)
	if s.Editor != nil {
		on := "true"
		if body.Favorite {
			on = "false"
		}
		body.Mark = link("favorite", with(full, url.Values{"on": {on}}))
	}
	if s.Sender != nil && s.Sent != nil {
		body.Push = link("push", keep(full, "id"))
	}
	if s.Registry != nil {
		body.Everything = link("everything.zip", keep(full, "id"))
	}
	if s.erases() {
		body.Delete = link("delete", keep(full, "id"))
	}
}

// everythingOn answers all that is held on a person, as a ZIP (G2).
func (s *server) everythingOn(r *http.Request, v url.Values) (any, error) {
	if s.Registry == nil {
		return nil, errNoPage
	}
	who, err := s.subject(r.Context(), customer.ID(v.Get("id")))
	if err != nil {
		return nil, err
	}
	q := gdpr.Export{Subject: who, At: s.Now(), Mode: gdpr.Access}
	return download{"everything.zip", "application/zip", false, func(w io.Writer) error {
		_, err := s.Registry.Export(r.Context(), w, q)
		return err
	}}, nil
}

// subject returns the person with an ID.
func (s *server) subject(ctx context.Context, id customer.ID) (gdpr.Subject, error) {
	c, err := s.profile(ctx, id)
	return gdpr.Subject{ID: c.ID, Email: c.Email}, err
}

// profile returns the customer with an ID. The error is customer.ErrNotFound if there
// is none.
func (s *server) profile(ctx context.Context, id customer.ID) (customer.Customer, error) {
	found := customer.Customer{}
	for c, err := range s.Facts.EachCustomer(ctx, customer.Scope{Customers: []customer.ID{id}}) {
		if err != nil {
			return customer.Customer{}, err
		}
		if c.ID == id {
			found = c
		}
	}
	if found.ID == "" {
		return found, customer.ErrNotFound
	}
	return found, nil
}
