package subscription

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

// A host's own words stand in place of the rulebook's, list by list (U1).
func TestOwnWords(t *testing.T) {
	for _, c := range []struct {
		words       Words
		name, value string
		want        string
		reason      string
	}{
		{Words{Names: []string{"Opt-Out"}}, " OPT_OUT ", "whatever", "optout this bot, unusual", "an own name, folded"},
		{Words{Names: []string{"Opt-Out"}}, "optout", "yes", "optout this bot", "yes is usual"},
		{Words{Names: []string{"Opt-Out"}}, "optout", "no", "", "the rulebook's words for no"},
		{Words{Names: []string{"Opt-Out"}}, "unsubscribed", "yes", "", "in place of the rulebook's names"},
		{Words{Names: []string{"Opt-Out"}}, "status", "unsubscribe all bots", "unsubscribeallbots all bots", "the rulebook's values"},
		{Words{Names: []string{"Opt-Out"}}, "optout", "unsubscribe all bots", "unsubscribeallbots all bots", "the wider scope counts"},
		{Words{Values: []string{"keine Werbung"}}, "status", "Keine_Werbung", "keinewerbung this bot", "an own value"},
		{Words{Values: []string{"keine Werbung"}}, "status", "unsubscribed", "", "in place of the rulebook's values"},
		{Words{Values: []string{"keine Werbung"}}, "unsubscribed", "keine Werbung", "unsubscribed this bot", "at one scope the name's, and not unusual"},
		{Words{No: []string{"nein"}}, "unsubscribed", "Nein", "", "an own no"},
		{Words{No: []string{"nein"}}, "unsubscribed", "no", "unsubscribed this bot, unusual", "in place of the rulebook's"},
		{Words{No: []string{"nein"}}, "unsubscribeallbots", "", "unsubscribeallbots all bots", "empty marks"},
		{Words{Names: []string{"a very long name of a field"}}, "A VERY LONG NAME OF A FIELD", "", "averylongnameofafield this bot", "longer than the rulebook's"},
	} {
		f := customer.Field{Customer: "ann", Name: c.name, Value: c.value, At: day(2)}
		got := ""
		if m, ok := c.words.Parse(f); ok {
			got = fmt.Sprintf("%s %v", m.Keyword, m.Scope)
			if c.words.unusual(&m) {
				got += ", unusual"
			}
		}
		if got != c.want {
			t.Errorf("U1: %q=%q by %+v is %q, want %q: %s", c.name, c.value, c.words, got, c.want, c.reason)
		}
		facts := Memory{Memberships: []Membership{join("ann", day(1))}, Fields: []customer.Field{f}}
		for _, repo := range []Repository{facts, facts.Sorted()} {
			r := summarize(t, repo, Query{AsOf: day(9), Words: c.words})
			if (r.Unsubscribed == 1) != (c.want != "") || r.Enrolled+r.Unsubscribed != 1 {
				t.Errorf("U1, U2: %d unsubscribed by %q=%q and %+v: %s", r.Unsubscribed, c.name, c.value, c.words, c.reason)
			}
		}
	}
	for _, w := range []Words{{Names: []string{" - "}}, {Values: []string{""}}, {No: []string{"no", "_"}}} {
		q := Query{AsOf: day(1), Words: w}
		if err := q.Check(); !errors.Is(err, ErrWord) {
			t.Errorf("U1: %+v: %v, want %v", w, err, ErrWord)
		}
	}
}

// The rulebook's words, given as a host's own, give what the default gives (U1).
func TestOwnWordsOfTheRulebook(t *testing.T) {
	three := []string{"unsubscribed", "unsubscribeallbots", "unsubscribetoallbot"}
	own := Words{Names: three, Values: three, No: []string{"false", "no", "0", "off", "f", "n"}}
	texts := rapid.SampledFrom(append([]string{"", "un-subscribed", "Unsubscribe All Bots", "UNSUBSCRIBE_TO_ALL_BOT", "no", "N", " off ", "yes", "never", "city", "unsubscribedd", "\u00a0unsubscribed", "ünsubscribed"}, three...))
	rapid.Check(t, func(t *rapid.T) {
		f := customer.Field{Name: texts.Draw(t, "name"), Value: texts.Draw(t, "value")}
		want, ok := ParseMarker(f)
		got, ok2 := own.Parse(f)
		if got != want || ok != ok2 || ok && own.unusual(&got) != want.Unusual() {
			t.Fatalf("U1: %q=%q is %+v, %v; want %+v, %v", f.Name, f.Value, got, ok2, want, ok)
		}
	})
}
