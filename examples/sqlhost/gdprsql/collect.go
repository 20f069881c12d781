package gdprsql

import (
	"context"
	"database/sql"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// selection selects whose a row is and its columns; nil if no row can be the
// subject's. It is ordered by all of them, so that the same rows come in the
// same order, whether or not the table has a key.
func (t *table) selection(s gdpr.Subject) *statement {
	q := t.d.statement("SELECT ")
	for _, column := range []string{t.Subject, t.Email} {
		if column == "" {
			q.add(t.d.none, ", ")
		} else {
			q.add(t.d.raw, t.d.name(column), ", ")
		}
	}
	for i, c := range t.Columns {
		if i > 0 {
			q.add(", ")
		}
		q.add(t.d.raw, t.d.name(c.Name))
	}
	q.add(" FROM ", t.d.name(t.Name), " WHERE ")
	if !t.mine(q, s) {
		return nil
	}
	q.add(" ORDER BY ")
	for i, c := range t.Columns {
		if i > 0 {
			q.add(", ")
		}
		q.add(t.d.text(c.Name))
	}
	if t.Email != "" {
		q.add(", ", t.d.text(t.Email))
	}
	return q
}

// collect yields the records, and reports whether to go on.
func (t *table) collect(ctx context.Context, db *sql.DB, q *statement, yield func(gdpr.Record, error) bool) bool {
	rows, err := db.QueryContext(ctx, q.text.String(), q.args...)
	if err != nil {
		yield(gdpr.Record{}, hidden(err))
		return false
	}
	defer rows.Close()
	kinds, err := rows.ColumnTypes()
	if err != nil {
		yield(gdpr.Record{}, hidden(err))
		return false
	}
	cells := make([]any, len(kinds))
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			yield(gdpr.Record{}, hidden(err))
			return false
		}
		if !t.records(cells, kinds, yield) {
			return false
		}
	}
	if err := rows.Err(); err != nil {
		yield(gdpr.Record{}, hidden(err))
		return false
	}
	return true
}

// records yields the records of a row, one of each origin.
func (t *table) records(cells []any, kinds []*sql.ColumnType, yield func(gdpr.Record, error) bool) bool {
	of := gdpr.Subject{ID: customer.ID(text(cells[0])), Email: customer.Email(text(cells[1]))}
	values := map[string]any{}
	for i, c := range t.Columns {
		values[c.Name] = value(cells[2+i], kinds[2+i].DatabaseTypeName())
	}
	for _, origin := range t.origins {
		r := gdpr.Record{Kind: t.kind, Origin: origin, Subject: of}
		for _, f := range t.fields[origin] {
			r.Fields = append(r.Fields, gdpr.RecordField{Name: f.name, Value: values[f.column]})
		}
		if !yield(r, nil) {
			return false
		}
	}
	return true
}
