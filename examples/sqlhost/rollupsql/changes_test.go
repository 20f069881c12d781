package rollupsql_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
)

// H11: whose facts change is told by the triggers, those of a table that is watched later
// too; a change of what is nobody's is the guests'. A customer who cannot be refreshed is
// told again.
func TestRefreshChanged(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		b := open(t)
		store := b.store(t)
		for _, s := range []string{"CREATE TABLE visits (who text)", "CREATE TABLE stamps (owner text)", "CREATE TABLE banners (text text)"} {
			if _, err := b.ExecContext(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		visits, stamps, banners := rollupsql.Facts{Table: "visits", Customer: "who"}, rollupsql.Facts{Table: "stamps", Customer: "owner"}, rollupsql.Facts{Table: "banners"}
		for _, all := range [][]rollupsql.Facts{{visits, {}, banners}, {visits, {}, banners}, {visits, stamps, banners}} {
			if err := store.Watch(t.Context(), all...); err != nil {
				t.Fatal(err)
			}
		}
		for _, s := range []string{
			"INSERT INTO visits (who) VALUES ('ann')", "INSERT INTO stamps (owner) VALUES ('bob')", "UPDATE stamps SET owner = 'cid'", "DELETE FROM visits", "INSERT INTO banners (text) VALUES ('sale')",
		} {
			if _, err := b.ExecContext(t.Context(), s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		var told []customer.ID
		failed := errors.New("not now")
		n, err := store.RefreshChanged(t.Context(), func(_ context.Context, ids []customer.ID) error { told = ids; return failed })
		if n != 0 || !errors.Is(err, failed) {
			t.Errorf("H11: a refresh that fails: %d refreshed, %v; want 0, %v", n, err, failed)
		}
		told = nil
		n, err = store.RefreshChanged(t.Context(), func(_ context.Context, ids []customer.ID) error { told = append(told, ids...); return nil })
		slices.Sort(told)
		if want := []customer.ID{"", "ann", "bob", "cid"}; n != 4 || err != nil || !slices.Equal(told, want) {
			t.Errorf("H11: %d refreshed, %v: %q; want %q", n, err, told, want)
		}
		if n, err = store.RefreshChanged(t.Context(), func(context.Context, []customer.ID) error { return failed }); n != 0 || err != nil {
			t.Errorf("H11: nothing changed since, and %d are refreshed, %v", n, err)
		}
	})
}
