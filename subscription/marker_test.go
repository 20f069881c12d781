package subscription

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// U1, case by case.
func TestParseMarker(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        Keyword
		why         string
	}{
		{"unsubscribed", "", KeywordUnsubscribed, "empty marks"},
		{"unsubscribed", "  \t\u2003", KeywordUnsubscribed, "blank folds to empty"},
		{"unsubscribed", "true", KeywordUnsubscribed, "a yes"},
		{"unsubscribed", "1", KeywordUnsubscribed, "a yes"},
		{"unsubscribed", "nope", KeywordUnsubscribed, "not an explicit no"},
		{"unsubscribed", "null", KeywordUnsubscribed, "not an explicit no"},
		{"unsubscribed", "00", KeywordUnsubscribed, "not an explicit no"},
		{"unsubscribed", "0.0", KeywordUnsubscribed, "not an explicit no"},
		{"unsubscribed", strings.Repeat("no ", 20), KeywordUnsubscribed, "the whole value must be the no"},
		{"unsubscribeallbots", "", KeywordUnsubscribeAllBots, "the second token"},
		{"unsubscribetoallbot", "", KeywordUnsubscribeToAllBot, "the third token"},

		{"unsubscribed", "false", "", "an explicit no"},
		{"unsubscribed", "no", "", "an explicit no"},
		{"unsubscribed", "0", "", "an explicit no"},
		{"unsubscribed", "off", "", "an explicit no"},
		{"unsubscribed", "f", "", "an explicit no, as PostgreSQL prints it"},
		{"unsubscribed", " N ", "", "an explicit no"},
		{"unsubscribeallbots", "FALSE", "", "ASCII case is folded"},
		{"unsubscribetoallbot", "\u00a0N-o_ ", "", "folded like a token"},
		{"Unsubscribed", "O F F", "", "folded like a token"},

		{"x", "unsubscribed", KeywordUnsubscribed, "by value under any name"},
		{"", "unsubscribeallbots", KeywordUnsubscribeAllBots, "by value under no name"},
		{"\xff", "unsubscribetoallbot", KeywordUnsubscribeToAllBot, "by value under a broken name"},

		{"UNSUBSCRIBED", "", KeywordUnsubscribed, "ASCII case"},
		{"Un Sub Scribed", "", KeywordUnsubscribed, "spaces"},
		{"unsubscribe_all_bots", "", KeywordUnsubscribeAllBots, "underscores"},
		{"--unsubscribe-to-all-bot--", "", KeywordUnsubscribeToAllBot, "dashes"},
		{"\u2003\u0085 unsubscribed\r\n", "", KeywordUnsubscribed, "Unicode white space around"},
		{" _-_ unsubscribed", "", KeywordUnsubscribed, "all of them"},

		{"un\tsubscribed", "", "", "only a space is dropped inside"},
		{"un\u00a0subscribed", "", "", "only a space is dropped inside"},
		{"_\u00a0unsubscribed", "", "", "trimming comes first"},
		{"unsubscribe", "", "", "not the whole token"},
		{"unsubscribedd", "", "", "more than the token"},
		{"unsubscribeallbot", "", "", "not the whole token"},
		{"unsubscribetoallbots", "", "", "more than the token"},
		{"resubscribed", "", "", "another word"},
		{"subscribed", "no", "", "another word"},
		{"UNSUBSCR\u0130BED", "", "", "Turkish capital i is no ASCII letter"},
		{"unsub\u017fcribed", "", "", "a long s is no ASCII letter"},
		{"ｕnsubscribed", "", "", "a full-width letter is no ASCII letter"},
		{"unsubscribed\x00", "", "", "NUL is not dropped"},
		{"", "", "", "nothing"},
		{"size", "42", "", "an ordinary field"},
		{"u", "u", "", "begins like a token"},

		{"unsubscribed", "unsubscribeallbots", KeywordUnsubscribeAllBots, "both mark: the wider scope"},
		{"unsubscribeallbots", "unsubscribed", KeywordUnsubscribeAllBots, "both mark: the wider scope"},
		{"unsubscribeallbots", "unsubscribetoallbot", KeywordUnsubscribeAllBots, "both as wide: the name's"},
	} {
		at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.FixedZone("", 3600))
		got, ok := ParseMarker(customer.Field{Customer: "ann", Name: c.name, Value: c.value, At: at})
		want := Marker{}
		if c.want != "" {
			want = Marker{c.name, c.value, c.want, c.want.Scope(), at.UTC()}
		}
		if got != want || ok != (c.want != "") {
			t.Errorf("U1: %q = %q: got %+v, %v; want %q (%s)", c.name, c.value, got, ok, c.want, c.why)
		}
	}
}

func TestScopes(t *testing.T) {
	for token, want := range map[Keyword]string{
		KeywordUnsubscribed:        "this bot",
		KeywordUnsubscribeAllBots:  "all bots",
		KeywordUnsubscribeToAllBot: "all bots",
		"":                         "no bot",
		"Unsubscribed":             "no bot",
	} {
		if got := token.Scope().String(); got != want {
			t.Errorf("U1: scope of %q is %q, want %q", token, got, want)
		}
	}
	if got := BotScope(9).String(); got != "BotScope(9)" {
		t.Errorf("BotScope(9) prints %q", got)
	}
}

// An undated field makes an undated marker (U5, T7).
func TestParseMarkerUndated(t *testing.T) {
	m, ok := ParseMarker(customer.Field{Name: "unsubscribed"})
	if !ok || !m.At.IsZero() {
		t.Errorf("U5: got %+v, %v; want a marker without a time", m, ok)
	}
}

// The clever parse against the plain one, on texts near the tokens (U1).
func TestParseMarkerLaw(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		words := []string{
			"unsubscribed", "unsubscribe", "allbots", "toallbot", "d", "no", "off", "false", "0", "yes",
			" ", "_", "-", "\t", "\u00a0", "\u0130", "U", "ALL", "\xff",
		}
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 4).Draw(t, "words"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		f := customer.Field{Name: text.Draw(t, "name"), Value: text.Draw(t, "value")}
		got, ok := ParseMarker(f)
		if want := plainKeyword(f); got.Keyword != want || ok != (want != "") {
			t.Fatalf("U1: %q = %q: got %q, want %q", f.Name, f.Value, got.Keyword, want)
		}
	})
}

// Any name and value are read as the plain reading reads them, and a marker keeps
// both as written (U1).
func FuzzMarker(f *testing.F) {
	f.Add("unsubscribed", "")
	f.Add("Unsubscribe All-Bots", "OFF")
	f.Add("size", "\u00a0unsubscribe_to_allbot\t")
	f.Add("UNSUBSCR\u0130BED", "\xff")
	f.Fuzz(func(t *testing.T, name, value string) {
		field := customer.Field{Name: name, Value: value}
		got, ok := ParseMarker(field)
		want := plainKeyword(field)
		if got.Keyword != want || ok != (want != "") || got.Scope != want.Scope() {
			t.Errorf("U1: %q = %q: got %q, want %q", name, value, got.Keyword, want)
		}
		if ok && (got.Field != name || got.Value != value) {
			t.Errorf("U1: %q = %q is kept as %q = %q", name, value, got.Field, got.Value)
		}
	})
}

func plainKeyword(f customer.Field) Keyword {
	norm := func(s string) string {
		s = strings.TrimFunc(s, unicode.IsSpace)
		s = strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				return r - 'A' + 'a'
			}
			return r
		}, s)
		return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(s)
	}
	name, value := Keyword(norm(f.Name)), Keyword(norm(f.Value))
	switch value {
	case "false", "no", "0", "off", "f", "n":
		name = ""
	}
	switch {
	case name.Scope() == NoBot && value.Scope() == NoBot:
		return ""
	case name.Scope() >= value.Scope():
		return name
	}
	return value
}

// Fields that are no marker cost no allocation, nor do those that are (U1).
func TestParseMarkerAllocates(t *testing.T) {
	fields := []customer.Field{
		{Name: "size", Value: "42"},
		{Name: "Größe", Value: "ünsubscribed und sehr lang, viel länger als jedes der Wörter"},
		{Name: "username", Value: "unsubscribe me not"},
		{Name: "unsubscribed", Value: "no"},
		{Name: "Unsubscribe All-Bots", Value: "yes"},
	}
	if n := testing.AllocsPerRun(100, func() {
		for _, f := range fields {
			ParseMarker(f)
		}
	}); n != 0 {
		t.Errorf("U1: %v allocations", n)
	}
}

func BenchmarkParseMarker(b *testing.B) {
	for _, f := range []customer.Field{
		{Name: "size", Value: "42"}, {Name: "username", Value: "über"}, {Name: "Unsubscribed", Value: "yes"},
	} {
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				ParseMarker(f)
			}
		})
	}
}

// A marker by name whose value says neither yes nor no is unusual (U1).
func TestUnusual(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, " _- ": false, "true": false, "YES": false, "1": false, "on": false, "T": false, "y": false,
		"Un-subscribed": false, "unsubscribeallbots": false, "unsubscribe to all bot": false,
		"never": true, "NULL": true, "2024-05-01": true, "00": true, "yes please": true,
		"a value that is longer than any keyword": true, "unsubscribe": true,
	} {
		m, marks := ParseMarker(customer.Field{Name: "unsubscribed", Value: value})
		if !marks || m.Unusual() != want {
			t.Errorf("U1: value %q: marks %v, unusual %v; want true, %v", value, marks, m.Unusual(), want)
		}
	}
	if m, marks := ParseMarker(customer.Field{Name: "mood", Value: "unsubscribed"}); !marks || m.Unusual() {
		t.Errorf("U1: a marker by its value: marks %v, unusual %v; want true, false", marks, m.Unusual())
	}
}

// Unusual markers count their person once, known people alone, whether or not they
// decide, and from their own time on (U1, T2, U3).
func TestReportUnusual(t *testing.T) {
	q := Query{AsOf: day(10), Range: calendar.Span{From: day(9)}}
	field := func(value string, at time.Time) customer.Field {
		return customer.Field{Name: "unsubscribed", Value: value, At: at}
	}
	for _, c := range []struct {
		reason string
		member bool
		fields []customer.Field
		want   int
	}{
		{"two of one person", true, []customer.Field{field("never", day(3)), field("NULL", time.Time{})}, 1},
		{"at the instant of another one, with the same scope", true, []customer.Field{field("", day(3)), field("zz", day(3))}, 1},
		{"after AsOf", true, []customer.Field{field("never", day(11))}, 0},
		{"of nobody known", false, []customer.Field{field("never", day(3))}, 0},
		{"usual ones", true, []customer.Field{field("yes", day(3)), field("f", day(4))}, 0},
	} {
		var d, part Digest
		d.ID = "ann"
		if c.member {
			d.AddMember(Membership{Customer: "ann", JoinedAt: day(1)}, &q)
		}
		for _, f := range c.fields {
			part.AddField(f, &q)
		}
		d.Merge(part)
		var r, all Report
		r.Add(&d, &q)
		all.Merge(r)
		if all.Unusual != c.want {
			t.Errorf("U1: %s: %d, want %d", c.reason, all.Unusual, c.want)
		}
	}
}
