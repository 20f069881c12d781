package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// space is Unicode's White_Space, written out.
const space = `[\t\n\v\f\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]`

// formula is the danger of X3 in another spelling: what a spreadsheet sees.
// guarded is which cells X3 gives one more apostrophe.
var (
	formula = regexp.MustCompile(`^` + space + `*([=+\-@]|\t|\r)`)
	guarded = regexp.MustCompile(`^'*` + space + `*([=+\-@]|\t|\r)`)
)

// awkwardText draws text made to trip X3 and RFC 4180, and any other text.
func awkwardText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOfN(rapid.SampledFrom([]rune("''=+-@ \t\r\n\v\u0085\u00a0\u2003\u3000\",;ax1é☃\x00")), -1, 12, -1),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 12), func(b []byte) string { return string(b) }),
	)
}

func TestGuard(t *testing.T) {
	for _, c := range []struct{ cell, want, why string }{
		{"", "", "an empty cell stays empty"},
		{"plain", "plain", "text that cannot run"},
		{"0123", "0123", "a digit is no formula"},
		{"a=1", "a=1", "the sign is not in front"},
		{"=1+1", "'=1+1", "="},
		{"+49 30 1", "'+49 30 1", "+"},
		{"-1", "'-1", "-, even of a number: the cell is text"},
		{"@SUM(A1)", "'@SUM(A1)", "@"},
		{" =1", "' =1", "white space is skipped"},
		{"\u00a0=1", "'\u00a0=1", "Unicode white space too"},
		{"\u3000@x", "'\u3000@x", "and the ideographic one"},
		{"\n-1", "'\n-1", "and a line end"},
		{"\tx", "'\tx", "a tab in the leading white space"},
		{" \t", "' \t", "a tab, nothing after it"},
		{"\rx", "'\rx", "a CR in the leading white space"},
		{"\nx", "\nx", "an LF alone does no harm"},
		{"x\t=1", "x\t=1", "a tab further on does no harm"},
		{"'", "'", "an apostrophe alone"},
		{"'x", "'x", "an apostrophe before harmless text stays as it is"},
		{"'=1", "''=1", "an apostrophe that was typed survives the reading back"},
		{"'''=1", "''''=1", "however many"},
		{"' =1", "'' =1", "white space after the apostrophes"},
		{" '=1", " '=1", "white space before an apostrophe: it is text"},
		{"\u200b=1", "\u200b=1", "a zero width space is not white space in Unicode"},
		{"\xff=1", "\xff=1", "an invalid byte is not white space"},
		{"；=1", "；=1", "a letter of another script"},
	} {
		if got := Guard(c.cell); got != c.want {
			t.Errorf("X3: Guard(%q) = %q, want %q: %s", c.cell, got, c.want, c.why)
		}
		if got := Unguard(c.want); got != c.cell {
			t.Errorf("X3: Unguard(%q) = %q, want %q: %s", c.want, got, c.cell, c.why)
		}
	}
	for _, cell := range []string{"=1", " =1", "@x", "\tx"} {
		if got := Unguard(cell); got != cell {
			t.Errorf("X3: Unguard(%q) = %q: a cell that was never guarded stays as it is", cell, got)
		}
	}
}

func TestGuardLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkGuard(t, awkwardText().Draw(t, "cell")) })
}

func FuzzGuard(f *testing.F) {
	for _, s := range []string{"", "'", "'=1", "\u00a0\t", "x", "\xff@", "\r\n=", "''''-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkGuard(t, s) })
}

type failer interface{ Errorf(string, ...any) }

// checkGuard checks the laws of X3 on one cell.
func checkGuard(t failer, s string) {
	g := Guard(s)
	if formula.MatchString(g) {
		t.Errorf("X3: Guard(%q) = %q still runs as a formula", s, g)
	}
	if back := Unguard(g); back != s {
		t.Errorf("X3: Unguard(Guard(%q)) = %q", s, back)
	}
	if want := guarded.MatchString(s); (g != s) != want {
		t.Errorf("X3: Guard(%q) = %q, but needs an apostrophe: %v", s, g, want)
	}
	if b, _ := appendText(nil, s, runsAsFormula(s)); formula.Match(b) || len(b) > 0 && b[0] == '"' && formula.Match(b[1:]) {
		t.Errorf("X3: %q is written as %q, which runs as a formula", s, b)
	}
}

// naughty is the big list of naughty strings.
func naughty(t *testing.T) []string {
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "blns", "blns.json"))
	if err != nil {
		t.Skip("the big list of naughty strings is not beside the checkout")
	}
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestGuardNaughtyStrings(t *testing.T) {
	changed := 0
	for _, s := range naughty(t) {
		checkGuard(t, s)
		if Guard(s) != s {
			changed++
		}
	}
	if changed < 27 {
		t.Errorf("X3: %d naughty strings were guarded, but 27 begin with = + - @ tab or CR", changed)
	}
}
