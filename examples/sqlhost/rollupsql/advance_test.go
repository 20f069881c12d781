package rollupsql_test

import (
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// refuses is what makes a database refuse that a row of records is written again.
var refuses = map[string][]string{
	"sqlite": {`CREATE TRIGGER refuse BEFORE UPDATE ON rollup_records BEGIN SELECT RAISE(ABORT, 'written again'); END`},
	"postgres": {
		`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'written again'; END $$`,
		`CREATE TRIGGER refuse BEFORE UPDATE ON rollup_records FOR EACH ROW EXECUTE FUNCTION refuse()`,
	},
}

// H11, H13: what moves by time alone writes no record again: only its state, and the status
// beside its revenue.
func TestAdvanceWritesStatesAlone(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		b := open(t)
		s := newShop(3, 60, 300)
		r := rollup.Rollup{Store: b.store(t), Repository: s.Sorted(), Query: customer.Query{AsOf: start}}
		if err := r.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, statement := range refuses[b.d.Name] {
			if _, err := b.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Advance(t.Context(), start.AddDate(0, 0, 9)); err != nil {
			t.Fatalf("H11: an advance by time alone: %v", err)
		}
		if len(feed(t, r.Store)) == 0 {
			t.Error("H1: no status changed in nine days: the check cannot fail")
		}
		stale := -1
		err := b.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM rollup_revenue v JOIN rollup_states s ON s.id = v.id WHERE v.listed <> s.listed").Scan(&stale)
		if err != nil || stale != 0 {
			t.Errorf("H13: %d lines of revenue have a status of before, %v", stale, err)
		}
		s.Customers[0].Name += "?"
		r.Repository = s.Sorted()
		if err := r.Refresh(t.Context(), s.Customers[0].ID); err == nil {
			t.Error("a customer with another name is refreshed: the check cannot fail")
		}
	})
}
