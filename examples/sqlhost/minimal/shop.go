// Package minimal is the repository of the README: one table of a database, and the
// facts of all other kinds in memory. Package store is the repository for real use.
package minimal

import (
	"context"
	"database/sql"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Shop has its logins in a table, and nothing of the other kinds but what is in Memory.
type Shop struct {
	customer.Memory
	db *sql.DB
}

func (s Shop) EachLogin(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Login, error] {
	return func(yield func(customer.Login, error) bool) {
		rows, err := s.db.QueryContext(ctx, `SELECT coalesce(customer_id, ''), at FROM logins
			WHERE at IS NULL OR ($1 IS NULL OR at >= $1) AND ($2 IS NULL OR at < $2)`,
			nanos(scope.Span.From), nanos(scope.Span.To))
		if err != nil {
			yield(customer.Login{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var login customer.Login
			var at sql.NullInt64
			err := rows.Scan(&login.Customer, &at)
			if at.Valid {
				login.At = time.Unix(0, at.Int64)
			}
			if !yield(login, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(customer.Login{}, err)
		}
	}
}

// nanos returns an end of a span. NULL is no end, or one beyond UnixNano's reach.
func nanos(t time.Time) any {
	if t.Year() < 1678 || t.Year() > 2261 {
		return nil
	}
	return t.UnixNano()
}
