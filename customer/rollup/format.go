package rollup

import (
	"fmt"
	"log/slog"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (m Meta) Format(f fmt.State, verb rune) {
	type fields Meta
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(m))
}

// LogValue returns what Format prints. JSON has the whole question, for stores.
func (m Meta) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", m)) }

// Format prints the ID alone, whatever the verb, as Customer's does.
func (r Record) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "record of customer %q", string(r.Digest.ID))
}

// MarshalText returns an error that names what to send in place of it: JSON would show
// personal data.
func (Record) MarshalText() ([]byte, error) {
	return redact.Unsent("a rollup.Record", "an export.CustomerRow; a store writes Digest.JSON")
}

// Format prints how much it writes, whatever the verb.
func (b Batch) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "batch of %d records and %d entries", len(b.Put)+len(b.Remove)+len(b.Turns), len(b.PutEntries)+len(b.RemoveEntries))
}

// MarshalText returns an error that names what to send in place of it.
func (Batch) MarshalText() ([]byte, error) {
	return redact.Unsent("a rollup.Batch", "what a rollup.Rollup answers")
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (a PageAsk) Format(f fmt.State, verb rune) {
	type fields PageAsk
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(a))
}
