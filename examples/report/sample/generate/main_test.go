package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Generating again gives the committed bytes, so that nobody edits a file by
// hand and nothing depends on the machine.
func TestGeneratedIsCommitted(t *testing.T) {
	folder := t.TempDir()
	if err := run(folder); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join("..", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(open().files()), len(names); got != want {
		t.Errorf("the generator writes %d files, %d are committed", got, want)
	}
	size := 0
	for _, name := range names {
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		size += len(want)
		got, err := os.ReadFile(filepath.Join(folder, filepath.Base(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the generator writes; run go generate in examples/report/sample", filepath.Base(name))
		}
	}
	if size > 600_000 {
		t.Errorf("the sample has grown to %d bytes; it should stay below 600,000", size)
	}
}

func TestRunNamesTheFolderThatIsMissing(t *testing.T) {
	if err := run(filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("writing to a folder that is not there gave no error")
	}
}

// The dice are written down: SplitMix64's first numbers from a seed of zero, as
// its reference implementation gives them.
func TestDice(t *testing.T) {
	var d dice
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := d.next(); got != want {
			t.Errorf("number %d: %#x, want %#x", i, got, want)
		}
	}
}

func TestSummerTime(t *testing.T) {
	for _, c := range []struct {
		at   string
		want int
		why  string
	}{
		{"2023-03-26T00:59:59Z", 60, "the last second of winter"},
		{"2023-03-26T01:00:00Z", 120, "the clocks go forward at 01:00 UTC"},
		{"2023-10-29T00:59:59Z", 120, "the last second of summer"},
		{"2023-10-29T01:00:00Z", 60, "the clocks go back at 01:00 UTC"},
		{"2024-03-31T01:00:00Z", 120, "the last Sunday can be the 31st"},
		{"2024-01-15T12:00:00Z", 60, "winter"},
	} {
		if got := summer(as(c.at).at); got != c.want {
			t.Errorf("summer(%s) = %d, want %d: %s", c.at, got, c.want, c.why)
		}
	}
}

func TestHalf(t *testing.T) {
	for amount, want := range map[string]string{"1500": "750", "965": "483", "10.00": "5.00", "4.45": "2.23", "2.937": "1.469", "0.01": "0.01"} {
		if got := half(amount); got != want {
			t.Errorf("half(%s) = %s, want %s", amount, got, want)
		}
	}
}
