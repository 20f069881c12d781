package segment_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/internal/base/segment"
)

func parse(text string) (*segment.Node, error) { return segment.Parse(text, segment.Columns()) }

// Q2, Q4, Q5: each text is read, and its canonical text is a fixed point, also by JSON.
func TestCanonical(t *testing.T) {
	for _, c := range []struct{ text, want, reason string }{
		{`status in ("very active", active) and revenue EUR >= 100 and created_at within last 90 days and not last_device = "iPad"`, "", "the rulebook's own"},
		{"status=active", "status = active", "spaces are not needed"},
		{"\tstatus\r\n = \n active ", "status = active", "nor do they matter"},
		{`STATUS`, "error", "fields are case-sensitive"},
		{`NOT shares IN(1,2)AnD oRR = 1`, "error", "no such field"},
		{`NOT shares IN(1,2)AnD pushes Is KNOWN`, "not shares in (1, 2) and pushes is known", "keywords are not"},
		{`name = UNKNOWN or last_login WITHIN Last 07 MONTHS`, "name = unknown or last_login within last 7 months", "unknown is a keyword"},
		{`shares != 1`, "not shares = 1", "Q3"},
		{`not shares != 1`, "not (not shares = 1)", "twice no is kept"},
		{`name != unknown`, "not name = unknown", "Q3"},
		{`((shares = 1))`, "shares = 1", "needless brackets"},
		{`(shares = 1 and pushes = 2) and (comments = 3 and (shares < 4))`, "shares = 1 and pushes = 2 and comments = 3 and shares < 4", "flat, in order"},
		{`shares = 1 or (pushes = 2 and comments = 3)`, "", "brackets that are needed"},
		{`(shares = 1 or pushes = 2) and not (comments = 3 or shares = 4)`, "", "brackets that are needed"},
		{`not (shares = 1)`, "not shares = 1", "of one clause"},
		{`not (not shares = 1)`, "", "of a not"},
		{`revenue EUR >= 0100.500`, "revenue EUR >= 100.5", "numbers"},
		{`shares = 000.00`, "shares = 0", "numbers"},
		{`shares <= 10`, "", "a zero before the point stays"},
		{`revenue JPY in (1, 2.0)`, "revenue JPY in (1, 2)", "money has in"},
		{`revenue is known`, "", "money that is there"},
		{`email = "a\"b\\c"`, "", "escapes"},
		{"name in (\"\", \"é\n\t\u2028😀\")", "", "any UTF-8"},
		{`status = "very active" or identity = anonymous or favorite = true or email_consent in (yes, no)`, "", "words"},
		{`birthday < 2000-02-29 and birthday != 2001-01-01`, "birthday < 2000-02-29 and not birthday = 2001-01-01", "dates"},
		{`created_at >= 2024-01-01 and last_usage within next 1 days`, "", "times"},
		{`name = "unknown"`, "", "a text is no keyword"},
	} {
		n, err := parse(c.text)
		if c.want == "error" {
			if err == nil {
				t.Errorf("Q2: %s is read as %v, want an error: %s", c.text, n, c.reason)
			}
			continue
		}
		if c.want == "" {
			c.want = c.text
		}
		if err != nil || n.String() != c.want {
			t.Errorf("Q5: %s is read as %v, %v; want %s: %s", c.text, n, err, c.want, c.reason)
			continue
		}
		again(t, n)
	}
}

// again reads a tree back from its text and from its JSON.
func again(t interface{ Errorf(string, ...any) }, n *segment.Node) {
	back, err := parse(n.String())
	if err != nil || !reflect.DeepEqual(back, n) || back.String() != n.String() {
		t.Errorf("Q5: %v is read back as %v, %v", n, back, err)
	}
	text, err := n.JSON()
	if err != nil {
		t.Errorf("Q5: %v has no JSON: %v", n, err)
		return
	}
	back, err = segment.ParseJSON(string(text), segment.Columns())
	if err != nil || !reflect.DeepEqual(back, n) {
		t.Errorf("Q5: %v is read back from JSON as %v, %v: %s", n, back, err, text)
	}
}

// Q7: an error names the line, the column, what was found, what was expected and the
// nearest known word. It never repeats a text.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `line 1, column 1: found the end, expected a field, not or "("`},
		{"  \n ", `line 2, column 2: found the end, expected a field, not or "("`},
		{"statsu = active", `line 1, column 1: found "statsu", expected a field, not or "("; the nearest known word is "status"`},
		{"Status = active", `line 1, column 1: found "Status", expected a field, not or "("; the nearest known word is "status"`},
		{"not not shares = 1", `line 1, column 5: found "not", expected a field or "("`},
		{"status = actve", `line 1, column 10: found "actve", expected "very active", active, quiet or sleeper; the nearest known word is "active"`},
		{`status = "active"`, `line 1, column 10: found a text, expected "very active", active, quiet or sleeper`},
		{`status = "Very active"`, `line 1, column 10: found a text, expected "very active"`},
		{`status = very active`, `line 1, column 10: found "very", expected "very active"`},
		{"favorite = yes", `line 1, column 12: found "yes", expected true or false`},
		{"status in (active, unknown)", `line 1, column 20: found "unknown", expected "very active", active, quiet or sleeper; missing values are status = unknown`},
		{"status < active", `line 1, column 8: found "<", expected =, !=, in or is known`},
		{`name >= "a"`, `line 1, column 6: found ">=", expected =, !=, in or is known`},
		{"name = mia@example.com", `line 1, column 11: found "@", expected a word, a number, a date, a text in "quotes", an operator or a bracket`},
		{"name = mia", `line 1, column 8: found "mia", expected a text in "quotes"; the nearest known word is "unknown"`},
		{"name like mia", `line 1, column 6: found "like", expected =, !=, in or is known; the nearest known word is "in"`},
		{`name is unknown`, `line 1, column 9: found "unknown", expected known; missing values are name = unknown; the nearest known word is "known"`},
		{`name = “mia”`, `line 1, column 8: found a character, expected a word`},
		{`name = "mia@example.com`, `line 1, column 8: found a quote that is not closed, expected a text in "quotes"`},
		{`name = "a\n"`, `line 1, column 10: found a "\" in a text, expected \" or \\`},
		{"name = \"é\xff\"", `line 1, column 10: found a byte that is not UTF-8`},
		{"\xff", `line 1, column 1: found a byte that is not UTF-8`},
		{`name ! "a"`, `line 1, column 6: found "!"`},
		{`name = "mia@example.com" "x"`, `line 1, column 26: found a text, expected and, or, or the end`},
		{`email = "mia@example.com" an shares = 1`, `line 1, column 27: found "an", expected and, or, or the end; the nearest known word is "and"`},
		{"shares = 1 and pushes = 2 or comments = 3", `line 1, column 27: found "or", expected "and": "and" beside "or" needs brackets`},
		{"shares = 1 or (pushes = 2)\n  and comments = 3", `line 2, column 3: found "and", expected "or": "and" beside "or" needs brackets`},
		{"(shares = 1", `line 1, column 12: found the end, expected and, or, or ")"`},
		{"shares = 1)", `line 1, column 11: found ")", expected and, or, or the end`},
		{"()", `line 1, column 2: found ")", expected a field, not or "("`},
		{"revenue >= 1", `line 1, column 9: found ">=", expected a currency of three capital letters, such as EUR`},
		{"revenue eur >= 1", `line 1, column 9: found "eur", expected a currency`},
		{"revenue EUR is known", `line 1, column 13: found "is", expected =, !=, <, <=, >, >=, in or is known`},
		{"shares EUR = 1", `line 1, column 8: found "EUR", expected =, !=, <, <=, >, >=, in or is known`},
		{"shares = -1", `line 1, column 10: found "-"`},
		{"shares = 1.", `line 1, column 10: found a malformed number or date`},
		{"shares = 1e3", `line 1, column 10: found a malformed number or date`},
		{"shares = " + strings.Repeat("1", 65), `line 1, column 10: found a malformed number or date`},
		{`shares = "1"`, `line 1, column 10: found a text, expected a number such as 12.50`},
		{"shares in ()", `line 1, column 12: found ")", expected a number such as 12.50`},
		{"shares in 1", `line 1, column 11: found a number, expected "("`},
		{"shares in (1 2)", `line 1, column 14: found a number, expected "," or ")"`},
		{"birthday = 2023-02-29", `line 1, column 12: found a malformed number or date`},
		{"birthday within last 3 days", `line 1, column 10: found "within", expected =, !=, <, <=, >, >=, in or is known`},
		{"created_at = 2024-02-29", `line 1, column 14: found a date, expected unknown; for the times of a day ask for a range: created_at >= 2024-02-29 and created_at < 2024-03-01`},
		{"created_at != 2024-12-31", `created_at >= 2024-12-31 and created_at < 2025-01-01`},
		{"created_at in (2024-12-31)", `line 1, column 12: found "in", expected =, !=, <, <=, >, >=, within last, within next or is known; for the times of a day ask for a range`},
		{"created_at = 1", `line 1, column 14: found a number, expected unknown`},
		{"created_at < unknown", `line 1, column 14: found "unknown", expected a date`},
		{"created_at within 3 days", `line 1, column 19: found a number, expected last or next`},
		{"created_at within last 1.5 days", `line 1, column 24: found a number, expected a whole number from 1 to 9999999`},
		{"created_at within last 0 days", `line 1, column 24: found a number, expected a whole number from 1`},
		{"created_at within last 10000000 days", `line 1, column 24: found a number, expected a whole number from 1`},
		{"created_at within last 2 weeks", `line 1, column 26: found "weeks", expected days or months; the nearest known word is "days"`},
		{"created_at within last 90days", `line 1, column 24: found a malformed number or date`},
		{strings.Repeat("a", 33) + " = 1", `line 1, column 1: found a word, expected a field`},
		{"mia2 = 1", `line 1, column 1: found a word, expected a field`},
	} {
		n, err := parse(c.text)
		var e *segment.Error
		if n != nil || !errors.As(err, &e) || !strings.Contains(err.Error(), "segment: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Q7: %s: %v; want %s", c.text, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "mia@") {
			t.Errorf("Q7: %s: the error repeats the text: %v", c.text, err)
		}
	}
}

// Q1: what is out of bounds is an error before any field is looked at.
func TestBounds(t *testing.T) {
	clauses := func(n int, last string) string { return strings.Repeat("shares = 1 and ", n-1) + last }
	nested := func(n int, inner string) string {
		return strings.Repeat("not (", n) + inner + strings.Repeat(")", n)
	}
	long := func(n int) string { return `id = "` + strings.Repeat("a", n-len(`id = ""`)) + `"` }
	for _, c := range []struct{ text, want string }{
		{clauses(64, "shares = 1"), ""},
		{clauses(65, "shares = 1"), "line 1, column 961: found a 65th clause, expected at most 64"},
		{"nothing = 1 and " + clauses(65, "shares = 1"), "found a 65th clause"},
		{nested(16, "shares = 1"), ""},
		{nested(17, "shares = 1"), "line 1, column 85: found brackets that are 17 deep, expected at most 16"},
		{nested(17, "nothing = 1"), "found brackets that are 17 deep"},
		{nested(16, "not shares != 1"), "line 1, column 1: found brackets that are 17 deep in canonical spelling"},
		{nested(16, "not revenue AND != 1"), "found brackets that are 17 deep in canonical spelling"},
		{nested(15, "not shares != 1"), ""},
		{nested(16, "shares in (1) and not pushes = 1 and comments != 1"), ""},
		{strings.Repeat("(", 17), "line 1, column 17: found brackets that are 17 deep"},
		{strings.Repeat("(shares = 1) and ", 40) + "(shares = 1)", ""},
		{long(4096), ""},
		{long(4097), "line 1, column 4097: found more than 4,096 bytes, expected at most 4,096"},
		{strings.Repeat("\n", 4097), "line 4097, column 1: found more than 4,096 bytes"},
		{"shares in (" + strings.Repeat("1,", 2040) + "1)", "found a segment of more than 4,096 bytes in canonical spelling"},
	} {
		n, err := parse(c.text)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Q1: %.60s…: %v; want %s", c.text, err, c.want)
		}
		if n != nil {
			again(t, n)
		}
	}
}

// Q5: JSON is read strictly, and its errors name a place too.
func TestJSONErrors(t *testing.T) {
	const clause = `{"field":"shares","op":"=","value":"1"}`
	in := func(node string) string { return `{"version":1,"segment":` + node + `}` }
	deep := func(n int) string { return strings.Repeat(`{"not":`, n) + clause + strings.Repeat("}", n) }
	for _, c := range []struct{ text, want string }{
		{in(clause), ""},
		{" {\n\"segment\" : " + clause + " , \"version\" : 1 } \n", ""},
		{in(`{"op":"=","value":"1","field":"shares"}`), ""},
		{in(`{"and":[` + clause + `]}`), ""},
		{in(`{"or":[{"and":[` + clause + `,{"not":` + clause + `}]},` + clause + `]}`), ""},
		{in(deep(17)), ""},
		{in(deep(18)), "found brackets that are 17 deep"},
		{in(deep(5000)), "found brackets that are more than 16 deep"},
		{in(`{"and":[` + strings.Repeat(clause+",", 64) + clause + `]}`), "found a 65th clause"},
		{strings.Repeat(" ", 65537), "found more than 65,536 bytes of JSON"},
		{`{"segment":` + clause + `}`, "found no version"},
		{`{"version":2,"segment":` + clause + `}`, `line 1, column 12: found another version, expected version 1`},
		{`{"version":"1","segment":` + clause + `}`, "found another version"},
		{`{"version":1}`, "found the end, expected a field"},
		{`{"version":1,"version":1,"segment":` + clause + `}`, "found a key that is given twice"},
		{`{"version":1,"segmet":` + clause + `}`, `line 1, column 14: found the key "segmet", expected version or segment; the nearest known word is "segment"`},
		{in(`{"feild":"shares"}`), `line 1, column 25: found the key "feild", expected and, or, not, field, currency, op, value, values, n or unit; the nearest known word is "field"`},
		{in(`{"mia@example.com":"shares"}`), "found another key"},
		{in(`{"field":"sharse","op":"=","value":"1"}`), `line 1, column 33: found the field "sharse"`},
		{in(`{"field":"shares","op":"==","value":"1"}`), `line 1, column 47: found another op, expected =, !=, <, <=, >, >=, in, is known, within last or within next`},
		{in(`{"field":"shares","op":"=","value":"-1"}`), "line 1, column 59: found a text, expected a number"},
		{in(`{"field":"shares","op":"=","value":1}`), "line 1, column 59: found a number, expected a text"},
		{in(`{"field":"shares","op":"=","value":"unknown"}`), "found a text, expected a number"},
		{in(`{"field":"status","op":"in","values":["active",null]}`), "found null, expected a text"},
		{in(`{"field":"shares","op":"=","values":["1"]}`), `found "=" without value, expected it with value`},
		{in(`{"field":"shares","op":"is known","value":"1"}`), `found "is known" with value, expected it without value`},
		{in(`{"field":"created_at","op":"within last","n":9}`), `found "within last" without unit`},
		{in(`{"field":"created_at","op":"within last","n":9.5,"unit":"days"}`), `found a number, expected a whole number from 1`},
		{in(`{"field":"created_at","op":"within last","n":1e9,"unit":"days"}`), `found a text, expected a whole number from 1`},
		{in(`{"field":"created_at","op":"within last","n":9,"unit":"and"}`), `found "and", expected days or months`},
		{in(`{"field":"shares","op":"<","value":null}`), `found "unknown", expected a number`},
		{in(`{"field":"shares"}`), "found a clause without field or op"},
		{in(`{"and":[],"or":[]}`), "found a second of and, or, not and field"},
		{in(`{"field":"shares","and":[]}`), "found a second of and, or, not and field"},
		{in(`{"not":` + clause + `,"field":"shares"}`), "found a second of and, or, not and field"},
		{in(`{"and":[]}`), "found the end, expected a field"},
		{in(`{"and":` + clause + `}`), `found "{", expected an array`},
		{in(`[]`), `line 1, column 24: found "[", expected an object with and, or, not or field`},
		{in(clause) + "x", "found something after the segment"},
		{in(clause)[:50], "found the end, expected more JSON"},
		{`{"version":1,"segment":{"field":"shares" "op":"="}}`, "malformed JSON"},
		{"null", "found null, expected an object"},
		{"{\"version\":1,\"\xff\":1}", "not UTF-8"},
		{"", "found the end"},
	} {
		n, err := segment.ParseJSON(c.text, segment.Columns())
		if c.want == "" && err != nil || c.want != "" && (n != nil || err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("Q5: %.100s: %v; want %s", c.text, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "mia@") {
			t.Errorf("Q7: the error repeats the text: %v", err)
		}
	}
}

// Q8: the version, the names of the fields, their types and their words are an API: a
// text that somebody stored must be read for ever.
func TestVersion(t *testing.T) {
	if segment.Version != 1 {
		t.Error("Q8: with another version, old texts and JSON need to be read too")
	}
	for _, old := range []string{
		`id = "1" and display_name = "a" and identity in (registered, anonymous) and email = "a" and username = "a" and name = "a"`,
		`email_consent in (yes, no) and status in ("very active", active, quiet, sleeper) and last_device = "a" and birthday = 2000-01-01`,
		`created_at < 2000-01-01 and last_usage < 2000-01-01 and last_login < 2000-01-01 and favorite in (true, false)`,
		`facebook = "a" and twitter = "a" and google = "a" and shares = 1 and comments = 1 and redemptions = 1 and pushes = 1`,
		`paid_orders = 1 and last_paid_at < 2000-01-01 and revenue EUR = 1`,
	} {
		if _, err := parse(old); err != nil {
			t.Errorf("Q8: %s is not read any more: %v", old, err)
		}
	}
}
