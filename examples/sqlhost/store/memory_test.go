package store_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// Memory does not grow with the shop: at any moment of an answer over ten times
// the customers, as much is in use as over one of them. ClickHouse is left out: it
// has no ranges, and is read whole.
func TestMemoryIsConstant(t *testing.T) {
	const few, many, slack = 500, 5000, 1 << 19
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name == "clickhouse" {
			return
		}
		used, crossed := map[string]map[int]int64{}, map[string]map[int]int{}
		for _, n := range []int{few, many} {
			r := &recorder{Querier: b.db}
			b.open(t, manyCustomers(n))
			s, err := store.New(t.Context(), r, b.d, b.m)
			if err != nil {
				t.Fatal(err)
			}
			for way, repo := range cut(s, 100) {
				if used[way] == nil {
					used[way], crossed[way] = map[int]int64{}, map[int]int{}
				}
				r.queries = nil
				used[way][n] = mostUsed(t, repo, n)
				crossed[way][n] = b.rows(t, r.queries)
			}
		}
		for way := range used {
			if used[way][many] > used[way][few]+slack {
				t.Errorf("%s: %d bytes are in use over %d customers, and %d over %d", way, used[way][few], few, used[way][many], many)
			}
			t.Logf("%s: %d and %d rows crossed the wire, %d and %d bytes were in use", way, crossed[way][few], crossed[way][many], used[way][few], used[way][many])
		}
		const cuts = many/100 - 1 // and a row for each
		if got, want := crossed["streamed"][many], many*4+cuts; got != want {
			t.Errorf("streamed: %d rows crossed the wire, want %d, one for each fact", got, want)
		}
		if got, want := crossed["pushed down"][many], many*3+cuts; got != want {
			t.Errorf("pushed down: %d rows crossed the wire, want %d: the two logins of each customer are one", got, want)
		}
	})
}

// mostUsed is the most memory in use at some moments of an answer, beyond what
// was in use before.
func mostUsed(t *testing.T, repo customer.Repository, customers int) (most int64) {
	t.Helper()
	before, n := inUse(), 0
	for _, err := range digests(t.Context(), repo, day.Add(time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%(customers/4) == 1 {
			most = max(most, inUse()-before)
		}
	}
	if n != customers {
		t.Errorf("%d digests of %d customers", n, customers)
	}
	return most
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// rows is how many rows queries give.
func (b base) rows(t *testing.T, queries []asked) (n int) {
	t.Helper()
	for _, q := range queries {
		rows, err := b.db.QueryContext(t.Context(), q.text, q.args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			n++
		}
		if err := rows.Close(); err != nil || rows.Err() != nil {
			t.Fatal(err, rows.Err())
		}
	}
	return n
}
