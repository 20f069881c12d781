package pagestest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Many returns the facts of a folder n times, each time with other customers.
func Many(f *folder.Facts, n int) *folder.Facts {
	all := &folder.Facts{Latest: f.Latest, Notifications: f.Notifications}
	for i := range n {
		of := func(id customer.ID) customer.ID {
			if id == "" || i == 0 {
				return id
			}
			return id + customer.ID("-"+strconv.Itoa(i))
		}
		for _, x := range f.Customers {
			x.ID = of(x.ID)
			all.Customers = append(all.Customers, x)
		}
		each(&all.Logins, f.Logins, func(x *customer.Login) { x.Customer = of(x.Customer) })
		each(&all.Messages, f.Messages, func(x *customer.Message) { x.Customer = of(x.Customer) })
		each(&all.Actions, f.Actions, func(x *customer.Action) { x.Customer = of(x.Customer) })
		each(&all.Tags, f.Tags, func(x *customer.Tag) { x.Customer = of(x.Customer) })
		each(&all.Fields, f.Fields, func(x *customer.Field) { x.Customer = of(x.Customer) })
		each(&all.Memberships, f.Memberships, func(x *subscription.Membership) { x.Customer = of(x.Customer) })
		each(&all.OptIns, f.OptIns, func(x *notify.OptIn) { x.Customer = of(x.Customer) })
		each(&all.Orders, f.Orders, func(x *customer.Order) { x.Customer, x.ID = of(x.Customer), customer.OrderID(of(customer.ID(x.ID))) })
	}
	return all
}

func each[F any](all *[]F, facts []F, change func(*F)) {
	for _, x := range facts {
		change(&x)
		*all = append(*all, x)
	}
}

// Took asks for a page, past its redirects, and returns how long it took.
func Took(b *testing.B, h http.Handler, path string) time.Duration {
	b.Helper()
	begun := time.Now()
	if w := (Client{b, h}).Ask(path); w.Code != http.StatusOK {
		b.Fatalf("GET %s: status %d: %.300s", path, w.Code, w.Body)
	}
	return time.Since(begun)
}

// Quantiles reports the median and the 95th percentile in milliseconds.
func Quantiles(b *testing.B, all []time.Duration) {
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[(len(all)*95+99)/100-1].Microseconds())/1000, "p95-ms")
	b.ReportMetric(0, "ns/op")
}

// Pages measures the pages of a shop, warm: the list in its orders and filters, and each
// page of reports for a question that nobody has asked yet, of some months of the sample.
func Pages(b *testing.B, h http.Handler) {
	for _, path := range []string{
		"customers", "customers?status=active", "customers?sort=revenue&sort_currency=EUR&descending=true", "customers?sort=last_usage&descending=true",
		"customers?sort=last_usage&status=quiet&descending=true", "customers?search=nikos", "customers?type=favorite",
		"customers?device=Mac&created_from=2024-01-01", "customers?segment=revenue+EUR+>+100+and+status+%3D+sleeper", "customer?id=c025",
	} {
		b.Run(path, func(b *testing.B) {
			Took(b, h, path)
			var all []time.Duration
			for range max(b.N, 20) {
				all = append(all, Took(b, h, path))
			}
			Quantiles(b, all)
		})
	}
	for _, page := range []string{"analysis", "subscriptions", "notifications", "growth", "cohorts", "value"} {
		b.Run(page, func(b *testing.B) {
			var all []time.Duration
			for i := range max(b.N, 10) { // each time another range, so that no answer is kept
				day := fmt.Sprintf("2024-%02d-%02d", 1+rand.IntN(4), 1+i%28)
				path := page + "?unit=week&from=" + day
				if page == "notifications" {
					path = page + "?from=" + day
				}
				if page == "value" {
					path = page + "?as_of=" + day
				}
				all = append(all, Took(b, h, path))
			}
			Quantiles(b, all)
		})
	}
}
