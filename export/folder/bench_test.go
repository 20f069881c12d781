package folder_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/export/folder"
)

// busy is a folder of so many customers with ten logins, ten messages and two
// orders each, in order of time, as a log is.
func busy(customers int) fstest.MapFS {
	r := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	var c, l, m, o strings.Builder
	c.WriteString("id,email,name\n")
	l.WriteString("customer_id,at\n")
	m.WriteString("customer_id,at,direction,channel\n")
	o.WriteString("id,customer_id,amount,currency,kind,paid_at\n")
	for i := range customers {
		fmt.Fprintf(&c, "customer-%07d,c%d@example.org,Name %d\n", i, i, i)
	}
	for i := range 10 * customers {
		at = at.Add(time.Minute)
		fmt.Fprintf(&l, "customer-%07d,%s\n", r.IntN(customers), at.Format(time.RFC3339))
		fmt.Fprintf(&m, "customer-%07d,%s,in,whatsapp\n", r.IntN(customers), at.Format(time.RFC3339))
		if i%5 == 0 {
			fmt.Fprintf(&o, "order-%d,customer-%07d,%d.50,EUR,food,%s\n", i, r.IntN(customers), i%100, at.Format(time.RFC3339))
		}
	}
	fsys := fstest.MapFS{}
	raw(fsys, "customers.csv", c.String())
	raw(fsys, "logins.csv", l.String())
	raw(fsys, "messages.csv", m.String())
	return raw(fsys, "orders.csv", o.String())
}

func BenchmarkRead(b *testing.B) {
	const customers = 20_000
	fsys, rows := busy(customers), 23*customers
	b.ReportAllocs()
	for b.Loop() {
		if _, err := folder.Read(context.Background(), fsys, folder.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
}
