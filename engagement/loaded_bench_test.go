package engagement

import (
	"testing"

	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

func BenchmarkLoad(b *testing.B) {
	loadedtest.Bench[Repository, *Loaded]{
		Load: Load, Each: factsEach, Sorted: synthetic(50_000).Sorted(),
		Shop: func(customers int) Repository { return synthetic(customers) },
		Ask: map[string]func(Repository) error{"report": func(repo Repository) error {
			_, err := Summarize(testContext, repo, Query{AsOf: day(1)}, nil)
			return err
		}},
	}.Run(b)
}
