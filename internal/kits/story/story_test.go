package story

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	const text = `# Two logins
# in a week (S1).
login mia 2024-05-30 note="a \"b\" c" x=
login ""
status mia as-of=2024-06-01
----
very active
  until 2024-06-06

status mia as-of=2024-07-01
----
quiet

# Another.
count
----
0
`
	got, err := Parse("s.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	none := map[string]string{}
	want := []Story{{
		File: "s.txt", Line: 1, Title: "Two logins in a week (S1).",
		Facts: []Command{
			{Line: 3, Verb: "login", Args: []string{"mia", "2024-05-30"}, Options: map[string]string{"note": `a "b" c`, "x": ""}},
			{Line: 4, Verb: "login", Args: []string{""}, Options: none},
		},
		Asks: []Ask{
			{Command{5, "status", []string{"mia"}, map[string]string{"as-of": "2024-06-01"}}, "very active\n  until 2024-06-06\n"},
			{Command{10, "status", []string{"mia"}, map[string]string{"as-of": "2024-07-01"}}, "quiet\n"},
		},
	}, {
		File: "s.txt", Line: 14, Title: "Another.", Facts: []Command{},
		Asks: []Ask{{Command{15, "count", nil, none}, "0\n"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseErrors(t *testing.T) {
	for text, why := range map[string]string{
		"login mia\n":            "no sentence",
		"# s\nlogin mia\n":       "no question",
		"# s\n----\nx\n":         "an answer without a question",
		"# s\nlogin \"mia\n----": "an open quote",
	} {
		if _, err := Parse("s.txt", text); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
}
