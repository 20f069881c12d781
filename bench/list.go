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
			customer.Sort{Column: customer.LastUsageColumn, Descending: true},
			"rank >= 2 AND last_device = 'iPhone 15'", "last_usage DESC NULLS LAST"},
		{"spring by e-mail", customer.Filter{Types: []customer.Type{customer.RegisteredType}, Created: spring},
			customer.Sort{Column: customer.EmailColumn},
			"registered AND created_at >= TIMESTAMP '" + spring.From.Format("2006-01-02") + "' AND created_at < TIMESTAMP '" + spring.To.Format("2006-01-02") + "'",
			"email NULLS LAST"},
		{"by revenue", customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &least}},
			customer.Sort{Column: customer.RevenueColumn, Descending: true, Currency: "EUR"},
			"net >= 200", "net DESC"},
	}
}

// list asks for the first page of 50 customers, with several filters and
// orders.
func (b *Bench) list(ctx context.Context) error {
	w := b.with(b.AnyOrder)
	var duck *duckDB
	if b.takesPart(duckdb2) {
		d, err := loadDuckDB(ctx, w)
		if err != nil {
			return err
		}
		defer d.db.Close()
		duck = &duckDB{d, duckdb2, 2, b.Dir}
	}
	for _, p := range pages() {
		contenders := []Contender{{Name: libraryName, Run: func(ctx context.Context) (func() (Answer, error), error) {
			q := customerQuery
			q.Filter, q.Sort, q.Limit = p.filter, p.sort, 50
			got, err := customer.List(ctx, repository{World: w}.customers(), q)
			return func() (Answer, error) {
				var a Answer
				for i, r := range got.Rows {
					a.line("row %02d of %d: %s", i, got.Total, r.ID)
				}
				return a, nil
			}, err
		}}}
		if duck != nil {
			contenders = append(contenders, Contender{Name: duckdb2, Around: duck.Around, Run: func(ctx context.Context) (func() (Answer, error), error) {
				a, err := duck.page(ctx, p)
				return said(a), err
			}})
		}
		if err := b.Race(ctx, "list "+p.name, contenders...); err != nil {
			return err
		}
	}
	return b.listMemory(ctx)
}

// listMemory is how much more memory a page takes than grouping the facts,
// which Summarize does too: in customer order, where grouping takes next to
// none.
func (b *Bench) listMemory(ctx context.Context) error {
	w := b.with(ByCustomer)
	q := customerQuery
	q.Limit = 50
	page, err := inUse(w, func(r repository) error { _, err := customer.List(ctx, r.customers(), q); return err })
	if err != nil {
		return err
	}
	report, err := inUse(w, func(r repository) error { _, err := customer.Summarize(ctx, r.customers(), q); return err })
	b.note("list memory", max(page-report, 0), "%.2f MiB in use at most, %.2f MiB of it to group the facts", page/(1<<20), report/(1<<20))
	return err
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
