package export

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// orderColumns are like those of an input file.
var orderColumns = []InputColumn{
	{Name: "id", Required: true},
	{Name: "customer_id", Required: true, Blank: true},
	{Name: "amount", Required: true},
	{Name: "currency", Required: true},
	{Name: "kind"},
	{Name: "placed_at"},
	{Name: "born"},
	{Name: "paid"},
}

// readOrders reads a file of orders: the good rows, and what is wrong.
func readOrders(r io.Reader) (rows []string, problems Problems, read, rejected int) {
	t := NewTable("orders.csv", r, orderColumns, &problems)
	for t.Next() {
		row := fmt.Sprintf("%d %s %s %s %s %s %s %s %v", t.Line(), t.Text(0), t.Name(1), t.Amount(2), t.Currency(3),
			t.Word(4, "", "food", "other"), t.Time(5, nil).Format(time.DateOnly), t.Date(6), t.Bool(7))
		if t.Accept() {
			rows = append(rows, row)
		}
	}
	read, rejected = t.Counts()
	return rows, problems, read, rejected
}

func TestTable(t *testing.T) {
	const head = "id,customer_id,amount,currency\n"
	for _, c := range []struct {
		file string
		rows []string
		bad  string
		why  string
	}{
		{"", nil, "orders.csv:1: the file has no header", "an empty file"},
		{head, nil, "", "no rows"},
		{head + "o1,c1,1.5,EUR\n", []string{"2 o1 c1 1.5 EUR  0001-01-01  false"}, "", "columns that are not required may be missing"},
		{"born,x_note,kind,currency,placed_at,amount,paid,customer_id,id\n2000-01-01,\"a\nb\",food,EUR,2024-01-02,2,yes,,o1\n", []string{"2 o1  2 EUR food 2024-01-02 2000-01-01 true"}, "", "any order, and a column of the host's own"},
		{"id,amount\n", nil, "orders.csv:1: column customer_id: the column is missing\norders.csv:1: column currency: the column is missing", "missing columns"},
		{"\n\nid,customer_id,amount,Currency,kind,kind,,x_a,x_a,x_a\n1\n", nil,
			"orders.csv:3: column currency: the column is missing\norders.csv:3: column 4: an unknown column\norders.csv:3: column kind: the column is there twice\norders.csv:3: column 7: an unknown column\norders.csv:3: column 9: the column is there twice",
			"everything that is wrong with a header, on its own line; an unknown name is not repeated"},
		{head + ",c1,1,EUR\no2,,1,EUR\no3,c1,,\n", []string{"3 o2  1 EUR  0001-01-01  false"},
			"orders.csv:2: column id: empty, but must not be\norders.csv:4: column amount: empty, but must not be\norders.csv:4: column currency: empty, but must not be", "required cells are not empty, and said so once"},
		{"kind,paid,born,placed_at," + head + "Food,si,1.1.,now,o1,c1,1e9,eur\n", nil,
			"orders.csv:2: column kind: " + reasonOf(errWord) + "\norders.csv:2: column paid: " + reasonOf(errBool) + "\norders.csv:2: column born: " + reasonOf(errDate) + "\norders.csv:2: column placed_at: " + reasonOf(errTime) + "\norders.csv:2: column amount: " + reasonOf(errAmount) + "\norders.csv:2: column currency: " + reasonOf(errCurrency), "every cell that cannot be read"},
		{head + "o1,c1,1\n\"o\n2\",c1,1,\"EUR\"!\no3,c\x00,1,EUR\no4,c1,1,EUR\n", []string{"6 o4 c1 1 EUR  0001-01-01  false"},
			"orders.csv:2: the number of fields is 3, the header has 4\norders.csv:3: column currency: text after the closing quote\norders.csv:5: column customer_id: a NUL byte", "what the scanner refuses"},
		{"x_1," + head + "\xff,o1,c1,1,EUR\n", nil, "orders.csv:2: column 1: not valid UTF-8", "a column of the host's own goes by its number"},
	} {
		rows, problems, read, rejected := readOrders(strings.NewReader(c.file))
		bad := ""
		if problems.Err() != nil {
			bad = problems.Error()
		}
		if !cmp.Equal(c.rows, rows) || bad != c.bad {
			t.Errorf("X6: %q: got %q and\n%s\nwant %q and\n%s\n%s", c.file, rows, bad, c.rows, c.bad, c.why)
		}
		if read-rejected != len(rows) {
			t.Errorf("X6: %q: %d accepted + %d rejected ≠ %d read", c.file, len(rows), rejected, read)
		}
	}
}

func TestTableReaderFails(t *testing.T) {
	boom := errors.New("boom")
	file := "id,customer_id,amount,currency\no1,c1,1,EUR\no2,"
	var problems Problems
	table := NewTable("orders.csv", io.MultiReader(strings.NewReader(file), iotest.ErrReader(boom)), orderColumns, &problems)
	rows := 0
	for table.Next() {
		rows++
	}
	if got, want := problems.Error(), "orders.csv:1: the file cannot be read: boom"; rows != 1 || got != want || table.Err() != boom {
		t.Errorf("X6: %d rows, %q, %v, want 1 row and %q", rows, got, table.Err(), want)
	}
	if table.Next() || table.Accept() {
		t.Errorf("X6: after the end there is no row")
	}
}

// TestTableReject: a host rejects cells for reasons of its own.
func TestTableReject(t *testing.T) {
	var problems Problems
	table := NewTable("tags.csv", strings.NewReader("id\na\nb\n"), []InputColumn{{Name: "id", Required: true}, {Name: "tag"}}, &problems)
	for table.Next() {
		if table.Cell(1) != nil {
			t.Errorf("X6: a column that is missing has cell %q", table.Cell(1))
		}
		table.Reject(0, errors.New("is one too many"))
	}
	read, rejected := table.Counts()
	if want := "tags.csv:2: column id: is one too many\ntags.csv:3: column id: is one too many"; read != 2 || rejected != 2 || problems.Error() != want {
		t.Errorf("X6: %d read, %d rejected, got %q, want %q", read, rejected, problems.Error(), want)
	}
}

// TestTableSaysNoValue: whatever is in a file, no error repeats it.
func TestTableSaysNoValue(t *testing.T) {
	const secret = "hunter2"
	for _, file := range []string{
		secret + ",id\n",
		"x_" + secret + ",x_" + secret + "\n",
		"id,customer_id,amount,currency,kind,placed_at,born,paid\nX,X,X,X,X,X,X,X\nX\nX\"\n\"X\"X\nX\xff\nX\x00,,,,,,,\n\"X",
		"id,customer_id,amount,currency\n" + strings.Repeat("X", 20000) + ",,,\n",
	} {
		_, problems, _, _ := readOrders(strings.NewReader(strings.ReplaceAll(file, "X", secret)))
		if problems.Err() == nil || strings.Contains(problems.Error(), secret) {
			t.Errorf("X6: an error must be there and not hold a value: %.300s", problems.Error())
		}
	}
}

// TestTableCountsLaw: nothing is silently dropped.
func TestTableCountsLaw(t *testing.T) {
	lines := []string{"o1,c1,1,EUR", "o1,c1,x,eur", ",,,", "o1,c1,1", "o1,c1,1,EUR,", "o\"1,c1,1,EUR", "\"o1\"1,c1,1,EUR", "\x00,c1,1,EUR", "\"o\n1\",c1,1,EUR", ""}
	rapid.Check(t, func(t *rapid.T) {
		file, records := "id,customer_id,amount,currency\n", 0
		for _, line := range rapid.SliceOfN(rapid.SampledFrom(lines), 0, 150).Draw(t, "lines") {
			file += line + "\n"
			if line != "" {
				records++
			}
		}
		rows, problems, read, rejected := readOrders(strings.NewReader(file))
		if read != records || len(rows)+rejected != read || problems.Len() < rejected {
			t.Fatalf("X6: %d records, %d read, %d accepted, %d rejected, %d problems", records, read, len(rows), rejected, problems.Len())
		}
	})
}

func TestTableNames(t *testing.T) {
	var problems Problems
	var b strings.Builder
	b.WriteString("id\n")
	for i := range 2 * maxNames {
		fmt.Fprintf(&b, "%d\n%d\n%s%d\n", i, i, strings.Repeat("x", maxNameLen), i)
	}
	table := NewTable("a.csv", strings.NewReader(b.String()), []InputColumn{{Name: "id", Required: true}}, &problems)
	for table.Next() {
		if got := table.Name(0); got != table.Text(0) {
			t.Fatalf("X6: Name gives %q, Text %q", got, table.Text(0))
		}
	}
	if len(table.interned) != maxNames {
		t.Errorf("X6: %d names are remembered, want %d", len(table.interned), maxNames)
	}
}

// TestAmountsRepeat: equal amounts share their digits, up to a bound; wrong ones
// are rejected each time.
func TestAmountsRepeat(t *testing.T) {
	const n = maxAmounts + 100
	var file strings.Builder
	file.WriteString("x_a,amount\n,1e5\n,1e5\n")
	for i := range 2 * n {
		fmt.Fprintf(&file, ",%d.%02d\n", i%n/100, i%n%100)
	}
	var problems Problems
	table := NewTable("f.csv", strings.NewReader(file.String()), []InputColumn{{Name: "amount"}}, &problems)
	for range 2 {
		if table.Next(); !table.Amount(0).IsZero() || table.Accept() {
			t.Error("R1: an exponent is accepted")
		}
	}
	for i := range 2 * n {
		if table.Next(); !table.Amount(0).Equal(decimal.New(int64(i%n), -2)) || !table.Accept() {
			t.Fatalf("R1: amount %d is %v", i, table.Amount(0))
		}
	}
	want := []Problem{{File: "f.csv", Line: 2, Column: "amount", Number: 2, What: reasonOf(errAmount)}, {File: "f.csv", Line: 3, Column: "amount", Number: 2, What: reasonOf(errAmount)}}
	if diff := cmp.Diff(want, problems.List()); diff != "" || len(table.amounts) != maxAmounts {
		t.Errorf("X6: %d amounts remembered, want %d; problems (-want +got)\n%s", len(table.amounts), maxAmounts, diff)
	}
}
