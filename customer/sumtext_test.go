package customer_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// A report in JSON keeps its amounts, exactly (R2).
func TestSumInJSON(t *testing.T) {
	for _, c := range []struct{ amount, text string }{
		{"0", `"0"`},
		{"12.50", `"12.50"`},
		{"-0.001", `"-0.001"`},
		{"123456789012345678901234567890.12", `"123456789012345678901234567890.12"`},
	} {
		line := customer.RevenueLine{Currency: "EUR", Gross: customer.SumOf(decimal.RequireFromString(c.amount))}
		text, err := json.Marshal(line)
		if err != nil || !strings.Contains(string(text), `"Gross":`+c.text) {
			t.Errorf("R2: %s is %s in JSON, %v", c.amount, text, err)
		}
		var back customer.RevenueLine
		if err := json.Unmarshal(text, &back); err != nil || !back.Gross.Equal(line.Gross) {
			t.Errorf("R2: %s comes back as %v, %v", c.amount, back.Gross.Decimal(), err)
		}
	}
	for _, text := range []string{"", "1e9", "x", "1.2.3", strings.Repeat("9", 201)} {
		var s customer.Sum
		if err := s.UnmarshalText([]byte(text)); !errors.Is(err, customer.ErrAmount) || !s.IsZero() {
			t.Errorf("R2: %.10q is read as %v, %v", text, s.Decimal(), err)
		}
	}
}
