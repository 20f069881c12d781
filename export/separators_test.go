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
	"testing"

	"github.com/clientele-go/clientele/export"
)

// TestSeparators opens files with each separator in LibreOffice, as the file is
// separated and at comma, semicolon and tab together, as its dialog begins; and in
// Gnumeric, which guesses. It takes a minute, and runs where LIBREOFFICE is set.
func TestSeparators(t *testing.T) {
	if os.Getenv("LIBREOFFICE") == "" {
		t.Skip("X3: set LIBREOFFICE to try separators in LibreOffice and Gnumeric; .ci/long does")
	}
	needSpreadsheet(t)
	texts := distinct(append(append([]string{opening}, ownPayloads()...), naughtyStrings(t)...))
	for _, separator := range []byte(",;\t") {
		var emails, tags bytes.Buffer
		o := export.Options{Separator: separator}
		if err := export.CSVWith(&emails, export.Rows(rowsOf(texts, func(s string) export.EmailRow { return export.EmailRow{Email: export.Text(s)} })...), o); err != nil {
			t.Fatal(err)
		}
		if err := export.CSVWith(&tags, export.Rows(rowsOf(texts, func(s string) export.TagRow { return export.TagRow{Tag: s, Users: 7} })...), o); err != nil {
			t.Fatal(err)
		}
		for _, f := range []struct {
			name    string
			data    []byte
			columns int
		}{{"one column", emails.Bytes(), 1}, {"three columns", tags.Bytes(), 3}} {
			for setting, at := range map[string]string{"its separator": strconv.Itoa(int(separator)), "comma, semicolon and tab": "44/59/9"} {
				formulas, torn := inLibreOffice(t, f.data, at, f.columns)
				t.Logf("LibreOffice, written with %q, read at %s, %s: %d payloads, %d formulas, %d torn rows", separator, setting, f.name, len(texts), formulas, torn)
				if formulas+torn > 0 {
					t.Errorf("X3: LibreOffice, %q read at %s, %s: %d formulas and %d torn rows", separator, setting, f.name, formulas, torn)
				}
			}
			formulas, torn := 0, 0
			for _, line := range opened(t, f.data) {
				wide := false
				for _, c := range line {
					if c.formula() {
						formulas++
					}
					wide = wide || c.Col >= f.columns
				}
				if wide {
					torn++
				}
			}
			t.Logf("Gnumeric, written with %q, separator guessed, %s: %d payloads, %d formulas, %d torn rows", separator, f.name, len(texts), formulas, torn)
			if formulas+torn > 0 {
				t.Errorf("X3: Gnumeric, %q, %s: %d formulas and %d torn rows", separator, f.name, formulas, torn)
			}
		}
	}
}

func rowsOf[R any](texts []string, row func(string) R) (all []R) {
	for _, s := range texts {
		all = append(all, row(s))
	}
	return all
}

// inLibreOffice opens a file in LibreOffice, cut at these separators, with formulas
// evaluated, and counts formulas, and rows with more cells than columns.
func inLibreOffice(t *testing.T, file []byte, separators string, columns int) (formulas, torn int) {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, "sheet.csv")
	if err := os.WriteFile(from, file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "fods", "--outdir", dir,
		"--infilter=Text - txt - csv (StarCalc):"+separators+",34,76,1,,0,false,true,false,false,false,0,true", from)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%.2000s", err, out)
	}
	book, err := os.Open(filepath.Join(dir, "sheet.fods"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	d, col, wide := xml.NewDecoder(book), 0, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return formulas, torn
		}
		if err != nil {
			t.Fatalf("LibreOffice's XML: %v", err)
		}
		start, ok := token.(xml.StartElement)
		if end, isEnd := token.(xml.EndElement); isEnd && end.Name.Local == "table-row" && wide {
			torn++
		}
		switch {
		case !ok:
		case start.Name.Local == "table-row":
			col, wide = 0, false
		case start.Name.Local == "table-cell":
			repeated, filled := 1, false
			for _, a := range start.Attr {
				switch a.Name.Local {
				case "number-columns-repeated":
					repeated, _ = strconv.Atoi(a.Value)
				case "formula":
					formulas++
					filled = true
				case "value-type":
					filled = true
				}
			}
			if col += repeated; filled && col > columns {
				wide = true
			}
		}
	}
}
