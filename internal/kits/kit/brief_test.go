package kit

import (
	"errors"
	"strings"
	"testing"
)

// A long error is cut in lines and in bytes, says how much is left out, and is
// still the same error.
func TestBrief(t *testing.T) {
	if Brief(nil) != nil {
		t.Error("no error became one")
	}
	for _, c := range []struct{ why, text, want string }{
		{"as many as may be", strings.Repeat("x\n", MostLines-1) + "x", strings.Repeat("x\n", MostLines-1) + "x"},
		{"one more", strings.Repeat("x\n", MostLines) + "x", strings.Repeat("x\n", MostLines-1) + "... and 2 more lines"},
		{"a long line", strings.Repeat("x", MostBytes), strings.Repeat("x", MostBytes)},
		{"too long a line", strings.Repeat("é", MostBytes), strings.Repeat("é", MostBytes/2-2) + "..."},
	} {
		long := errors.New(c.text)
		if err := Brief(long); err.Error() != c.want || !errors.Is(err, long) {
			t.Errorf("%s: got\n%v\nwant\n%s", c.why, err, c.want)
		}
	}
}
