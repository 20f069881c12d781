package export_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/export"
	"github.com/gocarina/gocsv"
	"github.com/google/go-cmp/cmp"
)

// An exported file can be written with any texts: each in every text column of
// a row of its own.
type exportedFile struct {
	name  string
	text  []bool                           // of each column, whether it holds text
	cell  func(text string) (string, bool) // a text as the file has it, before the guard; false: it may be either
	write func(w io.Writer, texts []string, guarded bool) error
	check func(t *testing.T, data []byte, texts []string, guarded bool) // reads it back
}

// exportedFiles are all row types of the package, and the CSV view of a
// person's data in a ZIP.
func exportedFiles() []exportedFile {
	return []exportedFile{
		fileOf[export.ChannelRow](),
		fileOf[export.CohortRow](),
		fileOf[export.ComparedRow](),
		fileOf[export.CustomerRow](),
		fileOf[export.DetailRow](),
		fileOf[export.EmailRow](),
		fileOf[export.ExpiryRow](),
		fileOf[export.FeedRow](),
		fileOf[export.FieldRow](),
		fileOf[export.FieldValueRow](),
		fileOf[export.FrequencyRow](),
		fileOf[export.GapRow](),
		fileOf[export.InfoRow](),
		fileOf[export.LastInteractionRow](),
		fileOf[export.LastOrderRow](),
		fileOf[export.LifecycleRow](),
		fileOf[export.MailingResultRow](),
		fileOf[export.MailingRow](),
		fileOf[export.MetricRow](),
		fileOf[export.NotificationRow](),
		fileOf[export.OutcomeRow](),
		fileOf[export.RFMRow](),
		fileOf[export.RFMSegmentRow](),
		fileOf[export.RejectedRow](),
		fileOf[export.RevenueRow](),
		fileOf[export.RevenueTotalRow](),
		fileOf[export.RevenueTrendRow](),
		fileOf[export.SecondOrderRow](),
		fileOf[export.StatusMoveRow](),
		fileOf[export.StatusRow](),
		fileOf[export.StatusTrendRow](),
		fileOf[export.SubscriptionTrendRow](),
		fileOf[export.TagRow](),
		fileOf[export.TransitionRow](),
		fileOf[export.ValueFitRow](),
		fileOf[export.ValueRow](),
		personalView(),
	}
}

// fileOf is the file of a row type.
func fileOf[R any]() exportedFile {
	rowType := reflect.TypeFor[R]()
	f := exportedFile{name: rowType.Name(), cell: func(text string) (string, bool) { return held(text), true }}
	for i := range rowType.NumField() {
		f.text = append(f.text, isText(rowType.Field(i).Type))
	}
	rows := func(texts []string) []R {
		var all []R
		for _, text := range texts {
			all = append(all, filled[R](text))
		}
		return all
	}
	f.write = func(w io.Writer, texts []string, guarded bool) error {
		return export.CSVWith(w, export.Rows(rows(texts)...), export.Options{Unguarded: !guarded})
	}
	f.check = func(t *testing.T, data []byte, texts []string, guarded bool) {
		var back []R
		r := export.NewSafeReader[R](bytes.NewReader(data))
		r.Unguarded = !guarded
		if err := gocsv.UnmarshalCSV(r, &back); err != nil {
			t.Fatalf("X4: %s: %v", f.name, err)
		}
		held := make([]string, len(texts))
		for i := range texts {
			held[i] = readBack(texts[i])
		}
		if diff := cmp.Diff(rows(held), back); diff != "" {
			t.Errorf("X4: %s: reading back gives other rows, guarded %v (-written +read):\n%s", f.name, guarded, diff)
		}
	}
	return f
}

// isText reports whether a field of a row holds text.
func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String && t != reflect.TypeFor[export.Word]() && t != reflect.TypeFor[export.Number]()
}

// filled is a row with a text in every text column, and negative numbers.
func filled[R any](text string) R {
	var row R
	v := reflect.ValueOf(&row).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i).Addr().Interface().(type) {
		case *string:
			*f = text
		case *export.Text:
			*f = export.Text(text)
		case *export.Word:
			*f = "very active"
		case *export.Number:
			*f = "-7.5"
		case *int:
			*f = -7
		case *bool:
			*f = true
		case *export.Time:
			f.Time = noon
		case *calendar.Date:
			*f = calendar.Date{Year: 1984, Month: 2, Day: 29}
		case *export.Amount:
			*f = export.Amount{Decimal: euros("-12.5").Amount, Places: 2}
		default:
			panic(fmt.Sprintf("%T: the test does not fill it", f))
		}
	}
	return row
}

// held is a text as CSV can hold it: NUL, and each byte that is not UTF-8, is U+FFFD.
func held(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c == 0 {
			c = utf8.RuneError
		}
		b.WriteRune(c)
	}
	return b.String()
}

// readBack is a text as it is read back (X4).
func readBack(text string) string { return strings.ReplaceAll(held(text), "\r\n", "\n") }

// TestFormulaFilesAreAll: a new row type joins the test.
func TestFormulaFilesAreAll(t *testing.T) {
	var declared, tested []string
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, spec := range g.Specs {
				t := spec.(*ast.TypeSpec)
				if s, ok := t.Type.(*ast.StructType); ok && hasColumns(s) {
					declared = append(declared, t.Name.Name)
				}
			}
		}
	}
	for _, f := range exportedFiles() {
		tested = append(tested, f.name)
	}
	slices.Sort(declared)
	if diff := cmp.Diff(append(declared, personalView().name), tested); diff != "" {
		t.Errorf("X3: every row type is tried in a spreadsheet (-declared +tested):\n%s", diff)
	}
}

// hasColumns reports whether a struct has csv tags.
func hasColumns(s *ast.StructType) bool {
	return slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool { return f.Tag != nil && strings.Contains(f.Tag.Value, "csv:") })
}

// opening is the first text of every file. Gnumeric takes the separator from the
// first line that begins with a quote; after this one that is the comma.
const opening = "an\n\"ordinary\" text"

// tally is what was seen in a spreadsheet.
type tally struct{ files, columns, cells, formulas, converted int }

// TestFormulaCells tries X3 in a spreadsheet: every payload in every text column
// of every file, opened and typed. Without the guard the same payloads run.
func TestFormulaCells(t *testing.T) {
	if testing.Short() {
		t.Skip("X3: a spreadsheet takes seconds, and no goroutines of ours")
	}
	needSpreadsheet(t)
	own := ownPayloads()
	if len(own) < 200 {
		t.Fatalf("X3: %d payloads of our own, want at least 200", len(own))
	}
	texts := distinct(append(append([]string{opening}, own...), naughtyStrings(t)...))
	var safe, unsafe tally
	for _, f := range exportedFiles() {
		some := texts
		if !slices.Contains(f.text, true) {
			some = texts[:3] // numbers and words: all lines are the same
		}
		openFile(t, f, some, true, &safe)
		openFile(t, f, some, false, &unsafe)
	}
	kept, ran := typeCells(t, texts, true), typeCells(t, texts, false)
	t.Logf("X3: %d payloads, %d of our own and %d naughty strings; %d text columns in %d files; "+
		"%d cells opened, %d formulas with the guard, %d without; %d cells typed, %d formulas with the guard, %d without; "+
		"%d harmless texts that were read as a number, a date, a truth value or an error",
		len(texts), len(own), len(texts)-len(own)-1, safe.columns, safe.files,
		safe.cells, safe.formulas, unsafe.formulas, kept.cells, kept.formulas, ran.formulas, safe.converted)
}

// openFile writes a file, reads it back, opens it in the spreadsheet and looks at
// every cell.
func openFile(t *testing.T, f exportedFile, texts []string, guarded bool, sum *tally) {
	t.Helper()
	var b bytes.Buffer
	if err := f.write(&b, texts, guarded); err != nil {
		t.Fatalf("X2: %s: %v", f.name, err)
	}
	f.check(t, b.Bytes(), texts, guarded)
	s := opened(t, b.Bytes())
	if len(s) > len(texts)+1 {
		t.Errorf("X2: %s: %d lines in the spreadsheet, but %d were written: a cell became a line", f.name, len(s), len(texts)+1)
	}
	inColumn := make([]int, len(f.text)) // formulas
	for row, line := range s {
		for _, c := range line {
			sum.cells++
			switch {
			case c.Col >= len(f.text):
				t.Errorf("X2: %s: a cell became a column: %q", f.name, texts[row-1])
			case c.formula():
				sum.formulas++
				inColumn[c.Col]++
			}
		}
		if row > 0 && guarded {
			checkLine(t, f, s, row, texts[row-1], sum)
		}
	}
	for col, n := range inColumn {
		if !guarded && f.text[col] && n < 40 {
			t.Errorf("X3: %s, column %d: %d payloads ran without the guard, want at least 40: the check cannot fail", f.name, col+1, n)
		}
		if (guarded || !f.text[col]) && n > 0 {
			t.Errorf("X3: %s, column %d: %d formulas", f.name, col+1, n)
		}
		if f.text[col] {
			sum.columns++
		}
	}
	sum.files++
}

// checkLine looks at the cells of one payload in a guarded file.
func checkLine(t *testing.T, f exportedFile, s sheet, row int, text string, sum *tally) {
	t.Helper()
	for col, isText := range f.text {
		if !isText {
			continue
		}
		written, exact := f.cell(text)
		switch c := s.at(row, col); {
		case c.formula():
			t.Errorf("X3: %s, column %d: %q runs as %q", f.name, col+1, text, c.Text)
		case c.Type != gnumericText:
			sum.converted++
			if export.Guard(written) != written {
				t.Errorf("X3: %s, column %d: %q is guarded, but no text: %q", f.name, col+1, text, c.Text)
			}
		case exact && c.Text != shown(displayed(written)):
			t.Errorf("X3: %s, column %d: %q is shown as %q", f.name, col+1, text, c.Text)
		}
	}
}

// displayed is a guarded cell as Gnumeric displays it: a leading apostrophe says
// that it is text, and is not displayed.
func displayed(cell string) string { return strings.TrimPrefix(export.Guard(cell), "'") }

// typeCells enters every cell as it is written, and looks at it.
func typeCells(t *testing.T, texts []string, guarded bool) tally {
	t.Helper()
	var b bytes.Buffer
	if err := fileOf[export.EmailRow]().write(&b, texts, guarded); err != nil {
		t.Fatal(err)
	}
	written, err := csv.NewReader(&b).ReadAll() // not ours: what any program reads
	if err != nil {
		t.Fatal(err)
	}
	var entered []string
	for _, record := range written[1:] {
		entered = append(entered, record[0])
	}
	s, ran := typed(t, entered), map[byte]int{}
	for row, text := range entered {
		if c := s.at(row, 0); c.formula() {
			ran[strings.TrimSpace(text)[0]]++
			if guarded {
				t.Errorf("X3: %q, written as %q, runs when it is typed, as %q", texts[row], text, c.Text)
			}
		}
	}
	sum := tally{cells: len(entered)}
	for _, n := range ran {
		sum.formulas += n
	}
	for _, sign := range []byte("=+-@") {
		if !guarded && ran[sign] < 3 {
			t.Errorf("X3: %d payloads that begin with %c ran without the guard: the check cannot fail", ran[sign], sign)
		}
	}
	return sum
}
