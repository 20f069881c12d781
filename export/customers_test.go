package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/google/go-cmp/cmp"
)

// crowd is a shop of so many customers, with texts of every kind and some guests.
func crowd(customers int) customer.Memory {
	var m customer.Memory
	for i := range customers {
		text := hostile[i%len(hostile)]
		id := customer.ID(fmt.Sprintf("%s%06d", text[:i%2*len(text)], i*7919%customers))
		m.Customers = append(m.Customers, customer.Customer{ID: id, Name: text, SignedUp: i%3 == 0, Favorite: i%5 == 0, LastDevice: text, CreatedAt: ago(i % 9000)})
		for n := range i % 4 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: ago(30 * i % 5000 * n)})
			m.Orders = append(m.Orders, sale(fmt.Sprint(i, "/", n), id, customer.Food, fmt.Sprint(i), "EUR"))
		}
		if i%50 == 0 {
			m.Orders = append(m.Orders, sale(fmt.Sprint(i), "", customer.Food, "1", "EUR"))
		}
	}
	return m
}

// unranged is a repository that cannot cut its customers.
type unranged struct{ customer.Repository }

// TestWriteCustomers: whoever reads the shop, and however many write its lines, the
// file is that of CSV.
func TestWriteCustomers(t *testing.T) {
	ctx, shop := context.Background(), crowd(5000)
	sorted := shop.Sorted()
	for _, q := range []customer.Query{{AsOf: now}, {AsOf: now, ConsentPopup: true, Filter: customer.Filter{Statuses: []customer.Status{customer.Sleeper}}}} {
		for _, o := range []Options{{}, {Unguarded: true}, {Separator: ';', BOM: true}} {
			var want bytes.Buffer
			if err := CSVWith(&want, Each(customer.Rows(ctx, shop, q, nil), NewCustomerRow), o); err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(want.Bytes(), []byte{'\n'}); lines < 1000 {
				t.Fatalf("only %d lines", lines)
			}
			for _, repo := range []customer.Repository{sorted, shop, unranged{sorted}} {
				for _, workers := range []int{0, 1, 2, 4, 8} {
					var got bytes.Buffer
					err := WriteCustomers(ctx, &got, repo, q, &customer.Run{Workers: workers}, o)
					if err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
						t.Errorf("X2: %T, %d workers, %+v: %v, %d bytes; want the %d bytes of CSV", repo, workers, o, err, got.Len(), want.Len())
					}
				}
			}
		}
	}
	var empty bytes.Buffer
	if err := WriteCustomers(ctx, &empty, customer.Memory{}, customer.Query{AsOf: now}, nil, Options{}); err != nil || strings.Count(empty.String(), "\n") != 1 {
		t.Errorf("X1: without customers there is the header alone, got %q, %v", empty.String(), err)
	}
}

// tally is an answer of a host's own.
type tally struct {
	digests, guests int
	ids             []customer.ID
}

func tallies(next func(*tally) error) customer.Reducer[*tally] {
	return customer.Reducer[*tally]{
		New: func() *tally { return &tally{} },
		Visit: func(t *tally, d *customer.Digest) error {
			if t.digests++; !d.Known {
				t.guests++
			}
			return nil
		},
		Row: func(t *tally, r *customer.Row) error {
			t.ids = append(t.ids, r.ID)
			return nil
		},
		Next: next,
	}
}

// TestWriteAndReduce: the answers are those of customer.Reduce: all of them at the
// end, or range after range where the host takes them.
func TestWriteAndReduce(t *testing.T) {
	ctx, shop, q := context.Background(), crowd(3000).Sorted(), customer.Query{AsOf: now}
	var want bytes.Buffer
	if err := WriteCustomers(ctx, &want, shop, q, nil, Options{}); err != nil {
		t.Fatal(err)
	}
	ids := make([]customer.ID, len(shop.Customers))
	for i, c := range shop.Customers {
		ids[i] = c.ID
	}
	for _, workers := range []int{1, 2, 4, 8} {
		for _, taken := range []bool{false, true} {
			all, times := tally{}, 0
			add := func(t *tally) error {
				all.digests, all.guests, all.ids = all.digests+t.digests, all.guests+t.guests, append(all.ids, t.ids...)
				*t = tally{}
				times++
				return nil
			}
			r := tallies(add)
			if !taken {
				r.Next = nil
			}
			var got bytes.Buffer
			answers, err := WriteAndReduce(ctx, &got, shop, q, &customer.Run{Workers: workers}, Options{}, r)
			if err != nil || len(answers) == 0 || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("%d workers: %d answers, %v, %d bytes, want %d", workers, len(answers), err, got.Len(), want.Len())
			}
			if taken && times < 4 {
				t.Errorf("only %d ranges", times)
			}
			if !taken {
				for _, a := range answers {
					if !slices.IsSorted(a.ids) {
						t.Errorf("%d workers: the customers of an answer are not in the order of their IDs", workers)
					}
					_ = add(a)
				}
				slices.Sort(all.ids)
			}
			if diff := cmp.Diff(tally{len(ids) + 1, 1, ids}, all, cmp.AllowUnexported(tally{})); diff != "" {
				t.Errorf("%d workers, taken range by range: %v: (-want +got)\n%s", workers, taken, diff)
			}
		}
	}
}

// brokenShop is a shop whose orders cannot be read.
type brokenShop struct {
	customer.Memory
	err error
}

func (b brokenShop) EachOrder(context.Context, customer.Scope) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) { yield(customer.Order{}, b.err) }
}

// TestWriteCustomersErrors: whatever goes wrong is the error, and then there is no
// answer.
func TestWriteCustomersErrors(t *testing.T) {
	ctx, boom, q := context.Background(), errors.New("boom"), customer.Query{AsOf: now}
	shop := crowd(2000)
	for _, workers := range []int{1, 4} {
		for _, c := range []struct {
			why  string
			repo customer.Repository
			w    io.Writer
			fail func(*customer.Reducer[*tally])
		}{
			{"the repository", brokenShop{shop, boom}, io.Discard, nil},
			{"the writer", shop.Sorted(), failingWriter{boom}, nil},
			{"Visit", shop.Sorted(), io.Discard, func(r *customer.Reducer[*tally]) {
				r.Visit = func(*tally, *customer.Digest) error { return boom }
			}},
			{"Row", shop.Sorted(), io.Discard, func(r *customer.Reducer[*tally]) { r.Row = func(*tally, *customer.Row) error { return boom } }},
			{"Next", shop.Sorted(), io.Discard, func(r *customer.Reducer[*tally]) { r.Next = func(*tally) error { return boom } }},
		} {
			r := tallies(nil)
			if c.fail != nil {
				c.fail(&r)
			}
			answers, err := WriteAndReduce(ctx, c.w, c.repo, q, &customer.Run{Workers: workers}, Options{}, r)
			if !errors.Is(err, boom) || answers != nil {
				t.Errorf("X5: %s, %d workers: %v and %d answers, want %v and none", c.why, workers, err, len(answers), boom)
			}
		}
		bad := shop
		bad.Customers = slices.Clone(shop.Customers)
		bad.Customers[1000].Birthday.Year, bad.Customers[1000].ID = 2023, "7"
		err := WriteCustomers(ctx, io.Discard, bad.Sorted(), q, &customer.Run{Workers: workers}, Options{})
		if want := `customer "7": column birthday: `; !errors.Is(err, ErrCell) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "2023") {
			t.Errorf("X6: %d workers: a cell that cannot be written names customer and column, not the value: %v", workers, err)
		}
	}
	if err := WriteCustomers(ctx, failingWriter{}, shop, q, nil, Options{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("X5: a writer that writes less and says nothing is an error: %v", err)
	}
}

// TestWriteCustomersAllocations: nothing is allocated per customer (X2).
func TestWriteCustomersAllocations(t *testing.T) {
	allocs := func(n int) float64 {
		var m customer.Memory
		for i := range n {
			id := customer.ID(fmt.Sprintf("%06d", i))
			m.Customers = append(m.Customers, customer.Customer{ID: id, Email: "a@example.org", CreatedAt: now})
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: now.Add(-time.Duration(i) * time.Minute)})
		}
		shop := m.Sorted()
		return testing.AllocsPerRun(3, func() {
			if err := WriteCustomers(context.Background(), io.Discard, shop, customer.Query{AsOf: now}, &customer.Run{Workers: 2}, Options{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocs(10_000), allocs(50_000); many > few+400 {
		t.Errorf("X2: %v allocations for 10,000 customers, %v for 50,000", few, many)
	}
}
