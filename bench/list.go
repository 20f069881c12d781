package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/shopspring/decimal"
)

// page is a question for the first 50 of the list, as the library takes it and
// in SQL.
type page struct {
	name         string
	filter       customer.Filter
	sort         customer.Sort
	where, order string
}

func pages() []page {
	least := decimal.New(200, 0)
	spring := calendar.Span{From: begin.Add(60 * day), To: begin.Add(150 * day)}
	return []page{
		{"default", customer.Filter{}, customer.Sort{}, "true", "rank DESC"},
		{"active by usage", customer.Filter{Statuses: []customer.Status{customer.Active, customer.VeryActive}, Devices: []string{"iPhone 15"}},
			customer.Sort{Column: "last_usage", Descending: true},
			"rank >= 2 AND last_device = 'iPhone 15'", "last_usage DESC NULLS LAST"},
		{"spring by e-mail", customer.Filter{Types: []customer.Type{"registered"}, Created: spring},
			customer.Sort{Column: "email"},
			"registered AND created_at >= TIMESTAMP '" + spring.From.Format("2006-01-02") + "' AND created_at < TIMESTAMP '" + spring.To.Format("2006-01-02") + "'",
			"email NULLS LAST"},
		{"by revenue", customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &least}},
			customer.Sort{Column: "revenue", Descending: true, Currency: "EUR"},
			"net >= 200", "net DESC"},
	}
}

// list asks for the first page of 50 customers, with several filters and
// orders.
func (b *Bench) list(ctx context.Context) error {
	h, err := b.in(ctx, ByCustomer)
	if err != nil {
		return err
	}
	key, err := customer.NewCursorKey([]byte("the benchmark's, which is no secret at all"))
	if err != nil {
		return err
	}
	run := &customer.Run{CursorKey: key}
	for _, p := range pages() {
		contenders := []Contender{contender(h.library, func(ctx context.Context) (func() (Answer, error), error) {
			q := customerQuery
			q.Filter, q.Sort, q.Limit = p.filter, p.sort, 50
			got, err := customer.List(ctx, h.library.shop.customers, q, run)
			return func() (Answer, error) {
				var a Answer
				for i, r := range got.Rows {
					a.line("row %02d of %d: %s", i, got.Total, r.ID)
				}
				return a, nil
			}, err
		})}
		if d := h.duck; d != nil {
			contenders = append(contenders, contender(d, func(ctx context.Context) (func() (Answer, error), error) {
				a, err := d.page(ctx, p)
				return said(a), err
			}))
		}
		if err := b.Race(ctx, "list "+p.name, contenders...); err != nil {
			return err
		}
	}
	return nil
}

func (d *duckDB) page(ctx context.Context, p page) (a Answer, err error) {
	text, err := d.query("list")
	if err != nil {
		return nil, err
	}
	rows, err := d.db.QueryContext(ctx, strings.NewReplacer("{where}", p.where, "{order}", p.order).Replace(text))
	if err != nil {
		return nil, fmt.Errorf("list.sql: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var total int
		if err := rows.Scan(&id, &total); err != nil {
			return nil, err
		}
		a.line("row %02d of %d: %s", len(a), total, id)
	}
	return a, rows.Err()
}
