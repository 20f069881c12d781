package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Latest returns the latest instant of all facts except expiries, which is the
// default AsOf of a report. It is zero if no fact has a date.
func (s *Store) Latest(ctx context.Context) (time.Time, error) {
	var latest time.Time
	m := s.m
	for _, in := range [][]string{
		{m.Customers.Table, m.Customers.CreatedAt, m.Customers.EmailConsentAt},
		{m.Logins.Table, m.Logins.At},
		{m.Messages.Table, m.Messages.At},
		{m.Orders.Table, m.Orders.PlacedAt, m.Orders.PaidAt, m.Orders.VoidedAt},
		{m.Refunds.Table, m.Refunds.At},
		{m.Actions.Table, m.Actions.At},
		{m.Fields.Table, m.Fields.At},
		{m.Members.Table, m.Members.JoinedAt},
		{m.Tokens.Table, m.Tokens.SubscribedAt, m.Tokens.StoppedAt},
	} {
		table := in[0]
		for _, column := range in[1:] {
			if table == "" || column == "" {
				continue
			}
			at, err := s.latestIn(ctx, table, column)
			if err != nil {
				return time.Time{}, fmt.Errorf("the latest instant: %w", err)
			}
			if at.After(latest) {
				latest = at
			}
		}
	}
	return latest, nil
}

func (s *Store) latestIn(ctx context.Context, table, column string) (latest time.Time, err error) {
	q := s.d.NewQuery()
	q.Add("SELECT ", s.latest(col(column)), " FROM ", from(table))
	r := s.newReader(1)
	for at, err := range rows(ctx, s, q, func(rows *sql.Rows) (time.Time, error) {
		if err := r.row(rows); err != nil {
			return time.Time{}, err
		}
		at := r.time()
		return at, r.err
	}) {
		if err != nil {
			return time.Time{}, err
		}
		latest = at
	}
	return latest, nil
}
