package rolluptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// pair is the store beside the reference, which is written in the same way.
type pair struct {
	store rollup.Store
	want  rollup.Memory
}

// write writes a batch to both, as the next version.
func (p *pair) write(ctx context.Context, b rollup.Batch) error {
	next(ctx, &p.want, &b)
	if err := p.want.Write(ctx, b); err != nil {
		return err
	}
	b.Put, b.PutEntries = slices.Clone(b.Put), slices.Clone(b.PutEntries)
	if err := p.store.Write(ctx, b); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

// next makes a batch that of the next version.
func next(ctx context.Context, m *rollup.Memory, b *rollup.Batch) {
	_ = m.View(ctx, func(v rollup.View) error {
		now, err := v.Meta(ctx)
		b.Meta.Version = now.Version + 1
		return err
	})
}

// compare compares what the two hold, and what they serve.
func (p *pair) compare(ctx context.Context, as ...rollup.Ask) error {
	got, err := dump(ctx, p.store, as)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	want, err := dump(ctx, &p.want, as)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("the store holds other things than were written (- want, + got):\n%s", diff)
	}
	return nil
}

// dump returns the meta, the entries, and the records that are asked for, as text.
func dump(ctx context.Context, s rollup.Store, as []rollup.Ask) (all []string, err error) {
	calls := 0
	err = s.View(ctx, func(v rollup.View) error {
		calls++
		all = nil
		m, err := v.Meta(ctx)
		if err != nil {
			return err
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		all = append(all, "meta "+string(text))
		for _, a := range append(as, rollup.Ask{}) {
			some, err := records(ctx, v, a)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		some, err := entriesOf(ctx, v, rollup.EntryAsk{})
		all = append(all, some...)
		return err
	})
	if err == nil && calls != 1 {
		err = fmt.Errorf("a View calls read %d times", calls)
	}
	return all, err
}

func records(ctx context.Context, v rollup.View, a rollup.Ask) (all []string, err error) {
	for r, err := range v.Records(ctx, a) {
		if err != nil {
			return nil, err
		}
		text, err := recordText(r, &a)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	if a.UntilBy.IsZero() && a.NextBy.IsZero() {
		slices.Sort(all) // they come in any order
	}
	return append([]string{askText(a)}, all...), nil
}

func askText(a rollup.Ask) string {
	return fmt.Sprintf("records of %q until %s next %s, %d", a.IDs, spell(a.UntilBy), spell(a.NextBy), a.Limit)
}

// recordText returns what an Ask is owed of a record.
func recordText(r *rollup.Record, a *rollup.Ask) (string, error) {
	d := r.Digest
	text := fmt.Sprintf("%q %v until %s", string(d.ID), r.Status, spell(r.Until))
	if a.UntilBy.IsZero() {
		data, err := d.AppendBinary(nil)
		return fmt.Sprintf("%s next %s %x", text, spell(d.Next), data), err
	}
	logins := []string{spell(d.Logins.Latest), spell(d.Logins.Second)}
	for _, at := range d.Logins.Older {
		logins = append(logins, spell(at))
	}
	return fmt.Sprintf("%s known %t logins %q", text, d.Known, logins), nil
}

func entriesOf(ctx context.Context, v rollup.View, a rollup.EntryAsk) ([]string, error) {
	all := []string{fmt.Sprintf("entries of %q, pending %t, by %s, %d", a.IDs, a.Pending, spell(a.By), a.Limit)}
	for e, err := range v.Entries(ctx, a) {
		if err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%s %q gone %t is %v said %v offered %v", spell(e.At), string(e.Customer), e.Gone, e.Is, e.Said, e.Offered))
	}
	return all, nil
}

func spell(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// empty: a fresh store.
func empty(ctx context.Context, p *pair) error { return p.compare(ctx) }

// writes: batches of all kinds, each in place of what was.
func writes(ctx context.Context, p *pair) error {
	for i, b := range batches() {
		if err := p.write(ctx, b); err != nil {
			return err
		}
		if err := p.compare(ctx); err != nil {
			return fmt.Errorf("after batch %d: %w", i+1, err)
		}
	}
	return nil
}

// filled writes the records and entries of the kit.
func (p *pair) filled(ctx context.Context) error {
	return p.write(ctx, batches()[0])
}

// asks: what is asked for, also after time moved some of it on.
func asks(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	as := []rollup.Ask{{IDs: []customer.ID{}}, {IDs: []customer.ID{"ann", "nobody", "", "ann"}}, {IDs: ids()}}
	for _, at := range []time.Time{day(1), day(3).Add(-1), day(3), day(3).Add(1), day(5), day(90)} {
		as = append(as, rollup.Ask{UntilBy: at}, rollup.Ask{NextBy: at}, rollup.Ask{UntilBy: at, Limit: 2}, rollup.Ask{NextBy: at, Limit: 1})
	}
	if err := p.compare(ctx, as...); err != nil {
		return err
	}
	if err := p.write(ctx, batches()[turning]); err != nil {
		return err
	}
	if err := p.compare(ctx, as...); err != nil {
		return fmt.Errorf("after turns: %w", err)
	}
	return nil
}

func entries(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	for _, a := range []rollup.EntryAsk{
		{}, {Limit: 2}, {Pending: true}, {Pending: true, Limit: 1}, {IDs: []customer.ID{"ann", "mia "}}, {IDs: []customer.ID{}},
		{By: day(3)}, {By: day(3).Add(-1)}, {By: day(3), IDs: []customer.ID{"ann"}},
	} {
		var got, want []string
		err := errors.Join(
			p.store.View(ctx, func(v rollup.View) (err error) { got, err = entriesOf(ctx, v, a); return err }),
			p.want.View(ctx, func(v rollup.View) (err error) { want, err = entriesOf(ctx, v, a); return err }),
		)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(want, got); diff != "" {
			return fmt.Errorf("other entries (- want, + got):\n%s", diff)
		}
	}
	return nil
}

// versions: a batch that follows another version than the store's is refused.
func versions(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	for _, version := range []int64{0, 1, 3, -1} {
		b := batches()[1]
		b.Meta.Version = version
		if err := p.store.Write(ctx, b); !errors.Is(err, rollup.ErrChanged) {
			return fmt.Errorf("writing version %d after version 1: %v, want %v", version, err, rollup.ErrChanged)
		}
		if err := p.compare(ctx); err != nil {
			return fmt.Errorf("version %d was refused: %w", version, err)
		}
	}
	return nil
}

// oneState: what is written while a view is read is not in it.
func oneState(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	want, err := dump(ctx, &p.want, nil)
	if err != nil {
		return err
	}
	b := batches()[1]
	next(ctx, &p.want, &b)
	wrote := make(chan error, 1)
	var got []string
	err = p.store.View(ctx, func(v rollup.View) error {
		m, err := v.Meta(ctx)
		if err != nil {
			return err
		}
		go func() { wrote <- p.store.Write(ctx, b) }() // waits for the view, or not
		select {
		case err := <-wrote:
			wrote <- err
		case <-time.After(200 * time.Millisecond):
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		all, err := records(ctx, v, rollup.Ask{})
		if err != nil {
			return err
		}
		some, err := entriesOf(ctx, v, rollup.EntryAsk{})
		got = append(append([]string{"meta " + string(text)}, all...), some...)
		return err
	})
	if writeErr := <-wrote; err == nil {
		err = writeErr
	}
	if err != nil {
		return err
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("a view sees what was written while it was read (- want, + got):\n%s", diff)
	}
	return nil
}
