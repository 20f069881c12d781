package meta_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/notify/meta"
)

// wide are bodies of nearly MaxBytes that hold as many values as they can.
func wide() map[string]string {
	fill := func(before, each, after string) string {
		n := (meta.MaxBytes - len(before) - len(after)) / len(each)
		return before + strings.TrimSuffix(strings.Repeat(each, n), ",") + after
	}
	const open = `{"object":"page","entry":[{"messaging":[`
	return map[string]string{
		"events":                    fill(open, `{},`, `]}]}`),
		"events of numbers":         fill(open, `0,`, `]}]}`),
		"changes":                   fill(`{"object":"page","entry":[{"changes":[`, `0,`, `]}]}`),
		"another object's":          fill(`{"object":"instagram","entry":[{"messaging":[`, `{},`, `]}]}`),
		"entries":                   fill(`{"object":"page","entry":[`, `{},`, `]}`),
		"entries of numbers":        fill(`{"object":"page","entry":[`, `0,`, `]}`),
		"entries that are no lists": fill(`{"object":"page",`, `"entry":0,`, `}`),
		"events that are no lists":  fill(`{"object":"page","entry":[{`, `"messaging":0,`, `}]}`),
		"fields of a body":          fill(`{"object":"page",`, `"":0,`, `}`),
		"fields of an event":        fill(open+`{`, `"a":0,`, `}]}]}`),
		"escaped names":             fill(open+`{`, `"\u0061":0,`, `}]}]}`),
		"fields of a sender":        fill(open+`{"optin":{"type":"notification_messages"},"sender":{`, `"":0,`, `}}]}]}`),
		"fields of an opt-in":       fill(open+`{"optin":{"type":"notification_messages",`, `"":0,`, `}}]}]}`),
		"the same field":            fill(open+`{"optin":{"type":"notification_messages",`, `"title":0,`, `}}]}]}`),
		"rejected":                  fill(open, `{"optin":{"type":"notification_messages"}},`, `]}]}`),
		"deep":                      fill(open, strings.Repeat("[", 4000)+strings.Repeat("]", 4000)+",", `]}]}`),
	}
}

// Decoding allocates a few times the size of the body, whatever is in it, and not
// once for each value (N7).
func TestDecodeMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, under which -short runs, allocates for itself")
	}
	for why, body := range wide() {
		took, err := allocated(func() error { _, err := decode(body); return err })
		t.Logf("%s: %.1f MB allocated for a body of %.1f MB: %v", why, float64(took)/1e6, float64(len(body))/1e6, err)
		if why == "events" && !errors.Is(err, meta.ErrTooMany) {
			t.Errorf("N7: a body of a million events: %v", err)
		}
		if limit := uint64(8 * meta.MaxBytes); took > limit {
			t.Errorf("N7: a body full of %s: %d bytes are allocated, more than %d", why, took, limit)
		}
	}
}

// allocated returns how many bytes a function allocates.
func allocated(f func() error) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, err
}
