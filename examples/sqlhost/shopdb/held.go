package shopdb

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// JournalTable is the table of requests to erase, as gdprsql.Journal makes it. A host with
// a second database keeps it there, and the tombstones too: what is restored with the facts
// does not remember who was erased since.
const JournalTable = "erasures"

// Registry lists what is held on a person in the host's own tables: what is in them is
// exported and erased, in this order, and who the person is comes last. Tables that the host
// made besides, and copies of the facts, are to be added to Holders.
//
// File has the keys of the tombstones (see Guard), whose table and the journal's are made
// where they are not there. Without a file the registry exports, and erases nothing. The
// errors are ErrOwn, those of Guard, and gdpr.ErrKey for a tombstone whose key is not in the
// file.
func (s *Shop) Registry(ctx context.Context, file string) (*gdpr.Registry, error) {
	if !s.Own {
		return nil, ErrOwn
	}
	r := &gdpr.Registry{Holders: []gdpr.Holder{s.refunds()}, Customers: customers{s}}
	for _, t := range ownTables() {
		h, err := gdprsql.NewHolder(s.DB, s.privacy(), gdpr.Name(t.Name), t)
		if err != nil {
			return nil, err
		}
		r.Holders = append(r.Holders, h)
	}
	last := len(r.Holders) - 1
	r.Identity, r.Holders = r.Holders[last], r.Holders[:last]
	if file == "" {
		_, err := s.Guard(ctx, DefaultTombstones, "")
		return r, err
	}
	return r, s.erases(ctx, r, file)
}

// erases gives a registry what it needs to erase.
func (s *Shop) erases(ctx context.Context, r *gdpr.Registry, file string) error {
	keys, err := readKeys(file)
	if err != nil {
		return err
	}
	tombstones, err := gdprsql.NewTombstones(s.DB, s.privacy(), DefaultTombstones)
	if err == nil {
		err = tombstones.Create(ctx)
	}
	if err != nil {
		return err
	}
	journal, err := gdprsql.NewJournal(s.DB, s.privacy(), JournalTable)
	if err == nil {
		err = journal.Create(ctx)
	}
	if err != nil {
		return err
	}
	r.Keys, r.Tombstones, r.Journal = keys, tombstones, journal
	return r.Guard().Ready(ctx)
}

// ownTables returns the host's own tables with a customer's ID, the customers last. The column n
// numbers the rows of a load and says nothing of a person; a token is the shop's credential
// and does not leave it (N8).
func ownTables() []gdprsql.Table {
	of := func(name string, origin gdpr.Origin, columns ...string) gdprsql.Table {
		t := gdprsql.Table{Name: name, Subject: "customer_id", Origin: origin}
		for _, c := range columns {
			t.Columns = append(t.Columns, gdprsql.Column{Name: c})
		}
		return t
	}
	people := of("customers", gdpr.Provided, "id", "email", "username", "name", "created_at", "signed_up", "profile_complete", "birthday", "favorite",
		"last_device", "facebook", "twitter", "google", "email_consent", "email_consent_at")
	people.Subject = "id"
	return []gdprsql.Table{
		of("tokens", gdpr.Provided, "notification_id", "subscribed_at", "expires_at", "stopped_at"),
		of("members", gdpr.Provided, "channel", "joined_at"),
		of("fields", gdpr.Provided, "name", "value", "at"),
		of("tags", gdpr.Observed, "tag"),
		of("actions", gdpr.Observed, "kind", "at"),
		of("messages", gdpr.Observed, "at", "direction", "channel"),
		of("orders", gdpr.Observed, "id", "amount", "currency", "kind", "channel", "placed_at", "paid_at", "voided_at", "checkout_link"),
		of("logins", gdpr.Observed, "at"),
		people,
	}
}

// refunds returns the holder of refunds. A refund has its order's ID and no customer's, so
// it comes before the orders.
func (s *Shop) refunds() gdpr.Holder {
	return gdpr.Table{Label: "refunds", Records: s.eachRefund, Delete: s.deleteRefunds}
}

func (s *Shop) eachRefund(ctx context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if who.ID == "" { // the guests, who are nobody
			return
		}
		q := s.Dialect.NewQuery()
		q.Add("SELECT r.id, r.order_id, COALESCE(r.at, ''), ", s.Dialect.Exact("r.amount"), " FROM refunds r JOIN orders o ON o.id = r.order_id WHERE o.customer_id = ",
			q.Value(string(who.ID)), " ORDER BY r.order_id, r.n")
		rows, err := q.Run(ctx, s.DB)
		if err != nil {
			yield(gdpr.Record{}, s.fault(ctx, err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			fields := []gdpr.RecordField{{Name: "id"}, {Name: "order_id"}, {Name: "at"}, {Name: "amount"}}
			texts := make([]string, len(fields))
			if err := rows.Scan(&texts[0], &texts[1], &texts[2], &texts[3]); err != nil {
				yield(gdpr.Record{}, s.fault(ctx, err))
				return
			}
			for i := range fields {
				fields[i].Value = texts[i]
			}
			if !yield(gdpr.Record{Kind: "refund", Origin: gdpr.Observed, Subject: gdpr.Subject{ID: who.ID}, Fields: fields}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(gdpr.Record{}, s.fault(ctx, err))
		}
	}
}

func (s *Shop) deleteRefunds(ctx context.Context, who gdpr.Subject) error {
	if who.ID == "" {
		return nil
	}
	c, err := s.DB.Conn(ctx)
	if err != nil {
		return s.fault(ctx, err)
	}
	defer c.Close()
	if s.Dialect.Name == "sqlite" {
		if _, err := c.ExecContext(ctx, "PRAGMA secure_delete = 1"); err != nil {
			return s.fault(ctx, err)
		}
	}
	of := "?"
	if s.Dialect.Name == "postgres" {
		of = "$1"
	}
	_, err = c.ExecContext(ctx, "DELETE FROM refunds WHERE order_id IN (SELECT id FROM orders WHERE customer_id = "+of+")", string(who.ID))
	return s.fault(ctx, err)
}

// customers are all customers, and finds those with an address in the database.
type customers struct{ *Shop }

var _ gdpr.CustomersByEmail = customers{}

// EachCustomer yields the customers of a scope.
func (c customers) EachCustomer(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Customer, error] {
	return c.Facts.EachCustomer(ctx, scope)
}

// EachCustomerWithEmail yields the customers whose address has the key of an address
// somewhere in it, in letters of any case: at least those who have it.
func (c customers) EachCustomerWithEmail(ctx context.Context, email customer.Email) iter.Seq2[customer.Customer, error] {
	ids, err := c.withEmail(ctx, email)
	if err != nil {
		return func(yield func(customer.Customer, error) bool) { yield(customer.Customer{}, err) }
	}
	return c.Facts.EachCustomer(ctx, customer.Scope{Customers: ids})
}

func (c customers) withEmail(ctx context.Context, email customer.Email) ([]customer.ID, error) {
	position := "instr"
	if c.Dialect.Name == "postgres" {
		position = "strpos"
	}
	q := c.Dialect.NewQuery()
	q.Add("SELECT id FROM customers WHERE ", position, "(lower(email), ", q.Value(email.Key()), ") > 0")
	rows, err := q.Run(ctx, c.DB)
	if err != nil {
		return nil, c.fault(ctx, err)
	}
	defer rows.Close()
	ids := []customer.ID{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, c.fault(ctx, err)
		}
		ids = append(ids, customer.ID(id))
	}
	return ids, c.fault(ctx, rows.Err())
}
