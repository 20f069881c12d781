package folder

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Texts that stand in one piece of memory are what they were read as, also when
// others have come behind them.
func TestTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x texts
		var want, got []string
		for _, n := range rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 9, 700, textBlock/8 - 1, textBlock / 8, textBlock/8 + 1, 2 * textBlock}), 0, 60).Draw(t, "lengths") {
			cell := []byte(strings.Repeat(string(rune('a'+len(want)%26)), n))
			want, got = append(want, string(cell)), append(got, x.of(cell))
			if x.block.Cap() > textBlock {
				t.Fatalf("a piece of memory of %d bytes", x.block.Cap())
			}
			clear(cell) // the scanner uses its memory again
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("text %d of %d bytes is %.20q, want %.20q", i, len(want[i]), got[i], want[i])
			}
		}
	})
}

func TestTextsAllocateTogether(t *testing.T) {
	var x texts
	cell := []byte("customer-0000001")
	if n := testing.AllocsPerRun(100, func() {
		for range 512 {
			x.of(cell)
		}
	}); n > 1 {
		t.Errorf("512 texts of 16 bytes take %v allocations, want 1", n)
	}
}
