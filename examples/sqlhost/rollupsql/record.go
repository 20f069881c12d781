package rollupsql

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// statusCounts is how many customers more have each status.
type statusCounts [customer.VeryActive + 1]int64

// writeRecords puts and removes records, with what is kept beside them.
func (s *Store) writeRecords(ctx context.Context, c *sql.Conn, b *rollup.Batch, change *statusCounts) error {
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
	for some := range slices.Chunk(ids, atOnce) {
		w := newChunk(s, c, change)
		if err := w.sort(ctx, some, puts, &b.Meta.Query); err != nil {
			return err
		}
		if err := w.write(ctx); err != nil {
			return err
		}
	}
	return nil
}

// writeCounts adds to how many customers have each status.
func (s *Store) writeCounts(ctx context.Context, c *sql.Conn, change *statusCounts) error {
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

// times returns the columns that time moves: status, listed, until_at.
func times(r *rollup.Record) [3]any {
	t := [3]any{int64(r.Status), nil, maybe(r.Until)}
	if r.Digest.Known {
		t[1] = t[0]
	}
	return t
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

// chunkOf is what is to be written of one chunk of records.
type chunkOf struct {
	s      *Store
	c      *sql.Conn
	counts *statusCounts

	old         map[customer.ID]*oldRecord
	gone, stale []customer.ID // whose rows go, and whose lines of revenue
	goneStates  []any         // numbers of those who are gone
	textless    []any         // numbers of records that have no text any more
	olds        []any         // numbers of those that may have another text

	full, revenue rowsToWrite
	others        map[customer.ID]*beside
}

// oldRecord is what there is of a record. The columns of facts follow from its digest.
type oldRecord struct {
	n      int64
	time   [3]any
	next   any
	digest []byte
}

// beside is what is written of a record under its number.
type beside struct {
	state []any
	text  string // of customers
	known bool   // a customer
}

func newChunk(s *Store, c *sql.Conn, counts *statusCounts) *chunkOf {
	return &chunkOf{
		s: s, c: c, counts: counts, old: map[customer.ID]*oldRecord{}, others: map[customer.ID]*beside{},
		full: rowsToWrite{kinds: kindsOfRecord}, revenue: rowsToWrite{kinds: []kind{ofBytes, ofBytes, ofInt, ofBytes}},
	}
}

// sort reads what there is of some IDs, and finds what is to be written.
func (w *chunkOf) sort(ctx context.Context, ids []customer.ID, puts map[customer.ID]*rollup.Record, q *customer.Query) error {
	if err := w.read(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		old, r := w.old[id], puts[id]
		if old != nil {
			if status, ok := old.time[1].(int64); ok {
				if status < 0 || status >= int64(len(w.counts)) {
					return fmt.Errorf("%w: a status", errForm)
				}
				w.counts[status]--
			}
		}
		if r == nil {
			if old != nil {
				w.gone, w.stale = append(w.gone, id), append(w.stale, id)
				w.goneStates, w.textless = append(w.goneStates, old.n), append(w.textless, old.n)
			}
			continue
		}
		if r.Digest.Known {
			w.counts[r.Status]++
		}
		if err := w.put(id, r, old, q); err != nil {
			return err
		}
	}
	return nil
}

func (w *chunkOf) read(ctx context.Context, ids []customer.ID) error {
	in, args := amongIDs(w.s, ids)
	return w.s.each(ctx, w.c, "SELECT r.n, r.id, s.status, s.listed, s.until_at, r.next_at, r.digest FROM "+byRecord.from+" WHERE r.id"+in, args, func(rows *sql.Rows) error {
		o := &oldRecord{}
		var id []byte
		err := rows.Scan(&o.n, &id, &o.time[0], &o.time[1], &o.time[2], &o.next, &o.digest)
		w.old[customer.ID(id)] = o
		return err
	})
}

// put finds what is to be written of one record.
func (w *chunkOf) put(id customer.ID, r *rollup.Record, old *oldRecord, q *customer.Query) error {
	data, err := r.Digest.AppendBinary(nil)
	if err != nil {
		return err
	}
	now := times(r)
	if old != nil && same(old.next, maybe(r.Digest.Next)) && bytes.Equal(old.digest, data) && slices.EqualFunc(old.time[:], now[:], same) {
		return nil
	}
	if old != nil {
		w.stale = append(w.stale, id)
		if r.Digest.Known {
			w.olds = append(w.olds, old.n)
		} else {
			w.textless = append(w.textless, old.n)
		}
	}
	w.putFacts(id, r, now, data, q)
	return nil
}

// putFacts finds the rows of one record: of guests, most columns are NULL.
func (w *chunkOf) putFacts(id customer.ID, r *rollup.Record, now [3]any, data []byte, q *customer.Query) {
	d, b := r.Digest, &beside{state: append([]any{bytesOf(id)}, now[:]...), known: r.Digest.Known}
	w.others[id] = b
	if !d.Known {
		b.state = append(b.state, nil, nil, logins(&d.Logins))
		w.full.add(bytesOf(id), maybe(d.Next), nil, nil, nil, nil, nil, data)
		return
	}
	row := d.Row(q)
	email := row.Email
	if email.Blank() {
		email = "" // is missing (I3)
	}
	b.state, b.text = append(b.state, maybe(row.LastUsage), maybe(row.LastLogin), logins(&d.Logins)), searched(&row)
	w.full.add(bytesOf(id), maybe(d.Next), known(email), maybe(row.CreatedAt), int64(row.PaidOrders), typesOf(&row), bytesOf(row.LastDevice), data)
	var done []customer.Currency
	for _, l := range row.Revenue {
		if slices.Contains(done, l.Currency) {
			continue
		}
		done = append(done, l.Currency)
		if net := row.Revenue.Net(l.Currency); !net.IsZero() {
			w.revenue.add(bytesOf(id), bytesOf(l.Currency), now[1], amount(net))
		}
	}
}
