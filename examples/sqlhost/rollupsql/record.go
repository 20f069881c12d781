package rollupsql

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// writeRecords puts and removes records, with what is kept beside them.
func (s *Store) writeRecords(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	puts := map[customer.ID]*rollup.Record{}
	for i := range b.Put {
		puts[b.Put[i].Digest.ID] = &b.Put[i]
	}
	for _, id := range b.Remove {
		puts[id] = nil
	}
	ids := make([]customer.ID, 0, len(puts))
	for id := range puts {
		ids = append(ids, id)
	}
	slices.Sort(ids) // in the order of the index
	var change [customer.VeryActive + 1]int64
	for some := range slices.Chunk(ids, atOnce) {
		w := &chunkOf{s: s, c: c, counts: &change}
		if err := w.sort(ctx, some, puts, &b.Meta.Query); err != nil {
			return err
		}
		if err := w.write(ctx); err != nil {
			return err
		}
	}
	for status, n := range change {
		if n == 0 {
			continue
		}
		if err := s.exec(ctx, c, "INSERT INTO {counts} (listed, customers) VALUES (?, ?) ON CONFLICT (listed) DO UPDATE SET customers = {counts}.customers + excluded.customers",
			int64(status), n); err != nil {
			return err
		}
	}
	return nil
}

// among returns the placeholders of IDs, and their values.
func among(ids []customer.ID) (in string, args []any) {
	args = make([]any, len(ids))
	for i, id := range ids {
		args[i] = bytesOf(id)
	}
	return "(" + strings.Repeat("?, ", len(ids)-1) + "?)", args
}

// The columns of records: what moves by time alone, and what does not.
const (
	columnsOfTime  = "status, listed, until_at"
	columnsOfFacts = "next_at, email, created_at, last_usage, last_login, paid_orders, types, device, digest"
)

// upsert puts records, and says under which numbers.
var upsert = func() (s [2]string) {
	var set []string
	for _, c := range strings.Split(columnsOfTime+", "+columnsOfFacts, ", ") {
		set = append(set, c+" = excluded."+c)
	}
	return [2]string{"INSERT INTO {records} (id, " + columnsOfTime + ", " + columnsOfFacts + ") VALUES ", " ON CONFLICT (id) DO UPDATE SET " + strings.Join(set, ", ") + " RETURNING n, id"}
}()

// columns are the values of one record.
type columns struct {
	time  [3]any // columnsOfTime
	facts [9]any // columnsOfFacts
}

// listed returns the status if it is a customer's.
func (c *columns) listed() (status int64, ok bool) {
	status, ok = c.time[1].(int64)
	return status, ok
}

// same reports whether two values of a column are the same.
func same(a, b any) bool {
	x, isBytes := a.([]byte)
	y, both := b.([]byte)
	if isBytes || both {
		return isBytes && both && bytes.Equal(x, y)
	}
	return a == b
}

// columnsOf returns the values of a record, and its row, nil for guests.
func columnsOf(r *rollup.Record, q *customer.Query) (c columns, row *customer.Row, err error) {
	d := r.Digest
	data, err := d.AppendBinary(nil)
	if err != nil {
		return columns{}, nil, err
	}
	if !d.Known {
		c.time = [3]any{int64(r.Status), nil, maybe(r.Until)}
		c.facts = [9]any{maybe(d.Next), nil, nil, nil, nil, nil, nil, nil, data}
		return c, nil, nil
	}
	made := d.Row(q)
	email := made.Email
	if email.Blank() {
		email = "" // is missing (I3)
	}
	c.time = [3]any{int64(r.Status), int64(r.Status), maybe(r.Until)}
	c.facts = [9]any{maybe(d.Next), known(email), maybe(made.CreatedAt), maybe(made.LastUsage), maybe(made.LastLogin),
		int64(made.PaidOrders), typesOf(&made), bytesOf(made.LastDevice), data}
	return c, &made, nil
}

// chunkOf is what is to be written of one chunk of records. By far most of what is written
// is moved by time, in a status and its end, and costs least so.
type chunkOf struct {
	s      *Store
	c      *sql.Conn
	counts *[customer.VeryActive + 1]int64

	old           map[customer.ID]*oldRecord
	gone          []customer.ID // with all rows
	stale         []customer.ID // whose lines of revenue go
	moved         rowsToWrite   // n, status, listed, until
	lines         rowsToWrite   // id, status: of those
	full, revenue rowsToWrite
	texts         map[customer.ID]string // of full ones that are customers
	textless      []any                  // numbers of records that have no text any more
	olds          []any                  // numbers of those that may have another text
}

type oldRecord struct {
	n int64
	columns
}

// sort reads what there is of some IDs, and finds what is to be written.
func (w *chunkOf) sort(ctx context.Context, ids []customer.ID, puts map[customer.ID]*rollup.Record, q *customer.Query) error {
	if err := w.read(ctx, ids); err != nil {
		return err
	}
	w.texts = map[customer.ID]string{}
	for _, id := range ids {
		old, r := w.old[id], puts[id]
		if old != nil {
			if status, ok := old.listed(); ok {
				if status < 0 || status >= int64(len(w.counts)) {
					return fmt.Errorf("%w: a status", errForm)
				}
				w.counts[status]--
			}
		}
		if r == nil {
			if old != nil {
				w.gone, w.stale, w.textless = append(w.gone, id), append(w.stale, id), append(w.textless, old.n)
			}
			continue
		}
		if err := w.put(id, r, old, q); err != nil {
			return err
		}
	}
	return nil
}

func (w *chunkOf) read(ctx context.Context, ids []customer.ID) error {
	w.old = map[customer.ID]*oldRecord{}
	in, args := among(ids)
	return w.s.each(ctx, w.c, "SELECT n, id, "+columnsOfTime+", "+columnsOfFacts+" FROM {records} WHERE id IN "+in, args, func(rows *sql.Rows) error {
		o := &oldRecord{}
		var id []byte
		to := []any{&o.n, &id}
		for i := range o.time {
			to = append(to, &o.time[i])
		}
		for i := range o.facts {
			to = append(to, &o.facts[i])
		}
		err := rows.Scan(to...)
		w.old[customer.ID(id)] = o
		return err
	})
}

// put finds what is to be written of one record.
func (w *chunkOf) put(id customer.ID, r *rollup.Record, old *oldRecord, q *customer.Query) error {
	now, row, err := columnsOf(r, q)
	if err != nil {
		return err
	}
	status, isCustomer := now.listed()
	if isCustomer {
		w.counts[status]++
	}
	if old != nil && slices.EqualFunc(old.facts[:], now.facts[:], same) {
		if !slices.EqualFunc(old.time[:], now.time[:], same) {
			w.moved.add(append([]any{old.n}, now.time[:]...)...)
			if isCustomer && len(row.Revenue) > 0 {
				w.lines.add(bytesOf(id), status)
			}
		}
		return nil
	}
	w.full.add(append(append([]any{bytesOf(id)}, now.time[:]...), now.facts[:]...)...)
	if old != nil {
		w.stale = append(w.stale, id)
		if isCustomer {
			w.olds = append(w.olds, old.n)
		} else {
			w.textless = append(w.textless, old.n)
		}
	}
	if !isCustomer {
		return nil
	}
	w.texts[id] = searched(row)
	var done []customer.Currency
	for _, l := range row.Revenue {
		if slices.Contains(done, l.Currency) {
			continue
		}
		done = append(done, l.Currency)
		if net := row.Revenue.Net(l.Currency); !net.IsZero() {
			w.revenue.add(bytesOf(id), bytesOf(l.Currency), status, amount(net))
		}
	}
	return nil
}

// write writes what sort found.
func (w *chunkOf) write(ctx context.Context) error {
	if err := w.remove(ctx); err != nil {
		return err
	}
	err := w.s.insert(ctx, w.c, "UPDATE {records} SET status = v.column2, listed = v.column3, until_at = v.column4 FROM (VALUES ", w.moved,
		") AS v WHERE {records}.n = v.column1", "{int}", "{int}", "{int}", "{bytes}")
	if err == nil {
		err = w.s.insert(ctx, w.c, "UPDATE {revenue} SET listed = v.column2 FROM (VALUES ", w.lines, ") AS v WHERE {revenue}.id = v.column1", "{bytes}", "{int}")
	}
	if err == nil {
		err = w.putFull(ctx)
	}
	if err == nil {
		err = w.s.insert(ctx, w.c, "INSERT INTO {revenue} (id, currency, listed, net) VALUES ", w.revenue, "")
	}
	return err
}

// remove removes what is not there any more, or is written anew.
func (w *chunkOf) remove(ctx context.Context) error {
	for _, r := range []struct {
		from string
		ids  []customer.ID
	}{{"{revenue}", w.stale}, {"{records}", w.gone}} {
		if len(r.ids) == 0 {
			continue
		}
		in, args := among(r.ids)
		if err := w.s.exec(ctx, w.c, "DELETE FROM "+r.from+" WHERE id IN "+in, args...); err != nil {
			return err
		}
	}
	if len(w.textless) == 0 {
		return nil
	}
	return w.s.exec(ctx, w.c, "DELETE FROM {texts} WHERE n IN ("+marks(len(w.textless))+")", w.textless...)
}

// putFull puts records, and the texts of those whose text is another one: the trigrams are
// what costs most.
func (w *chunkOf) putFull(ctx context.Context) error {
	if len(w.full.args) == 0 {
		return nil
	}
	was := map[int64]string{}
	if len(w.olds) > 0 {
		err := w.s.each(ctx, w.c, "SELECT n, folded FROM {texts} WHERE n IN ("+marks(len(w.olds))+")", w.olds, func(rows *sql.Rows) error {
			var n int64
			var text string
			err := rows.Scan(&n, &text)
			was[n] = text
			return err
		})
		if err != nil {
			return err
		}
	}
	var texts rowsToWrite
	err := w.s.each(ctx, w.c, upsert[0]+w.full.marks()+upsert[1], w.full.args, func(rows *sql.Rows) error {
		var n int64
		var id []byte
		if err := rows.Scan(&n, &id); err != nil {
			return err
		}
		text, isCustomer := w.texts[customer.ID(id)]
		if old, there := was[n]; isCustomer && (!there || old != text) {
			texts.add(n, text)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.s.insert(ctx, w.c, "INSERT INTO {texts} (n, folded) VALUES ", texts, " ON CONFLICT (n) DO UPDATE SET folded = excluded.folded")
}
