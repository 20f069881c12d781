package customer_test

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

func TestEmailKey(t *testing.T) {
	for _, c := range []struct {
		email  customer.Email
		want   string
		reason string
	}{
		{"", "", "nothing"},
		{" \t\u00a0", "", "blank"},
		{"mia@example.com", "mia@example.com", "as it is"},
		{"Mia@Example.COM", "mia@example.com", "A to Z are folded, before the @ too"},
		{" mia@example.com\r\n", "mia@example.com", "surrounding space is trimmed"},
		{"\u2003mia@example.com\u0085", "mia@example.com", "Unicode space too"},
		{"mia park@example.com", "mia park@example.com", "space within stays"},
		{"AZ@[`az{", "az@[`az{", "the neighbours of the letters stay"},
		{"kelvin@\u212a.example", "kelvin@\u212a.example", "the Kelvin sign is no k: Unicode folding would merge two people"},
		{"i\u0130@example.com", "i\u0130@example.com", "nor is the Turkish İ an i"},
		{"MÜLLER@example.com", "mÜller@example.com", "only ASCII is folded"},
		{"mia+shop@example.com", "mia+shop@example.com", "a tag is not dropped"},
		{"m.i.a@gmail.com", "m.i.a@gmail.com", "dots are not dropped"},
		{"A\xffB", "a\xffb", "bytes that are no UTF-8 stay"},
	} {
		if got := c.email.Key(); got != c.want {
			t.Errorf("I4: the key of %q is %q, want %q: %s", string(c.email), got, c.want, c.reason)
		}
		if got, want := c.email.Blank(), c.want == ""; got != want {
			t.Errorf("I3: %q is blank %t, want %t: %s", string(c.email), got, want, c.reason)
		}
	}
}

// A key is its own key, and nothing but A–Z and space around changes.
func TestLawEmailKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringOfN(rapid.RuneFrom([]rune("AZaz@. \t\u00a0\u212aÜß[`")), 0, 9, -1).Draw(t, "e-mail")
		key := customer.Email(typed).Key()
		if again := customer.Email(key).Key(); again != key {
			t.Fatalf("I4: the key of the key %q is %q", key, again)
		}
		if customer.Email(" "+typed+"\u2003").Key() != key {
			t.Fatalf("I4: space around %q changes its key", typed)
		}
		if utf8.RuneCountInString(key) > utf8.RuneCountInString(typed) {
			t.Fatalf("I4: the key %q is longer than %q", key, typed)
		}
		for _, r := range key {
			if 'A' <= r && r <= 'Z' {
				t.Fatalf("I4: the key %q has a capital letter", key)
			}
		}
	})
}
