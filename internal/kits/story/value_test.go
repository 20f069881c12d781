package story

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func question(t *testing.T, line string) Command {
	t.Helper()
	c, err := command(1, line)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOptions(t *testing.T) {
	type name string
	c := question(t, `ask mia all a=x,y b="" c=-`)
	if !c.Flag("all") || c.Flag("a") || c.Arg(0) != "mia" || c.Arg(9) != "" || !c.Has("b") || c.Has("d") {
		t.Errorf("read %+v", c)
	}
	if diff := cmp.Diff([]name{"x", "y"}, List[name](c, "a")); diff != "" {
		t.Error(diff)
	}
	if got := c.List("b"); !cmp.Equal(got, []string{""}) {
		t.Errorf("an empty option is a list of an empty word, got %q", got)
	}
	if c.List("d") != nil {
		t.Error("an option that is not given has no list")
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2024, 5, 1, 12, 0, 0, 5, time.UTC)
	for text, want := range map[string]time.Time{
		"": {}, "-": {}, "2024-05-01": at.Truncate(24 * time.Hour), "2024-05-01T12:00:00.000000005": at, "2024-05-01T14:00:00.000000005+02:00": at,
	} {
		got, err := Time(text)
		if err != nil || !got.Equal(want) {
			t.Errorf("Time(%q) = %v, %v", text, got, err)
		}
		if again, err := Time(Spell(got)); err != nil || !again.Equal(want) {
			t.Errorf("%v is spelled %q", got, Spell(got))
		}
	}
	var a, b time.Time
	if err := question(t, "ask a=2024-05-01").Times(map[string]*time.Time{"a": &a, "b": &b}); err != nil || a.IsZero() || !b.IsZero() {
		t.Errorf("read %v and %v, %v", a, b, err)
	}
	if err := question(t, "ask a=May").Times(map[string]*time.Time{"a": &a}); err == nil {
		t.Error("May is no time")
	}
}

// T5: a date is its first instant where the question is asked.
func TestSpan(t *testing.T) {
	c := question(t, "ask as-of=2024-06-01 location=Asia/Tokyo from=2024-05-01 to=2024-05-02T00:00:00Z")
	asOf, loc, err := c.Moment()
	if err != nil || Spell(asOf) != "2024-06-01T00:00:00Z" || loc.String() != "Asia/Tokyo" {
		t.Errorf("as of %v in %v, %v", asOf, loc, err)
	}
	s, err := c.Span("from", "to", loc)
	if err != nil || Spell(s.From) != "2024-04-30T15:00:00Z" || Spell(s.To) != "2024-05-02T00:00:00Z" {
		t.Errorf("span %v, %v", s, err)
	}
	for _, bad := range []string{"ask from=x", "ask to=x"} {
		if s, err := question(t, bad).Span("from", "to", loc); err == nil {
			t.Errorf("%s: %v", bad, s)
		}
	}
	for _, bad := range []string{"ask as-of=x", "ask location=Nowhere/Land"} {
		if _, _, err := question(t, bad).Moment(); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestOneOf(t *testing.T) {
	if i, err := OneOf("b", "a", "b"); i != 1 || err != nil {
		t.Errorf("OneOf = %d, %v", i, err)
	}
	if _, err := OneOf("B", "a", "b"); err == nil {
		t.Error("B is none of them")
	}
}
