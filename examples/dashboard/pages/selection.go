package pages

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// errNobody says that a form selects no customer.
var errNobody = badRequest{errors.New("nobody is selected: choose customers in the list, or all that match")}

// selection reads who is selected: by id, or with all=true everybody who passes the
// filter (L6).
func (s *server) selection(v url.Values) (customer.Selection, customer.Query, url.Values, error) {
	own := take(v, "id", "all")
	l, err := s.listQuestion(v)
	if err != nil {
		return customer.Selection{}, l.Query, nil, err
	}
	q := l.Query
	q.Limit, q.After = 0, ""
	sel := customer.Selection{All: own.Get("all") == "true"}
	full := without(l.full, "limit", "after")
	if sel.All {
		return sel, q, with(full, url.Values{"all": {"true"}}), nil
	}
	for _, id := range own["id"] {
		sel.IDs = append(sel.IDs, customer.ID(id))
	}
	if len(sel.IDs) == 0 {
		return sel, q, nil, errNobody
	}
	return sel, q, with(full, keep(own, "id")), nil
}

// selected answers a file about the customers who are selected: customers, revenue,
// emails, info, details.
func (s *server) selected(r *http.Request, name, kind string, v url.Values) (any, error) {
	if v.Get("all") == "" && !v.Has("id") {
		v.Set("all", "true")
	}
	sel, q, _, err := s.selection(v)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	if name == "details" {
		return s.details(ctx, sel, q, kind)
	}
	rows, err := sel.Rows(ctx, s.Facts, q)
	if err != nil {
		return nil, err
	}
	page := customer.Page{Rows: rows, Total: len(rows)}
	switch name {
	case "customers":
		return rowsFile(name, kind, export.Customers(page)), nil
	case "revenue":
		return rowsFile(name, kind, export.Revenue(page, nil)), nil
	case "emails":
		return rowsFile(name, kind, export.Emails(page)), nil
	case "info":
		return rowsFile(name, kind, export.AllInfo(page, s.profiles(ctx, rows), q.AsOf)), nil
	}
	return nil, errNoPage
}

// profiles yields the profiles of the customers of a page.
func (s *server) profiles(ctx context.Context, rows []customer.Row) iter.Seq2[customer.Customer, error] {
	var ids []customer.ID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return s.Facts.EachCustomer(ctx, customer.Scope{Customers: ids})
}

// details answers the details of one customer.
func (s *server) details(ctx context.Context, sel customer.Selection, q customer.Query, kind string) (any, error) {
	if len(sel.IDs) != 1 {
		return nil, badRequest{errors.New("details are of one customer: name one id")}
	}
	d, err := s.get(ctx, sel.IDs[0], q)
	return rowsFile("details", kind, export.Rows(export.NewDetailRow(d))), err
}

// rowsFile returns a file of rows.
func rowsFile[T any](name, kind string, rows iter.Seq2[T, error]) download {
	return fileOf(name, kind, func(w io.Writer) error { return export.CSV(w, rows) }, func(w io.Writer) error { return export.JSON(w, rows) })
}
