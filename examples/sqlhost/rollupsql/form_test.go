package rollupsql

import (
	"bytes"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

// H13: amounts are bytes that sort as the numbers do.
func TestAmountsSort(t *testing.T) {
	var all []decimal.Decimal
	for _, s := range []string{"0", "0.00", "1", "1.0", "1.1", "1.10", "9", "10", "99", "100", "0.1", "0.09", "12345678901234567890.1", "12345678901234567890.12", "1e300", "1e-300"} {
		d := decimal.RequireFromString(s)
		all = append(all, d, d.Neg())
	}
	for _, a := range all {
		for _, b := range all {
			if got, want := bytes.Compare(amount(a), amount(b)), a.Cmp(b); got != want {
				t.Errorf("H13: %s and %s compare as %d, want %d", a, b, got, want)
			}
		}
	}
}

// H10: instants are bytes that sort as the instants do, and are read again to the nanosecond.
func TestInstantsSort(t *testing.T) {
	at := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	all := []time.Time{at, at.Add(1), at.Add(-1), at.AddDate(-4000, 0, 0), at.AddDate(200000, 0, 0), time.Unix(0, 0).UTC(), time.Unix(0, -1).UTC(), time.Unix(-1, 0).UTC()}
	for _, a := range all {
		if read, err := readInstant(instant(a)); err != nil || !read.Equal(a) {
			t.Errorf("H10: %v is read as %v, %v", a, read, err)
		}
		for _, b := range all {
			if got, want := bytes.Compare(instant(a), instant(b)), a.Compare(b); got != want {
				t.Errorf("H13: %v and %v compare as %d, want %d", a, b, got, want)
			}
		}
	}
	if _, err := readInstant([]byte("soon")); err == nil {
		t.Error("4 bytes are an instant")
	}
}
