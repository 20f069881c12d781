package export_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/gocarina/gocsv"
	"github.com/shopspring/decimal"
)

// Visit is a row type of a host's own.
type Visit struct {
	Name string        `csv:"name"`
	Kind export.Word   `csv:"kind"`
	At   export.Time   `csv:"at"`
	Paid export.Amount `csv:"paid"`
}

func visits() []Visit {
	at := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	return []Visit{
		{"Zoë, the first", "first", export.Time{Time: at}, export.Amount{Decimal: decimal.New(11, -1), Places: 2}},
		{"=1+1", "again", export.Time{}, export.Amount{}},
	}
}

func ExampleCSV() {
	err := export.CSV(os.Stdout, export.Rows(visits()...))
	fmt.Println(err)
	// Output:
	// name,kind,at,paid
	// "Zoë, the first",first,2024-05-06T07:08:09Z,1.10
	// '=1+1,again,,0
	// <nil>
}

func ExampleCSVWith() {
	err := export.CSVWith(os.Stdout, export.Rows(visits()[1]), export.Options{Unguarded: true})
	fmt.Println(err)
	// Output:
	// name,kind,at,paid
	// =1+1,again,,0
	// <nil>
}

// A line for every customer, and in the same pass how many of them are favorites.
func ExampleWriteAndReduce() {
	shop := customer.Memory{Customers: []customer.Customer{{ID: "mia", Favorite: true}, {ID: "otto"}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	answers, err := export.WriteAndReduce(context.Background(), os.Stdout, shop.Sorted(), q, nil, export.Options{}, customer.Reducer[*int]{
		New: func() *int { return new(int) },
		Row: func(favorites *int, r *customer.Row) error {
			if r.Favorite {
				*favorites++
			}
			return nil
		},
	})
	favorites := 0
	for _, n := range answers {
		favorites += *n
	}
	fmt.Println(favorites, err)
	// Output:
	// id,display_name,identity,email,username,name,email_consent,status,last_device,birthday,created_at,last_usage,last_login,favorite,facebook,twitter,google,shares,comments,redemptions,pushes,paid_orders,last_paid_at
	// mia,Anonymous user,anonymous,,,,,sleeper,,,,,,true,,,,0,0,0,0,0,
	// otto,Anonymous user,anonymous,,,,,sleeper,,,,,,false,,,,0,0,0,0,0,
	// 1 <nil>
}

func ExampleNewSafeWriter() {
	err := gocsv.MarshalCSV(visits(), export.NewSafeWriter[Visit](os.Stdout))
	fmt.Println(err)
	// Output:
	// name,kind,at,paid
	// "Zoë, the first",first,2024-05-06T07:08:09Z,1.10
	// '=1+1,again,,0
	// <nil>
}

func ExampleNewSafeReader() {
	file := "name,kind,at,paid\n'=1+1,again,,12.50\n"
	var rows []Visit
	err := gocsv.UnmarshalCSV(export.NewSafeReader[Visit](strings.NewReader(file)), &rows)
	fmt.Println(rows[0].Name, rows[0].Paid.Decimal, err)
	// Output:
	// =1+1 12.5 <nil>
}

func ExampleGuard() {
	for _, cell := range []string{"=1+1", "1+1", " @home", "'=quoted"} {
		guarded := export.Guard(cell)
		fmt.Println(guarded, export.Unguard(guarded) == cell)
	}
	// Output:
	// '=1+1 true
	// 1+1 true
	// ' @home true
	// ''=quoted true
}

func ExampleWriteFile() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "visits.csv")
	err = export.WriteFile(path, func(w io.Writer) error {
		return export.CSV(w, export.Rows(visits()...))
	})
	b, _ := os.ReadFile(path)
	fmt.Println(strings.Count(string(b), "\n"), "lines,", err)
	// Output:
	// 3 lines, <nil>
}

func ExampleBatch() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return
	}
	defer os.RemoveAll(dir)
	var b export.Batch
	defer b.Abort()
	for _, name := range []string{"first.csv", "second.csv"} {
		err := b.Write(filepath.Join(dir, name), func(w io.Writer) error {
			return export.CSV(w, export.Rows(visits()...))
		})
		if err != nil {
			return
		}
	}
	fmt.Println(b.Commit())
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// <nil>
	// first.csv
	// second.csv
}

func ExampleNewTable() {
	file := "at,customer_id,x_note\n2024-05-06,c1,\n2024-02-30,c2,\n,c3,\n"
	columns := []export.InputColumn{{Name: "customer_id", Required: true}, {Name: "at", Required: true}}
	var problems export.Problems
	t := export.NewTable("logins.csv", strings.NewReader(file), columns, &problems)
	for t.Next() {
		customer, at := t.Text(0), t.Time(1, time.UTC)
		if t.Accept() {
			fmt.Println(customer, at.Format(time.RFC3339))
		}
	}
	read, rejected := t.Counts()
	fmt.Println(read, "read,", rejected, "rejected")
	for _, p := range problems.List() {
		fmt.Printf("%s line %d column %s\n", p.File, p.Line, p.Column)
	}
	// Output:
	// c1 2024-05-06T00:00:00Z
	// 3 read, 2 rejected
	// logins.csv line 3 column at
	// logins.csv line 4 column at
}

func ExampleParseTime() {
	for _, cell := range []string{"2024-05-06", "2024-05-06 07:08:09", "2024-05-06T07:08:09.5+02:00", "6 May 2024"} {
		t, err := export.ParseTime([]byte(cell), time.FixedZone("", -3600))
		fmt.Println(t.Format(time.RFC3339Nano), err == nil)
	}
	// Output:
	// 2024-05-06T01:00:00Z true
	// 2024-05-06T08:08:09Z true
	// 2024-05-06T05:08:09.5Z true
	// 0001-01-01T00:00:00Z false
}

func ExampleParseDate() {
	d, err := export.ParseDate([]byte("1984-02-29"))
	fmt.Println(d, err)
	// Output: 1984-02-29 <nil>
}

func ExampleParseBool() {
	b, err := export.ParseBool([]byte("Yes"))
	fmt.Println(b, err)
	// Output: true <nil>
}

func ExampleParseAmount() {
	d, err := export.ParseAmount([]byte("12.50"))
	fmt.Println(d.StringFixed(2), err)
	_, err = export.ParseAmount([]byte("1e1000000"))
	fmt.Println(errors.Is(err, export.ErrCell))
	// Output:
	// 12.50 <nil>
	// true
}

func ExampleProblems() {
	var p export.Problems
	p.Add(export.Problem{File: "orders.csv", Line: 7, Column: "amount", Number: 3, What: "not an amount"})
	p.Add(export.Problem{File: "orders.csv", Line: 1, Number: 5, What: "an unknown column"})
	fmt.Println(p.Err())
	// Output:
	// orders.csv:1: column 5: an unknown column
	// orders.csv:7: column amount: not an amount
}
