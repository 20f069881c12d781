package pages

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// allColumns returns the columns that the list can show, in the order in which it shows
// them: those of customers.csv, and the revenue.
func allColumns() []customer.Column {
	return []customer.Column{
		"display_name", "id", "status", "identity", "email", "username", "name", "email_consent", "last_device", "birthday",
		"revenue", "paid_orders", "last_paid_at", "last_usage", "last_login", "created_at", "favorite",
		"facebook", "twitter", "google", "shares", "comments", "redemptions", "pushes",
	}
}

// usualColumns returns the columns that the list shows if the URL names none.
func usualColumns() []customer.Column {
	return []customer.Column{"display_name", "status", "identity", "email", "last_device", "revenue", "paid_orders", "last_usage", "created_at"}
}

// readColumns reads which columns are shown. The name always is, because it leads to the
// customer. The consent is not without the popup (L9).
func readColumns(names []string, popup bool) ([]customer.Column, error) {
	if len(names) == 0 {
		return usualColumns(), nil
	}
	all := allColumns()
	for _, name := range names {
		if !slices.Contains(all, customer.Column(name)) {
			return nil, badRequest{errors.New("column: want some of " + strings.Join(texts(all), ", "))}
		}
	}
	return slices.DeleteFunc(all, func(c customer.Column) bool {
		return c != "display_name" && !slices.Contains(names, string(c)) || c == "email_consent" && !popup
	}), nil
}

// columnsOf returns the parameters of a choice of columns: none for the usual ones.
func columnsOf(columns []customer.Column) url.Values {
	if slices.Equal(columns, usualColumns()) {
		return nil
	}
	return url.Values{"column": texts(columns)}
}

// columnOptions returns what a form offers, beside the name.
func columnOptions(shown []customer.Column, popup bool) (all []option) {
	for _, c := range allColumns()[1:] {
		if c != "email_consent" || popup {
			all = append(all, option{string(c), columnTitle(c), slices.Contains(shown, c)})
		}
	}
	return all
}

// columnTitle returns the title of a column of the list.
func columnTitle(c customer.Column) string {
	switch c {
	case "id":
		return "ID"
	case "display_name":
		return "Customer"
	case "created_at":
		return "Account created"
	case "last_device":
		return "Last device used"
	}
	return Heading(string(c))
}

// hasNumbers reports whether a column of the list has numbers.
func hasNumbers(c customer.Column) bool {
	return slices.Contains([]customer.Column{"revenue", "paid_orders", "shares", "comments", "redemptions", "pushes"}, c)
}

// A title is a column's. Its links sort the list by it.
type title struct {
	Column string
	Text   string // beside the links, if they do not say it
	Order  string // ascending, descending, or empty
	Number bool
	Links  []sorting
}

// A sorting is a link that sorts the list.
type sorting struct {
	For   string // what Text leaves out, for those who do not see the title
	Text  string
	Link  string
	Order string
}

// titles returns the columns' titles. A title sorts by its column, and the other way
// round once it does. Revenue has a link for each currency, because different currencies
// are never added (R2).
func titles(l listed, question url.Values, currencies []string) (all []title) {
	for _, c := range l.columns {
		t := title{Column: string(c), Number: hasNumbers(c)}
		if c != "revenue" {
			t.Links = []sorting{sortBy(l.Query, question, c, "")}
		} else {
			t.Text = columnTitle(c)
			for _, currency := range currencies {
				link := sortBy(l.Query, question, c, customer.Currency(currency))
				link.For, link.Text = "in ", currency
				t.Links = append(t.Links, link)
			}
		}
		for _, link := range t.Links {
			t.Order += link.Order // at most one has it
		}
		all = append(all, t)
	}
	return all
}

// sortBy returns the link that sorts by a column.
func sortBy(q customer.Query, question url.Values, c customer.Column, currency customer.Currency) sorting {
	by := url.Values{"sort": {string(c)}}
	if currency != "" {
		by.Set("sort_currency", string(currency))
	}
	s := sorting{Text: columnTitle(c)}
	if sortedBy(q) == c && q.Sort.Currency == currency {
		if s.Order = "ascending"; q.Sort.Descending {
			s.Order = "descending"
		} else {
			by.Set("descending", "true")
		}
	}
	s.Link = link("customers", with(without(question, "sort", "descending", "sort_currency"), by))
	return s
}

// sortedBy returns the column that the list is sorted by (L3).
func sortedBy(q customer.Query) customer.Column {
	if q.Sort.Column == "" {
		return "status"
	}
	return q.Sort.Column
}

// order tells how the list is sorted if no title shown does.
func order(l listed) string {
	if slices.Contains(l.columns, sortedBy(l.Query)) {
		return ""
	}
	words := "Sorted by " + strings.ToLower(columnTitle(sortedBy(l.Query)))
	if l.Sort.Descending {
		words += ", descending"
	}
	return words + "."
}
