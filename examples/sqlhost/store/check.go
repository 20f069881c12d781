package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// check asks every table of the mapping for its columns.
func (s *Store) check(ctx context.Context) error {
	v := reflect.ValueOf(s.m)
	for i := range v.NumField() {
		if table := v.Field(i); table.Kind() == reflect.Struct && table.Field(0).String() != "" {
			if err := s.checkTable(ctx, table); err != nil {
				return fmt.Errorf("%w: %s: %w", ErrMapping, v.Type().Field(i).Tag.Get("json"), err)
			}
		}
	}
	return nil
}

// checkTable asks a table for all of its columns. If that fails, it asks for one
// after the other to find the wrong one.
func (s *Store) checkTable(ctx context.Context, table reflect.Value) error {
	name, keys, names := table.Field(0).String(), []string(nil), []string(nil)
	for i := 1; i < table.NumField(); i++ {
		if column := table.Field(i).String(); column != "" {
			keys, names = append(keys, table.Type().Field(i).Tag.Get("json")), append(names, column)
		}
	}
	all := s.has(ctx, name, names...)
	if all == nil {
		return nil
	}
	if err := s.has(ctx, name); err != nil {
		return fmt.Errorf("the table %q cannot be read: %w", name, because(ctx, err))
	}
	for i, column := range names {
		if err := s.has(ctx, name, column); err != nil {
			return fmt.Errorf("%s: the column %q of %q cannot be read: %w", keys[i], column, name, because(ctx, err))
		}
	}
	return because(ctx, all)
}

// has returns no error if a table has columns.
func (s *Store) has(ctx context.Context, table string, columns ...string) error {
	selected := []string{"1"}
	for _, c := range columns {
		selected = append(selected, col(c))
	}
	q := s.d.NewQuery()
	q.Add("SELECT ", strings.Join(selected, ", "), " FROM ", from(table), " WHERE 1 = 0")
	rows, err := q.Run(ctx, s.db)
	if err != nil {
		return dialect.Fault(err)
	}
	for rows.Next() {
	}
	return errors.Join(dialect.Fault(rows.Err()), dialect.Fault(rows.Close()))
}
