package rollupsql

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// part is a part of the list: the records of some statuses that pass a filter, and have a
// value, or none.
type part struct {
	source
	where condition
	x     string // column of the value; empty if all have the same or none, and stand by ID
}

// groups returns the statuses that a filter passes, in groups that have the order of the list
// each by itself. Where the index has the status first, these are single ones.
func groups(f *customer.Filter, by customer.Column) (all [][]customer.Status) {
	if !statusFirst(by) {
		return [][]customer.Status{statuses(f)}
	}
	for _, s := range statuses(f) {
		all = append(all, []customer.Status{s})
	}
	return all
}

// statusFirst reports whether the index of a column has the status before it. Status
// depends on when customers came: without it, a page of one status by last usage could read
// all others first.
func statusFirst(by customer.Column) bool { return !strings.HasPrefix(indexed[by], "r.") }

// parts returns the parts of a group of statuses in the order of the list, and which of
// them, with which value, has the place after which the page begins. n is len(parts) if that
// is behind them all.
func parts(group []customer.Status, by customer.Sort, after *customer.Place, f condition) (all []part, n int, value any, err error) {
	within, status := condition{}, group[0]
	if statusFirst(by.Column) {
		within.and("s.listed = ?", int64(status))
	} else {
		within.and("r.types IS NOT NULL") // customers
		if len(group) <= int(customer.VeryActive) {
			in, args := among(group)
			within.and(in, args...)
		}
	}
	if f.sql != "" {
		within.and(f.sql, f.args...)
	}
	var v any
	if after != nil {
		v = after.Value()
	}
	switch column := indexed[by.Column]; {
	case column == "status":
		all = []part{{byState, within, ""}}
		if v != nil {
			n = compareStatus(status, v.(int), by.Descending)
		}
		return all, n, nil, nil
	case column == "id":
		all = []part{{byState, within, "s.id"}}
		if v != nil {
			value = bytesOf(v.(string))
		}
		return all, 0, value, nil
	case column == "revenue":
		return byRevenue(status, by, v, f)
	case column != "":
		with, without := within, within
		with.and(column + " IS NOT NULL")
		without.and(column + " IS NULL")
		from := byRecord
		if statusFirst(by.Column) {
			from = byState
		}
		all = []part{{from, with, column}, {from, without, ""}}
		if after != nil && v == nil {
			n = 1
		}
		return all, n, bound(v), nil
	}
	return nil, 0, nil, unsupported("in this order")
}

// indexed are the columns by which a page is served.
var indexed = map[customer.Column]string{
	"": "status", "status": "status", "id": "id", "revenue": "revenue",
	"last_usage": "s.last_usage", "last_login": "s.last_login",
	"email": "r.email", "created_at": "r.created_at", "paid_orders": "r.paid_orders",
}

// bound returns the value of a place as a column has it.
func bound(v any) any {
	switch v := v.(type) {
	case string:
		return bytesOf(v)
	case time.Time:
		return instant(v)
	case int:
		return int64(v)
	case decimal.Decimal:
		return amount(v)
	}
	return nil
}

// compareStatus returns 0 if a status is that of a place, or stands after it, else 1. For
// the first the caller goes on after the place's ID.
func compareStatus(status customer.Status, at int, descending bool) int {
	mine := -int(status)
	if descending {
		mine, at = -mine, -at
	}
	if mine < at {
		return 1
	}
	return 0
}

// byLine are the records of lines of revenue.
var byLine = source{"{revenue} v {join} {records} r ON r.id = v.id {join} {states} s ON s.n = r.n", "v.id"}

// byRevenue returns the parts by revenue: less than 0, 0, and more. A customer who has no line
// has 0.
func byRevenue(status customer.Status, by customer.Sort, v any, f condition) (all []part, n int, value any, err error) {
	currency := bytesOf(by.Currency)
	lines := func(sign string) part {
		var c condition
		c.and("v.currency = ? AND v.listed = ? AND v.net "+sign+" ?", currency, int64(status), zeroAmount)
		if f.sql != "" {
			c.and(f.sql, f.args...)
		}
		return part{byLine, c, "v.net"}
	}
	var none condition
	none.and("s.listed = ? AND NOT EXISTS (SELECT 1 FROM {revenue} v WHERE v.id = s.id AND v.currency = ?)", int64(status), currency)
	if f.sql != "" {
		none.and(f.sql, f.args...)
	}
	all = []part{lines("<"), {byState, none, ""}, lines(">")}
	if by.Descending {
		slices.Reverse(all)
	}
	if d, ok := v.(decimal.Decimal); ok {
		n, value = 1+d.Sign(), amount(d)
		if by.Descending {
			n = 1 - d.Sign()
		}
	}
	return all, n, value, nil
}
