package export_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A sheetCell is a cell as Gnumeric has it after it opened a file.
type sheetCell struct {
	Row  int    `xml:"Row,attr"`
	Col  int    `xml:"Col,attr"`
	Type string `xml:"ValueType,attr"` // of constants; an expression has none
	Text string `xml:",chardata"`
}

// gnumericText is the ValueType of text.
const gnumericText = "60"

// formula reports whether Gnumeric made an expression of the cell.
func (c sheetCell) formula() bool { return c.Type == "" }

// sheet is what became of a file: rows of cells; one without a cell is empty.
type sheet [][]sheetCell

// needSpreadsheet skips a test where Gnumeric is not installed, but not in CI.
func needSpreadsheet(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ssconvert"); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal("X3: ssconvert is missing, and CI must run this test: install gnumeric")
	}
	t.Skip("no spreadsheet to try X3 in: install gnumeric for its ssconvert")
}

// opened is a CSV file, opened in Gnumeric.
func opened(t *testing.T, file []byte) sheet { return convert(t, file) }

// typed is texts that are entered in Gnumeric, one below the other, as if by
// hand. That is stricter than to open a file: +, - and @ run too, as they do
// in other spreadsheets that open one.
func typed(t *testing.T, texts []string) sheet {
	var set []string
	for i, text := range texts {
		set = append(set, "--set", "A"+strconv.Itoa(i+1)+"="+text)
	}
	return convert(t, []byte("x\n"), set...)
}

// convert has Gnumeric open a CSV file, and reads what it made of it.
func convert(t *testing.T, file []byte, more ...string) sheet {
	t.Helper()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "sheet.csv"), filepath.Join(dir, "sheet.xml")
	if err := os.WriteFile(from, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--import-type=Gnumeric_stf:stf_csvtab", "--export-type=Gnumeric_XmlIO:sax:0"}, more...)
	cmd := exec.Command("ssconvert", append(args, from, to)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ssconvert: %v\n%.2000s", err, out)
	}
	book, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return cells(t, book)
}

// cells reads the cells of a workbook in Gnumeric's XML.
func cells(t *testing.T, book []byte) sheet {
	t.Helper()
	// XML has no such characters, but Gnumeric writes them.
	book = []byte(strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(string(book)))
	d := xml.NewDecoder(bytes.NewReader(book))
	var s sheet
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return s
		}
		if err != nil {
			t.Fatalf("Gnumeric's XML: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Cell" {
			var c sheetCell
			if err := d.DecodeElement(&c, &start); err != nil {
				t.Fatalf("Gnumeric's XML: %v", err)
			}
			s = s.with(c)
		}
	}
}

// with is the sheet with one more cell.
func (s sheet) with(c sheetCell) sheet {
	for len(s) <= c.Row {
		s = append(s, nil)
	}
	s[c.Row] = append(s[c.Row], c)
	return s
}

// at is a cell of the sheet; where there is none, an empty text.
func (s sheet) at(row, col int) sheetCell {
	if row < len(s) {
		for _, c := range s[row] {
			if c.Col == col {
				return c
			}
		}
	}
	return sheetCell{Row: row, Col: col, Type: gnumericText}
}

// shown is a text as it comes through Gnumeric's XML: without control
// characters, and line ends are LF.
func shown(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(text)
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, text)
}
