package rollupsql

import (
	"context"
	"database/sql"
	"slices"

	"github.com/clientele-go/clientele/customer"
)

var (
	kindsOfRecord = []kind{ofBytes, ofBytes, ofBytes, ofBytes, ofInt, ofInt, ofBytes, ofBytes}
	kindsOfState  = []kind{ofInt, ofBytes, ofInt, ofInt, ofBytes, ofBytes, ofBytes, ofBytes}
)

// The statements that put rows, and what is put of each.
const (
	putRecords = "INSERT INTO {records} (id, next_at, email, created_at, paid_orders, types, device, digest) "
	orRecords  = " ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, email = excluded.email, created_at = excluded.created_at, " +
		"paid_orders = excluded.paid_orders, types = excluded.types, device = excluded.device, digest = excluded.digest RETURNING n, id"
	putStates = "INSERT INTO {states} (n, id, status, listed, until_at, last_usage, last_login, logins) "
	orStates  = " ON CONFLICT (n) DO UPDATE SET status = excluded.status, listed = excluded.listed, until_at = excluded.until_at, " +
		"last_usage = excluded.last_usage, last_login = excluded.last_login, logins = excluded.logins"
)

// write writes what sort found.
func (w *chunkOf) write(ctx context.Context) error {
	if err := w.remove(ctx); err != nil {
		return err
	}
	err := w.putFull(ctx)
	if err == nil {
		err = w.s.insert(ctx, w.c, "INSERT INTO {revenue} (id, currency, listed, net) ", w.revenue, "")
	}
	return err
}

// remove removes what is not there any more, or is written anew.
func (w *chunkOf) remove(ctx context.Context) error {
	stale, gone := make([]any, len(w.stale)), make([]any, len(w.gone))
	for i, id := range w.stale {
		stale[i] = bytesOf(id)
	}
	for i, id := range w.gone {
		gone[i] = bytesOf(id)
	}
	for _, r := range []struct {
		from   string
		k      kind
		values []any
	}{
		{"{revenue} WHERE id", ofBytes, stale}, {"{records} WHERE id", ofBytes, gone},
		{"{states} WHERE n", ofInt, w.goneStates}, {"{texts} WHERE n", ofInt, w.textless},
	} {
		if len(r.values) == 0 {
			continue
		}
		in, args := w.s.among(r.k, r.values)
		if err := w.s.exec(ctx, w.c, "DELETE FROM "+r.from+in, args...); err != nil {
			return err
		}
	}
	return nil
}

// oldTexts returns the texts of records that may have another one.
func (w *chunkOf) oldTexts(ctx context.Context) (was map[int64]string, err error) {
	if was = map[int64]string{}; len(w.olds) == 0 {
		return was, nil
	}
	in, args := w.s.among(ofInt, w.olds)
	err = w.s.each(ctx, w.c, "SELECT n, folded FROM {texts} WHERE n"+in, args, func(rows *sql.Rows) error {
		var n int64
		var text string
		err := rows.Scan(&n, &text)
		was[n] = text
		return err
	})
	return was, err
}

// putFull puts records, and what is beside them. It puts the texts of those whose text is
// another one: the trigrams are what costs most.
func (w *chunkOf) putFull(ctx context.Context) error {
	if len(w.full.args) == 0 {
		return nil
	}
	was, err := w.oldTexts(ctx)
	if err != nil {
		return err
	}
	states, texts := rowsToWrite{kinds: kindsOfState}, rowsToWrite{kinds: []kind{ofInt, ofText}}
	for some := range slices.Chunk(w.full.args, len(kindsOfRecord)*w.s.atOnce(kindsOfRecord)) {
		from, args := w.s.rows(&rowsToWrite{kindsOfRecord, some})
		err = w.s.each(ctx, w.c, putRecords+from+orRecords, args, func(rows *sql.Rows) error {
			var n int64
			var id []byte
			if err := rows.Scan(&n, &id); err != nil {
				return err
			}
			b := w.others[customer.ID(id)]
			states.add(append([]any{n}, b.state...)...)
			if old, there := was[n]; b.known && (!there || old != b.text) {
				texts.add(n, b.text)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err = w.s.insert(ctx, w.c, putStates, states, orStates)
	if err == nil {
		err = w.s.insert(ctx, w.c, "INSERT INTO {texts} (n, folded) ", texts, " ON CONFLICT (n) DO UPDATE SET folded = excluded.folded")
	}
	return err
}
