package rollupsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Write applies a batch in one transaction.
func (s *Store) Write(ctx context.Context, b rollup.Batch) error {
	c, err := s.db.Conn(ctx)
	if err == nil {
		err = s.write(ctx, c, &b)
		_ = c.Close()
	}
	if err != nil {
		return fmt.Errorf("rollupsql: writing: %w", fault(ctx, err))
	}
	return nil
}

// write writes on one connection. SQLite takes the right to write at once: a transaction
// that reads before it writes could not wait for another one.
func (s *Store) write(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	begin := []string{"BEGIN"}
	if s.lite {
		begin = []string{"PRAGMA secure_delete = 1", "BEGIN IMMEDIATE"}
	}
	for _, statement := range begin {
		if _, err := c.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	err := s.apply(ctx, c, b)
	if err == nil {
		if _, err = c.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
	}
	if _, failed := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); failed != nil {
		_ = c.Raw(func(any) error { return driver.ErrBadConn }) // nobody takes it again
	}
	return err
}

func (s *Store) apply(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	lock := " FOR UPDATE"
	if s.lite {
		lock = ""
	}
	m, err := s.readMeta(ctx, c, lock)
	if err != nil {
		return err
	}
	if m.Version != b.Meta.Version-1 {
		return rollup.ErrChanged
	}
	if b.Clear {
		if err := s.clear(ctx, c); err != nil {
			return err
		}
	}
	if err := s.writeRecords(ctx, c, b); err != nil {
		return err
	}
	if err := s.writeEntries(ctx, c, b); err != nil {
		return err
	}
	return s.writeMeta(ctx, c, b.Meta)
}

func (s *Store) clear(ctx context.Context, c *sql.Conn) error {
	all := clearAll
	if s.lite {
		all = beforeLite + clearAll + textOut
	}
	for _, statement := range dialect.Statements(all) {
		if err := s.exec(ctx, c, statement); err != nil {
			return err
		}
	}
	return nil
}

// atOnce is how many rows a statement writes or names.
const atOnce = 200

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
		if err := s.count(ctx, c, some, -1, &change); err != nil {
			return err
		}
		if err := s.replace(ctx, c, some, puts, &b.Meta.Query); err != nil {
			return err
		}
		if err := s.count(ctx, c, some, 1, &change); err != nil {
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

// count adds sign times the number of these customers of each status.
func (s *Store) count(ctx context.Context, c *sql.Conn, ids []customer.ID, sign int64, change *[customer.VeryActive + 1]int64) error {
	in, args := among(ids)
	return s.each(ctx, c, "SELECT listed, COUNT(*) FROM {records} WHERE listed IS NOT NULL AND id IN "+in+" GROUP BY listed", args, func(rows *sql.Rows) error {
		var status, n int64
		if err := rows.Scan(&status, &n); err != nil {
			return err
		}
		if status < 0 || status >= int64(len(change)) {
			return errForm
		}
		change[status] += sign * n
		return nil
	})
}

// among returns the placeholders of IDs, and their values.
func among(ids []customer.ID) (in string, args []any) {
	args = make([]any, len(ids))
	for i, id := range ids {
		args[i] = bytesOf(id)
	}
	return "(" + strings.Repeat("?, ", len(ids)-1) + "?)", args
}

const columnsOfRecords = "id, status, listed, until_at, next_at, email, created_at, last_usage, last_login, paid_orders, types, device, digest"

// upsert follows the rows of records.
var upsert = func() string {
	var set []string
	for _, c := range strings.Split(columnsOfRecords, ", ")[1:] {
		set = append(set, c+" = excluded."+c)
	}
	return " ON CONFLICT (id) DO UPDATE SET " + strings.Join(set, ", ")
}()

// replace puts records, or removes those that are nil. A text that is as it was is not
// written, because the trigrams are what costs most.
func (s *Store) replace(ctx context.Context, c *sql.Conn, ids []customer.ID, puts map[customer.ID]*rollup.Record, q *customer.Query) error {
	in, args := among(ids)
	if err := s.exec(ctx, c, "DELETE FROM {revenue} WHERE id IN "+in, args...); err != nil {
		return err
	}
	var records, revenue, texts rowsToWrite
	var gone, guests []customer.ID
	for _, id := range ids {
		r := puts[id]
		if r == nil {
			gone = append(gone, id)
			continue
		}
		if !r.Digest.Known {
			guests = append(guests, id)
		}
		if err := addRecord(&records, &revenue, &texts, r, q); err != nil {
			return err
		}
	}
	for _, some := range [][]customer.ID{gone, guests} {
		if len(some) == 0 {
			continue
		}
		in, args := among(some)
		if err := s.exec(ctx, c, "DELETE FROM {texts} WHERE n IN (SELECT n FROM {records} WHERE id IN "+in+")", args...); err != nil {
			return err
		}
	}
	if len(gone) > 0 {
		in, args := among(gone)
		if err := s.exec(ctx, c, "DELETE FROM {records} WHERE id IN "+in, args...); err != nil {
			return err
		}
	}
	if err := s.insert(ctx, c, "INSERT INTO {records} ("+columnsOfRecords+") VALUES ", records, upsert); err != nil {
		return err
	}
	if err := s.insert(ctx, c, "INSERT INTO {revenue} (id, currency, listed, net) VALUES ", revenue, ""); err != nil {
		return err
	}
	return s.writeTexts(ctx, c, texts)
}

// writeTexts writes texts under the numbers of their records. Each of texts is an ID and a
// text.
func (s *Store) writeTexts(ctx context.Context, c *sql.Conn, texts rowsToWrite) error {
	if len(texts.args) == 0 {
		return nil
	}
	text := map[string]string{}
	var ids []customer.ID
	for i := 0; i < len(texts.args); i += 2 {
		id := texts.args[i].([]byte)
		text[string(id)], ids = texts.args[i+1].(string), append(ids, customer.ID(id))
	}
	in, args := among(ids)
	var changed rowsToWrite
	err := s.each(ctx, c, "SELECT r.n, r.id, t.folded FROM {records} r LEFT JOIN {texts} t ON t.n = r.n WHERE r.id IN "+in, args, func(rows *sql.Rows) error {
		var n int64
		var id []byte
		var old sql.NullString
		if err := rows.Scan(&n, &id, &old); err != nil {
			return err
		}
		if now := text[string(id)]; !old.Valid || old.String != now {
			changed.add(n, now)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.insert(ctx, c, "INSERT INTO {texts} (n, folded) VALUES ", changed, " ON CONFLICT (n) DO UPDATE SET folded = excluded.folded")
}

// rowsToWrite are rows of values.
type rowsToWrite struct {
	args []any
	wide int
}

func (r *rowsToWrite) add(values ...any) { r.args, r.wide = append(r.args, values...), len(values) }

func (s *Store) insert(ctx context.Context, c *sql.Conn, into string, rows rowsToWrite, then string) error {
	for some := range slices.Chunk(rows.args, max(1, rows.wide)*atOnce) {
		one := "(" + strings.Repeat("?, ", rows.wide-1) + "?)"
		if err := s.exec(ctx, c, into+strings.Repeat(one+", ", len(some)/rows.wide-1)+one+then, some...); err != nil {
			return err
		}
	}
	return nil
}

// addRecord adds the rows of one record.
func addRecord(records, revenue, texts *rowsToWrite, r *rollup.Record, q *customer.Query) error {
	d := r.Digest
	data, err := d.AppendBinary(nil)
	if err != nil {
		return err
	}
	id := bytesOf(d.ID)
	if !d.Known {
		records.add(id, int64(r.Status), nil, maybe(r.Until), maybe(d.Next), nil, nil, nil, nil, nil, nil, nil, data)
		return nil
	}
	row := d.Row(q)
	email := row.Email
	if email.Blank() {
		email = "" // is missing (I3)
	}
	records.add(id, int64(r.Status), int64(r.Status), maybe(r.Until), maybe(d.Next), known(email), maybe(row.CreatedAt), maybe(row.LastUsage), maybe(row.LastLogin),
		int64(row.PaidOrders), typesOf(&row), bytesOf(row.LastDevice), data)
	var done []customer.Currency
	for _, l := range row.Revenue {
		if slices.Contains(done, l.Currency) {
			continue
		}
		done = append(done, l.Currency)
		if net := row.Revenue.Net(l.Currency); !net.IsZero() {
			revenue.add(id, bytesOf(l.Currency), int64(r.Status), amount(net))
		}
	}
	texts.add(id, searched(&row))
	return nil
}

// writeEntries puts and removes entries of the feed.
func (s *Store) writeEntries(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	puts := map[string]*rollup.Entry{}
	for i := range b.PutEntries {
		e := &b.PutEntries[i]
		puts[string(instant(e.At))+fmt.Sprint(lives(e.Key))+string(e.Customer)] = e
	}
	var rows rowsToWrite
	for _, e := range puts {
		pending := int64(0)
		if e.Pending() {
			pending = 1
		}
		rows.add(instant(e.At), bytesOf(e.Customer), lives(e.Key), pending, moves(e))
	}
	if err := s.insert(ctx, c, "INSERT INTO {entries} (at, customer, lives, pending, moves) VALUES ", rows,
		" ON CONFLICT (at, customer, lives) DO UPDATE SET pending = excluded.pending, moves = excluded.moves"); err != nil {
		return err
	}
	for _, k := range b.RemoveEntries {
		if err := s.exec(ctx, c, "DELETE FROM {entries} WHERE at = ? AND customer = ? AND lives = ?", instant(k.At), bytesOf(k.Customer), lives(k)); err != nil {
			return err
		}
	}
	return nil
}

// lives is 0 for an entry that a customer is gone, else 1.
func lives(k rollup.Key) int64 {
	if k.Gone {
		return 0
	}
	return 1
}
