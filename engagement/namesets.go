package engagement

import (
	"strings"

	"github.com/clientele-go/clientele/internal/set"
)

// nameSet and values are how a Digest's slices are sets.
func nameSet() set.Of[string] { return set.Of[string]{Compare: strings.Compare} }
func valueSet() set.Of[Value] { return set.Of[Value]{Compare: compareValues} }

func compareValues(a, b Value) int {
	if a.Field != b.Field {
		return strings.Compare(a.Field, b.Field)
	}
	return strings.Compare(a.Value, b.Value)
}
