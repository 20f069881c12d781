package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// pageSize is the size of a page of the list whose URL names none, and maxPageSize the
// greatest.
const pageSize, maxPageSize = 50, 500

// listView is what the template of the list shows.
type listView struct {
	Fields  []field
	Columns []title
	People  []person
	Total   int
	First   string   // the link to the first page, empty on it
	Next    string   // the link to the next page, empty on the last
	Hidden  []option // the question, for forms that select
	Reset   []option // what the filter form carries along
	Files   string   // the question, as the end of a link
	Clear   string
	Now     string
	Consent bool // the popup is enabled (L9)
	Edit    bool
}

// A title is a column's, which sorts the list.
type title struct {
	Text, Link string
	Order      string // ascending, descending, or empty
	Number     bool
}

// A person is a row of the list.
type person struct {
	ID       string
	Link     string
	Name     string
	Initial  string
	Cells    map[string]cell
	Money    []string
	Favorite bool
}

// shownColumns are the columns of the list's table, beside the revenue's.
var shownColumns = []customer.Column{"display_name", "status", "identity", "email", "last_device", "revenue", "paid_orders", "last_usage", "created_at"}

// customers answers the customer list.
func (s *server) customers(r *http.Request, v url.Values) (any, error) {
	q, full, err := s.listQuestion(v)
	if err != nil {
		return nil, err
	}
	if !canonical(r, full) {
		return redirect(link("customers", full)), nil
	}
	page, err := s.list(r.Context(), q)
	if err != nil {
		return nil, err
	}
	all, err := s.choices(r.Context())
	if err != nil {
		return nil, err
	}
	body, err := s.listView(page, q, full, &all)
	if err != nil {
		return nil, err
	}
	return view{template: "customers", Title: "Customers", Nav: s.tabs("customers", full.Get("as_of")), AsOf: full.Get("as_of"), Body: body}, nil
}

// listQuestion reads the question of the list, with the URL that it belongs to.
func (s *server) listQuestion(v url.Values) (q customer.Query, full url.Values, err error) {
	if err := s.begin(v, true); err != nil {
		return q, nil, err
	}
	if v.Get("revenue_min") == "" && v.Get("revenue_max") == "" {
		v.Del("revenue_currency") // a form has it though no amount was typed
	}
	if own := take(v, "device_is"); len(own) > 0 { // of the form: an empty "device" would be the unknown one
		v["device"] = own["device_is"]
	}
	if v.Get("sort") != "revenue" {
		v.Del("sort_currency")
	}
	if q, err = customer.ParseQuery(v); err != nil {
		return q, nil, err
	}
	if q.Limit == 0 {
		q.Limit = pageSize
	}
	q.Limit = min(q.Limit, maxPageSize)
	if err := q.Check(); err != nil {
		return q, nil, err
	}
	full, err = q.URL()
	return q, full, err
}

// list answers from the rollup, if it is of this question, else from the facts (O3).
func (s *server) list(ctx context.Context, q customer.Query) (customer.Page, error) {
	if s.Rollup != nil {
		page, err := s.Rollup.List(ctx, q, s.run)
		if !errors.Is(err, customer.ErrQuery) || errors.Is(err, customer.ErrCursor) {
			return page, err
		}
	}
	return customer.List(ctx, s.Facts, q, s.run)
}

func (s *server) listView(page customer.Page, q customer.Query, full url.Values, all *choices) (listView, error) {
	body := listView{
		Fields: listFields(q, all), Total: page.Total, Files: full.Encode(), Consent: q.ConsentPopup, Edit: s.Editor != nil,
		Now:   link("customers", without(full, "as_of", "after")),
		Clear: link("customers", with(keep(full, "as_of", "location", "require_sign_in", "consent_popup"))),
	}
	if page.Next != "" {
		body.Next = link("customers", with(full, url.Values{"after": {string(page.Next)}}))
	}
	question := without(full, "after")
	if q.After != "" {
		body.First = link("customers", question)
	}
	body.Hidden = hidden(without(question, "limit"), nil)
	body.Reset = hidden(without(question, "device"), body.Fields)
	body.Columns = titles(q, question, all)
	var err error
	body.People, err = people(page, question)
	return body, err
}

// keep returns some of the parameters.
func keep(v url.Values, names ...string) url.Values {
	kept := url.Values{}
	for _, name := range names {
		if values, ok := v[name]; ok {
			kept[name] = values
		}
	}
	return kept
}

// titles returns the columns' titles. A title sorts by its column, and the other way
// round once it does.
func titles(q customer.Query, question url.Values, all *choices) (titles []title) {
	sorted := q.Sort.Column
	if sorted == "" {
		sorted = "status"
	}
	for _, c := range shownColumns {
		t := title{Text: Heading(string(c)), Number: c == "revenue" || c == "paid_orders"}
		by := url.Values{"sort": {string(c)}}
		if c == sorted {
			t.Order = "ascending"
			if q.Sort.Descending {
				t.Order = "descending"
			} else {
				by.Set("descending", "true")
			}
		}
		if c == "revenue" {
			currency := all.currencyOf(q.Sort.Currency)
			if currency == "" {
				titles = append(titles, t)
				continue
			}
			t.Text += " (" + currency + ")"
			by.Set("sort_currency", currency)
		}
		t.Link = link("customers", with(without(question, "sort", "descending", "sort_currency"), by))
		titles = append(titles, t)
	}
	return titles
}

// people returns the rows of a page. What they show are cells of customers.csv and
// revenue.csv (O1).
func people(page customer.Page, question url.Values) ([]person, error) {
	t, err := newTable("customers", "", export.Customers(page))
	if err != nil {
		return nil, err
	}
	money, err := newTable("revenue", "", export.Revenue(page, nil))
	if err != nil {
		return nil, err
	}
	spent := map[string][]string{}
	for _, row := range money.Rows {
		id := money.cell(row, "customer_id")
		spent[id] = append(spent[id], money.cell(row, "net")+" "+money.cell(row, "currency")+" "+money.cell(row, "kind"))
	}
	asked := keep(question, "as_of", "location", "require_sign_in", "consent_popup", "very_active_more_than", "very_active_within",
		"active_more_than", "active_within", "sleeper_after")
	var all []person
	for _, row := range t.Rows {
		p := person{ID: t.cell(row, "id"), Name: t.cell(row, "display_name"), Cells: map[string]cell{}}
		p.Money, p.Favorite, p.Initial = spent[p.ID], t.cell(row, "favorite") == "true", initial(p.Name)
		p.Link = link("customer", with(asked, url.Values{"id": {p.ID}}))
		for i, c := range t.Columns {
			p.Cells[c] = newCell(c, row[i])
		}
		all = append(all, p)
	}
	return all, nil
}

// initial returns the first letter of a name, for the avatar.
func initial(name string) string {
	for _, r := range name {
		return capital(string(r))
	}
	return "?"
}

// listFields returns the form that filters the list (L4).
func listFields(q customer.Query, all *choices) []field {
	statuses := field{Label: "Status", Name: "status", Kind: "checks"}
	for _, status := range customer.Statuses() {
		statuses.Options = append(statuses.Options, option{status.String(), capital(status.String()), slices.Contains(q.Filter.Statuses, status)})
	}
	types := field{Label: "Type", Name: "type", Kind: "checks"}
	for _, name := range []customer.Type{"favorite", "registered", "anonymous", "consent"} {
		if name == "consent" && !q.ConsentPopup {
			continue
		}
		types.Options = append(types.Options, option{string(name), capital(string(name)), slices.Contains(q.Filter.Types, name)})
	}
	var least, most string
	currency := customer.Currency("")
	if r := q.Filter.Revenue; r != nil {
		currency = r.Currency
		if r.Min != nil {
			least = r.Min.String()
		}
		if r.Max != nil {
			most = r.Max.String()
		}
	}
	pairs := []string{}
	for _, c := range all.currencies {
		pairs = append(pairs, c, c)
	}
	return []field{
		{Label: "Search", Name: "search", Kind: "text", Value: q.Filter.Search, Hint: "ID, e-mail, username or name"},
		types, statuses,
		choice("Revenue in", "revenue_currency", all.currencyOf(currency), pairs...),
		{Label: "at least", Name: "revenue_min", Kind: "number", Value: least},
		{Label: "at most", Name: "revenue_max", Kind: "number", Value: most},
		date("Account created from", "created_from", q.Filter.Created.From, q.Location),
		date("to (not included)", "created_to", q.Filter.Created.To, q.Location),
		{Label: "Last device", Name: "device_is", Kind: "text", Value: first(q.Filter.Devices), Hint: "as it is written"},
		{Label: "Saved segment", Name: "segment", Kind: "text", Value: string(q.Segment), Hint: "status = quiet and revenue EUR > 100"},
	}
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
