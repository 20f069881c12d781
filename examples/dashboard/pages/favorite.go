package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// favorites is a change of favourites that was asked for.
type favorites struct {
	customer.Selection
	q    customer.Query
	full url.Values
	on   bool
	rows []customer.Row
}

// readFavorites reads whom to mark, or whose mark to take away.
func (s *server) readFavorites(ctx context.Context, v url.Values) (f favorites, err error) {
	if s.Editor == nil {
		return f, errNoPage
	}
	own := take(v, "on")
	if f.on, err = strconv.ParseBool(own.Get("on")); err != nil {
		return f, badRequest{errors.New("on: want true or false")}
	}
	if f.Selection, f.q, f.full, err = s.selection(v); err != nil {
		return f, err
	}
	f.full = with(f.full, url.Values{"on": {strconv.FormatBool(f.on)}})
	f.rows, err = f.Rows(ctx, s.Facts, f.q)
	return f, err
}

// verb says what is done.
func (f *favorites) verb() string {
	if f.on {
		return "Mark as favorite"
	}
	return "Take the favorite mark away"
}

// shown returns the plan as the token has it: which customers.
func (f *favorites) shown() string {
	var all []customer.ID
	for _, r := range f.rows {
		all = append(all, r.ID)
	}
	return fmt.Sprintf("%q", all)
}

// planFavorite shows whom a change of favourites is about. It changes nothing.
func (s *server) planFavorite(r *http.Request, v url.Values) (any, error) {
	f, err := s.readFavorites(r.Context(), v)
	if err != nil {
		return nil, err
	}
	page := customer.Page{Rows: f.rows[:min(len(f.rows), maxRows)]}
	t, err := newTable("customers", "", export.Each(export.Customers(page), func(r export.CustomerRow) nameRow {
		return nameRow{r.ID, export.Text(r.DisplayName), r.Favorite}
	}))
	if err != nil {
		return nil, err
	}
	p := plan{Action: "favorite", Title: f.verb(), Table: t, Confirm: f.verb(), Back: link("customers", without(f.full, "id", "all", "on")),
		Lines: []string{fmt.Sprintf("%s: %s.", f.verb(), counted(len(f.rows)))}}
	p.Hidden = hiddenWith(f.full, s.token(r, "favorite", f.full.Encode(), f.shown()))
	return view{template: "plan", Title: p.Title, Body: p, AsOf: f.full.Get("as_of")}, nil
}

// nameRow is a customer on the page of a plan.
type nameRow struct {
	ID          string      `csv:"id" json:"id"`
	DisplayName export.Text `csv:"display_name" json:"display_name"`
	Favorite    bool        `csv:"favorite" json:"favorite"`
}

func counted(n int) string {
	if n == 1 {
		return "1 customer"
	}
	return strconv.Itoa(n) + " customers"
}

// favorite carries out a change of favourites that was shown.
func (s *server) favorite(r *http.Request, v url.Values) (any, error) {
	token := take(v, "token")
	f, err := s.readFavorites(r.Context(), v)
	if err != nil {
		return nil, err
	}
	if !s.confirmed(r, token, "favorite", f.full.Encode(), f.shown()) {
		return nil, errChanged
	}
	editor := s.Editor(s.Now(), func(context.Context, gdpr.Receipt) error { return nil })
	var changed []string
	failed := 0
	for done, err := range f.SetFavorite(r.Context(), s.Facts, f.q, editor, f.on) {
		if err != nil {
			return nil, err
		}
		switch {
		case done.Err != nil:
			failed++
		case done.Changed:
			changed = append(changed, string(done.ID))
			if err := s.changed(r.Context(), done.ID); err != nil {
				return nil, err
			}
		}
	}
	o := f.outcome(changed, failed)
	return view{template: "outcome", Title: o.Title, Body: o, AsOf: f.full.Get("as_of")}, nil
}

// outcome tells what became of a change. What it offers to undo is no more than was changed.
func (f *favorites) outcome(changed []string, failed int) outcome {
	n := len(changed)
	o := outcome{Title: f.verb(), Lines: []string{fmt.Sprintf("%s changed, %s failed, %s were so already.", counted(n), counted(failed), counted(len(f.rows)-n-failed))}}
	o.Links = []tab{{Title: "Back to the list", Link: link("customers", without(f.full, "id", "all", "on"))}}
	if n > 0 && n <= maxRows { // an address has room for so many
		back := url.Values{"id": changed, "on": {strconv.FormatBool(!f.on)}}
		o.Links = append(o.Links, tab{Title: "Undo", Link: link("favorite", with(without(f.full, "all"), back))})
	}
	return o
}

// changed tells the host that a customer was changed.
func (s *server) changed(ctx context.Context, id customer.ID) error {
	if s.Changed == nil {
		return nil
	}
	return s.Changed(context.WithoutCancel(ctx), id)
}
