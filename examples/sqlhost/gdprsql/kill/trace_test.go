package kill

import (
	"context"
	"fmt"
	"iter"
	"os"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// trace tells the parent what the host is about to do, and what it has done. A
// line is written at once; what was written before a kill is read after it.
type trace struct{ request gdpr.Name }

// do does something of the request between two lines: "> what" and "< what".
func (t *trace) do(what string, do func() error) error {
	t.line(">", what)
	err := do()
	if err == nil {
		t.line("<", what)
	}
	return err
}

func (t *trace) line(sign, what string) {
	_, _ = fmt.Fprintf(os.Stdout, "%s %s %s\n", sign, t.request, what)
}

// tracedHolder is a holder that is traced.
type tracedHolder struct {
	gdpr.Holder
	t *trace
}

func (h *tracedHolder) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		_ = h.t.do("collect "+string(h.Name()), func() error {
			h.Holder.Collect(ctx, s)(yield)
			return nil
		})
	}
}

func (h *tracedHolder) Count(ctx context.Context, s gdpr.Subject, at time.Time) (c gdpr.Count, err error) {
	err = h.t.do("count "+string(h.Name()), func() (err error) { c, err = h.Holder.Count(ctx, s, at); return err })
	return c, err
}

func (h *tracedHolder) Erase(ctx context.Context, s gdpr.Subject, at time.Time) error {
	return h.t.do("erase "+string(h.Name()), func() error { return h.Holder.Erase(ctx, s, at) })
}

// tracedJournal is a journal whose writing is traced.
type tracedJournal struct {
	gdpr.Journal
	t *trace
}

func (j *tracedJournal) Put(ctx context.Context, e gdpr.JournalEntry) error {
	what := "put open"
	if !e.Open() {
		what = "put done"
	}
	return j.t.do(what, func() error { return j.Journal.Put(ctx, e) })
}

// tracedTombstones is tombstones whose writing is traced.
type tracedTombstones struct {
	gdpr.Tombstones
	t *trace
}

func (b *tracedTombstones) Bury(ctx context.Context, all ...gdpr.Tombstone) error {
	return b.t.do("bury", func() error { return b.Tombstones.Bury(ctx, all...) })
}
