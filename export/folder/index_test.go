package folder

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The index finds what a map does, of IDs of every length, with equal beginnings
// and with zeros at the end.
func TestIndex(t *testing.T) {
	id := rapid.Custom(func(t *rapid.T) string {
		length := rapid.SampledFrom([]int{0, 1, 2, inline - 1, inline, inline + 1, 36}).Draw(t, "length")
		zeros := rapid.IntRange(0, length).Draw(t, "zeros")
		last := fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "last"))
		text := strings.Repeat("a", length-zeros) + strings.Repeat("\x00", zeros)
		return text[:max(0, length-1)] + last[:min(1, length)]
	})
	rapid.Check(t, func(t *rapid.T) {
		var x index
		numbers, names := map[string]int{}, []string(nil)
		for _, id := range rapid.SliceOfN(id, 0, 200).Draw(t, "ids") {
			want, known := numbers[id]
			if got, ok := x.find([]byte(id), names); ok != known || ok && got != want {
				t.Fatalf("ID %q has the number %d, %v; want %d, %v", id, got, ok, want, known)
			}
			if !known {
				numbers[id] = len(names)
				names = append(names, id)
				x.add([]byte(id), len(names)-1, names)
			}
		}
	})
}

// IDs with the same hash are told apart, short ones and long ones.
func TestIndexOfOneHash(t *testing.T) {
	var x index
	x.grow()
	var names []string
	for i := range 20 {
		for _, id := range []string{fmt.Sprint(i), fmt.Sprint(i, "\x00"), fmt.Sprintf("%040d", i)} {
			if s := x.slot([]byte(id), 7, names); s.number != 0 {
				t.Fatalf("ID %q is number %d before it was added", id, s.number)
			}
			names = append(names, id)
			x.used++
			*x.slot([]byte(id), 7, names) = place{int32(x.used), 7, inlinedOf([]byte(id))}
			if x.used == 30 {
				x.grow()
			}
		}
	}
	for n, id := range names {
		if s := x.slot([]byte(id), 7, names); s.number != int32(n+1) {
			t.Errorf("ID %q is number %d, want %d", id, s.number, n+1)
		}
	}
}

// An index beside a map, a million IDs looked up in any order.
func BenchmarkIndex(b *testing.B) {
	const n = 1 << 20
	var x index
	names, numbers, asked := make([]string, n), map[string]int32{}, make([][]byte, n)
	for i := range n {
		names[i] = fmt.Sprintf("c%07d", i)
		numbers[names[i]] = int32(i)
		x.add([]byte(names[i]), i, names)
		asked[i*514229%n] = []byte(names[i])
	}
	b.Run("index", func(b *testing.B) {
		for i := range b.N {
			if _, ok := x.find(asked[i%n], names); !ok {
				b.Fatal("not found")
			}
		}
	})
	b.Run("map", func(b *testing.B) {
		for i := range b.N {
			if _, ok := numbers[string(asked[i%n])]; !ok {
				b.Fatal("not found")
			}
		}
	})
}
