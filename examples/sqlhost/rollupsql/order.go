package rollupsql

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// part is a part of the list: the records of one status that pass a filter, and have a
// value, or none.
type part struct {
	from  string // records as r
	where condition
	x     string // column of the value; empty if all have the same or none, and stand by ID
}

// parts returns the parts of a status in the order of the list, and which of them, with
// which value, has the place after which the page begins. n is len(parts) if that is behind
// them all.
func parts(status customer.Status, by customer.Sort, after *customer.Place, f condition) (all []part, n int, value any, err error) {
	within := condition{}
	within.and("r.listed = ?", int64(status))
	if f.sql != "" {
		within.and(f.sql, f.args...)
	}
	var v any
	if after != nil {
		v = after.Value()
	}
	switch column := indexed[by.Column]; {
	case column == "status":
		all = []part{{"{records} r", within, ""}}
		if v != nil {
			n = compareStatus(status, v.(int), by.Descending)
		}
		return all, n, nil, nil
	case column == "id":
		all = []part{{"{records} r", within, "r.id"}}
		if v != nil {
			value = bytesOf(v.(string))
		}
		return all, 0, value, nil
	case column == "revenue":
		return byRevenue(status, by, v, f)
	case column != "":
		with, without := within, within
		with.and("r." + column + " IS NOT NULL")
		without.and("r." + column + " IS NULL")
		all = []part{{"{records} r", with, "r." + column}, {"{records} r", without, ""}}
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
	"email": "email", "created_at": "created_at", "last_usage": "last_usage", "last_login": "last_login", "paid_orders": "paid_orders",
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
		return part{"{revenue} v JOIN {records} r ON r.id = v.id", c, "v.net"}
	}
	var none condition
	none.and("r.listed = ? AND NOT EXISTS (SELECT 1 FROM {revenue} v WHERE v.id = r.id AND v.currency = ?)", int64(status), currency)
	if f.sql != "" {
		none.and(f.sql, f.args...)
	}
	all = []part{lines("<"), {"{records} r", none, ""}, lines(">")}
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
