package fold

import (
	"fmt"
	"testing"
)

// Owners with the same hash have digests of their own, also when the table has
// grown, and the next part begins with none.
func TestTable(t *testing.T) {
	all := table[string, digest]{dealer: &dealer[string, digest]{start: start}, shift: 1}
	for part := range 2 {
		all.clear()
		for i := range 500 {
			all.digest(fmt.Sprint(i), uint32(i%7)<<1).reds = i
		}
		for i := range 500 {
			if d := all.digest(fmt.Sprint(i), uint32(i%7)<<1); *d != (digest{fmt.Sprint(i), i, 0}) {
				t.Fatalf("part %d: the digest of %d is %+v", part, i, *d)
			}
		}
		if all.used != 500 {
			t.Errorf("part %d: %d digests of 500 owners", part, all.used)
		}
	}
}
