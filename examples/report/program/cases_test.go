package program

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Small inputs with their right answers, which lie beside the checkout.
func TestCases(t *testing.T) {
	const cases = "../../../../shared/cases"
	if _, err := os.Stat(cases); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the cases are not beside the checkout")
	}
	for _, c := range []struct {
		folder, flags string
		file          string   // empty: the summary
		lines         []string // of the file, whatever else is in it; parts of the summary
		reason        string
	}{
		{"markers", "-as-of 2024-03-01", "subscription.csv", []string{"enrolled,8", "unsubscribed,6", "unusual,2"}, "U1: words for yes and no, and others"},
		{"tag-named-other", "-as-of 2024-05-31 -top 2", "tags.csv", []string{"other,5,false", "news,3,false", ",5,true"}, "E7: a tag of that name, and the rest"},
		{"real-other", "-as-of 2024-05-31 -top 2", "tags.csv", []string{"news,2,false", "other,1,false"}, "E7: no rest"},
		{"refund-zero", "-as-of 2024-02-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,0.00,10.00"}, "R3: a restock changes nothing"},
		{"refund-undated", "-as-of 2024-02-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,4.00,6.00"}, "R3, T7: from the payment on"},
		{"refund-undated", "-as-of 2024-01-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,4.00,6.00"}, "R3, T7: from the payment on"},
		{"negative-month", "-as-of 2015-06-30 -unit month -from 2015-03-01 -to 2015-07-01", "revenue_trend.csv",
			[]string{"2015-03,merchandise,EUR,1,900.00,0.00,900.00,false", "2015-04,merchandise,EUR,0,0.00,872.00,-872.00,false", "2015-05,merchandise,EUR,1,600.00,0.00,600.00,false", "2015-06,merchandise,EUR,0,0.00,0.00,0.00,true"}, "R3, R6: a month below zero, and one that is partial"},
		{"negative-month", "-as-of 2015-06-30 -unit month -from 2015-03-01 -to 2015-07-01", "", []string{"█▼▆·  most 900.00 EUR, least -872.00 EUR", "2015-03 2015-06*"}, "R6, T5: apart from an empty month"},
		{"partial", "-as-of 2025-08-15T13:00:00Z -unit week -from 2025-07-01 -to 2025-08-01", "last_interaction.csv",
			[]string{"2025-06-30,1,true", "2025-07-07,0,false", "2025-07-14,0,false", "2025-07-21,0,false", "2025-07-28,1,true"}, "T5: the ends are partial"},
		{"no-messages", "-as-of 2019-01-31", "", []string{"There is no message as of then", "-interaction any"}, "E1: the summary names the option"},
		{"no-messages", "-as-of 2019-01-31 -interaction any -from 2018-04-01", "frequency.csv", []string{"3,1"}, "E1, E6: what they bought"},
	} {
		out := t.TempDir()
		args := append(strings.Fields(c.flags), "-data", filepath.Join(cases, c.folder), "-out", out)
		status, stdout, stderr := run(t, nil, args...)
		if status != 0 {
			t.Errorf("%s: %s: status %d: %s", c.folder, c.reason, status, stderr)
			continue
		}
		if c.file == "" {
			for _, part := range c.lines {
				if !strings.Contains(stdout, part) {
					t.Errorf("%s: %s: the summary lacks %q", c.folder, c.reason, part)
				}
			}
			continue
		}
		text, err := os.ReadFile(filepath.Join(out, c.file))
		if err != nil {
			t.Error(err)
		}
		for _, line := range c.lines {
			if !strings.Contains("\n"+string(text), "\n"+line+"\n") {
				t.Errorf("%s: %s: %s lacks the line %q:\n%s", c.folder, c.reason, c.file, line, text)
			}
		}
	}
}
