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
		folder, flags, file string
		lines               []string // of the file, whatever else is in it
		reason              string
	}{
		{"markers", "-as-of 2024-03-01", "subscription.csv", []string{"enrolled,8", "unsubscribed,6", "unusual,2"}, "U1: words for yes and no, and others"},
		{"tag-named-other", "-as-of 2024-05-31 -top 2", "tags.csv", []string{"other,5,false", "news,3,false", ",5,true"}, "E7: a tag of that name, and the rest"},
		{"real-other", "-as-of 2024-05-31 -top 2", "tags.csv", []string{"news,2,false", "other,1,false"}, "E7: no rest"},
		{"refund-zero", "-as-of 2024-02-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,0.00,10.00"}, "R3: a restock changes nothing"},
		{"refund-undated", "-as-of 2024-02-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,4.00,6.00"}, "R3, T7: from the payment on"},
		{"refund-undated", "-as-of 2024-01-01", "revenue_total.csv", []string{"merchandise,EUR,1,10.00,4.00,6.00"}, "R3, T7: from the payment on"},
	} {
		out := t.TempDir()
		args := append(strings.Fields(c.flags), "-data", filepath.Join(cases, c.folder), "-out", out)
		if status, _, stderr := run(t, nil, args...); status != 0 {
			t.Errorf("%s: %s: status %d: %s", c.folder, c.reason, status, stderr)
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
