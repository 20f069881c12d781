package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// pageSize is the size of a page of the list whose URL names none, and maxPageSize the
// greatest.
const pageSize, maxPageSize = 50, 500

// listView is what the template of the list shows.
type listView struct {
	Fields  []field
	Segment segmentView
	Columns []option // that can be shown
	Shown   bool     // the columns are not the usual ones
	Titles  []title
	Width   int // of the table, in columns
	Order   string
	People  []person
	Total   int
	First   string   // the link to the first page, empty on it
	Next    string   // the link to the next page, empty on the last
	Hidden  []option // the question, for forms that select
	Reset   []option // what the filter form carries along
	Files   string   // the question, as the end of a link
	Clear   string
	Now     string
	Edit    bool
	Words   []option // what the statuses mean
	Add     string   // the link to the mailing lists, empty without them
	Uploads []tab    // to the lists that were added
}

// A person is a row of the list.
type person struct {
	ID       string
	Link     string
	Name     string
	Initial  string
	Cells    []shownCell
	Favorite bool
}

// A shownCell is a cell of a row, with what is beside its text.
type shownCell struct {
	cell
	Status    bool
	Money     []string // of the revenue
	Consented bool     // of the e-mail, with the popup alone (L9)
}

// listed is a question of the list that was read from a URL.
type listed struct {
	customer.Query
	full    url.Values        // canonical, with the columns
	columns []customer.Column // that are shown
}

// customers answers the customer list.
func (s *server) customers(r *http.Request, v url.Values) (any, error) {
	l, err := s.listQuestion(v)
	if bad := (badSegment{}); errors.As(err, &bad) {
		return s.mend(r.Context(), bad)
	}
	if err != nil {
		return nil, err
	}
	if !canonical(r, l.full) {
		return redirect(link("customers", l.full)), nil
	}
	page, err := s.list(r.Context(), l.Query)
	if errors.Is(err, customer.ErrCursor) {
		return expired(l), nil
	}
	if err != nil {
		return nil, err
	}
	body, err := s.listView(r.Context(), l)
	if err != nil {
		return nil, err
	}
	if page.Next != "" {
		body.Next = link("customers", with(l.full, url.Values{"after": {string(page.Next)}}))
	}
	body.Total = page.Total
	if body.People, err = people(page, l); err != nil {
		return nil, err
	}
	return s.listPage(l, body), nil
}

func (s *server) listPage(l listed, body listView) view {
	asOf := l.full.Get("as_of")
	return view{template: "customers", Title: "Customers", Nav: s.tabs("customers", asOf), AsOf: asOf, Zone: zone(l.full), Body: body}
}

// expired offers the first page of a question whose cursor is not good any more (O3).
func expired(l listed) view {
	o := outcome{Title: "This page of the list has expired", Lines: []string{"The list itself has not."}}
	o.Links = []tab{{Title: "First page", Link: link("customers", without(l.full, "after"))}}
	return view{template: "outcome", status: http.StatusBadRequest, Title: o.Title, Body: o, AsOf: l.full.Get("as_of")}
}

// mend shows the filter with a segment that is wrong, and where it is.
func (s *server) mend(ctx context.Context, bad badSegment) (any, error) {
	body, err := s.listView(ctx, bad.rest)
	if err != nil {
		return nil, err
	}
	body.Segment = s.segmentView(bad.text, nil)
	body.Segment.Save, body.Segment.Problem = "", placeOf(bad, string(bad.text))
	page := s.listPage(bad.rest, body)
	page.status = http.StatusBadRequest
	return page, nil
}

// listQuestion reads the question of the list, with the URL that it belongs to.
func (s *server) listQuestion(v url.Values) (l listed, err error) {
	if err := s.begin(v, true); err != nil {
		return l, err
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
	chooseSegment(v)
	own := take(v, "column")
	if l.Query, err = customer.ParseQuery(v); err != nil {
		return l, err
	}
	if l.columns, err = readColumns(own["column"], l.ConsentPopup); err != nil {
		return l, err
	}
	if l.Limit == 0 {
		l.Limit = pageSize
	}
	l.Limit = min(l.Limit, maxPageSize)
	return l.checked()
}

// checked returns the question with its URL, if it is good. What is wrong with the segment
// alone is a badSegment.
func (l listed) checked() (listed, error) {
	text := l.Segment
	l.Segment = ""
	if err := l.Check(); err != nil {
		return l, err
	}
	rest := l
	l.Segment = text
	_, wrong := l.Matcher(nil)
	if wrong != nil {
		l = rest
	}
	full, err := l.URL()
	if err != nil {
		return l, err
	}
	if l.full = with(full, columnsOf(l.columns)); wrong != nil {
		return l, badSegment{wrong, text, l}
	}
	return l, nil
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

// listView returns what is around the rows.
func (s *server) listView(ctx context.Context, l listed) (listView, error) {
	all, err := s.choices(ctx)
	if err != nil {
		return listView{}, err
	}
	question := without(l.full, "after")
	body := listView{
		Fields: listFields(l.Query, &all), Segment: s.segmentView(l.Segment, question), Files: without(l.full, "column").Encode(), Edit: s.Editor != nil,
		Columns: columnOptions(l.columns, l.ConsentPopup), Shown: question.Has("column"), Titles: titles(l, question, all.currencies), Order: order(l), Words: statusWords(l.Query),
		Now:   link("customers", without(question, "as_of")),
		Clear: link("customers", with(shared(question), keep(question, "column"))),
	}
	body.Width = len(body.Titles) + 2
	if l.After != "" {
		body.First = link("customers", question)
	}
	body.Hidden = hidden(without(question, "limit"), nil)
	body.Reset = hidden(without(question, "device", "segment", "column"), body.Fields)
	if s.Acknowledgements != nil {
		body.Add, body.Uploads = "mailing", s.uploads(ctx)
	}
	return body, nil
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

// people returns the rows of a page. What they show are cells of customers.csv and
// revenue.csv (O1).
func people(page customer.Page, l listed) ([]person, error) {
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
	asked := shared(l.full)
	var all []person
	for _, row := range t.Rows {
		p := person{ID: t.cell(row, "id"), Name: t.cell(row, "display_name"), Favorite: t.cell(row, "favorite") == "true"}
		p.Link, p.Initial = link("customer", with(asked, url.Values{"id": {p.ID}})), initial(p.Name)
		for _, c := range l.columns[1:] {
			shown := shownCell{cell: newCell(string(c), t.cell(row, string(c)), l.Location), Status: c == "status"}
			shown.Number, shown.Consented = hasNumbers(c), c == "email" && t.cell(row, "email_consent") == "yes"
			if c == "revenue" {
				shown.Money = spent[p.ID]
			}
			p.Cells = append(p.Cells, shown)
		}
		all = append(all, p)
	}
	return all, nil
}
