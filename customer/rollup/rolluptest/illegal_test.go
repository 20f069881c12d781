package rolluptest

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// torn writes a batch in two: the view between them sees half of it.
type torn struct{ rollup.Memory }

func (s *torn) Write(ctx context.Context, b rollup.Batch) error {
	if err := s.Memory.Write(context.WithoutCancel(ctx), rollup.Batch{Meta: b.Meta, Clear: b.Clear, Put: b.Put, Remove: b.Remove}); err != nil {
		return err
	}
	b.Meta.Version++ // the second half
	if err := s.Memory.Write(ctx, rollup.Batch{Meta: b.Meta, Turns: b.Turns, PutEntries: b.PutEntries, RemoveEntries: b.RemoveEntries}); err != nil {
		return err
	}
	b.Meta.Version--
	return nil
}

// inTwo commits a batch in two transactions, the version with the second one. What ends
// between them leaves the first.
type inTwo struct {
	rollup.Memory
	turns bool // go into the first, else the records do

	extra int64 // how many versions the Memory is ahead of what the store says
}

func (s *inTwo) Write(ctx context.Context, b rollup.Batch) error {
	var m rollup.Meta
	if err := s.Memory.View(context.Background(), func(v rollup.View) (err error) { m, err = v.Meta(ctx); return err }); err != nil {
		return err
	}
	if m.Version-s.extra != b.Meta.Version-1 {
		return rollup.ErrChanged
	}
	first := rollup.Batch{Meta: m, Clear: b.Clear, Put: b.Put, Remove: b.Remove}
	if s.turns {
		first = rollup.Batch{Meta: m, Turns: b.Turns}
	}
	first.Meta.Version++
	if err := s.Memory.Write(ctx, first); err != nil {
		return err
	}
	s.extra++
	second := rollup.Batch{Meta: b.Meta, Turns: b.Turns, PutEntries: b.PutEntries, RemoveEntries: b.RemoveEntries}
	if s.turns {
		second, second.Turns = b, nil
	}
	second.Meta.Version = first.Meta.Version + 1
	return s.Memory.Write(ctx, second)
}

func (s *inTwo) View(ctx context.Context, read func(rollup.View) error) error {
	return s.Memory.View(ctx, func(v rollup.View) error { return read(behind{v, v.(rollup.Pager), s.extra}) })
}

// behind is a view whose version is some lower.
type behind struct {
	rollup.View
	rollup.Pager
	extra int64
}

func (v behind) Meta(ctx context.Context) (rollup.Meta, error) {
	m, err := v.View.Meta(ctx)
	m.Version -= v.extra
	return m, err
}

// endless makes turns that keep the end of the status.
func endless(b *rollup.Batch) {
	for i := range b.Turns {
		b.Turns[i].Until = time.Time{}
	}
}

// makesUp puts a record of whoever is turned, if nobody of that ID is in the kit.
func makesUp(b *rollup.Batch) {
	for _, t := range b.Turns {
		if t.ID == "nobody" {
			b.Put = append(b.Put, rollup.Record{Digest: customer.Digest{ID: t.ID}})
		}
	}
}

// stale is a store of which a part does not know turns: what UntilBy asks for, or the pages.
type stale struct {
	rollup.Memory
	unturned rollup.Memory
	pages    bool
}

func (s *stale) Write(ctx context.Context, b rollup.Batch) error {
	if err := s.Memory.Write(ctx, b); err != nil {
		return err
	}
	b.Turns = nil
	return s.unturned.Write(ctx, b)
}

func (s *stale) View(ctx context.Context, read func(rollup.View) error) error {
	return s.Memory.View(ctx, func(v rollup.View) error {
		return s.unturned.View(ctx, func(old rollup.View) error {
			if s.pages {
				return read(behind{v, old.(rollup.Pager), 0})
			}
			return read(staleIndex{v, v.(rollup.Pager), old})
		})
	})
}

type staleIndex struct {
	rollup.View
	rollup.Pager
	old rollup.View
}

func (v staleIndex) Records(ctx context.Context, a rollup.Ask) iter.Seq2[*rollup.Record, error] {
	if a.UntilBy.IsZero() {
		return v.View.Records(ctx, a)
	}
	return v.old.Records(ctx, a)
}
