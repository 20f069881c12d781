package gdpr

import (
	"context"
	"iter"
	"testing"
)

// A panic of who reads a sequence is theirs: it is not taken for the host's.
func TestG6TheReadersPanicGoesOn(t *testing.T) {
	one := func() iter.Seq2[int, error] {
		return func(yield func(int, error) bool) { yield(1, nil) }
	}
	defer func() {
		if got := recover(); got != "mine" {
			t.Errorf("G6: the reader panicked, and got %v", got)
		}
	}()
	for _, err := range walk(context.Background(), "reading", "", one, func(*int) error { return nil }) {
		if err != nil {
			t.Errorf("G6: the reader's panic came back to it as %v", err)
		}
		panic("mine")
	}
}
