package main

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"
	"time"
)

// queries are the questions in the words of the databases: one query each.
//
//go:embed duckdb/*.sql sqlite/*.sql
var queries embed.FS

// database answers by SQL.
type database struct {
	db      *sql.DB
	dialect string // the folder of its queries
	instant func(time.Time) string
}

// query returns the text of one of the dialect's files, with the instants put
// in.
func (d *database) query(name string) (string, error) { return d.queryAt(name, cuts) }

func (d *database) queryAt(name string, at Cuts) (string, error) {
	text, err := queries.ReadFile(d.dialect + "/" + name + ".sql")
	put := strings.NewReplacer(
		"{asof}", d.instant(at.asOf), "{days7}", d.instant(at.days7), "{days30}", d.instant(at.days30),
		"{months3}", d.instant(at.months3), "{days180}", d.instant(at.days180), "{next7}", d.instant(at.next7))
	return strings.TrimSpace(put.Replace(string(text))), err
}

// ask answers a question that is not of a file.
func (d *database) ask(ctx context.Context, q Question) (Answer, error) { return d.askAt(ctx, q, cuts) }

func (d *database) askAt(ctx context.Context, q Question, at Cuts) (a Answer, err error) {
	text, err := d.queryAt(string(q), at)
	if err != nil {
		return nil, err
	}
	rows, err := d.db.QueryContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", q, err)
	}
	defer rows.Close()
	switch q {
	case Status:
		a, err = scanStatus(rows)
	case Revenue:
		a, err = scanRevenue(rows)
	case Analysis:
		a, err = scanAnalysis(rows)
	case Subscription:
		a, err = scanSubscription(rows)
	default:
		a, err = scanCounts(rows)
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%s.sql: %w", q, err)
	}
	return a.sorted(), nil
}

func scanStatus(rows *sql.Rows) (Answer, error) {
	customers, registered, counts := 0, 0, [4]int{}
	for rows.Next() {
		var s, n, r int
		if err := rows.Scan(&s, &n, &r); err != nil {
			return nil, err
		}
		counts[s] = n
		customers += n
		registered += r
	}
	return status(customers, registered, counts), nil
}

func scanRevenue(rows *sql.Rows) (Answer, error) {
	var all []spent
	others := 0
	for rows.Next() {
		var s spent
		var most sql.NullInt64
		if err := rows.Scan(&s.kind, &s.currency, &s.customers, &s.orders, &most, &s.gross, &s.refunded); err != nil {
			return nil, err
		}
		s.most = int(most.Int64)
		if s.kind == "other" {
			others += s.orders
			continue
		}
		all = append(all, s)
	}
	return revenue(all, others), nil
}

func scanAnalysis(rows *sql.Rows) (a Answer, err error) {
	for rows.Next() {
		var interacted, active, paid, byLink, repeat, undated int
		if err := rows.Scan(&interacted, &active, &paid, &byLink, &repeat, &undated); err != nil {
			return nil, err
		}
		a = append(a, analysis(interacted, active, paid, byLink, repeat, undated)...)
	}
	return a, nil
}

// scanSubscription takes the row of totals, which has no day, and those of days.
func scanSubscription(rows *sql.Rows) (a Answer, err error) {
	for rows.Next() {
		var day string
		var n [5]int
		if err := rows.Scan(&day, &n[0], &n[1], &n[2], &n[3], &n[4]); err != nil {
			return nil, err
		}
		if day == "" {
			a.subscribed(n[0], n[1], n[2], n[3], n[4])
		} else {
			a.change(day, n[0], n[1], n[2], n[3], n[4])
		}
	}
	return a, nil
}

// scanCounts takes rows of what is counted, its key, its value and how many.
// The totals of subscriptions to notifications become one line.
func scanCounts(rows *sql.Rows) (a Answer, err error) {
	totals := map[string]int{}
	for rows.Next() {
		var of, key, value string
		var n int
		if err := rows.Scan(&of, &key, &value, &n); err != nil {
			return nil, err
		}
		if of == "users" || of == "state" {
			totals[of+" "+key] = n
		} else {
			a.count(of, key, value, n)
		}
	}
	if len(totals) > 0 {
		n := func(key string) int { return totals[key] }
		expired, expiring, stopped, never := n("state expired"), n("state expiring"), n("state stopped"), n("state never expires")
		a.optedIn(optedIn{n("users subscribed"), n("users last 7 days"), n("users undated"), n("users expiring"),
			n("users next 7 days"), expired + expiring + stopped + never, expired, expiring, stopped, never})
	}
	return a, nil
}
