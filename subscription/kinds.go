package subscription

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/fold"
)

// sources are the repository's facts on their way into digests: those of a
// Memory as the slices that they are.
func sources(ctx context.Context, repo Repository, q *Query, s customer.Scope) []fold.Source[customer.ID, Digest] {
	if m, ok := inMemory(repo); ok && s.Customers == nil {
		return []fold.Source[customer.ID, Digest]{
			fold.Slice(members(q), m.Members),
			fold.Slice(fields(q), m.Fields),
		}
	}
	return []fold.Source[customer.ID, Digest]{
		fold.Seq(members(q), repo.EachMember(ctx, s)),
		fold.Seq(marks(q), marked(ctx, repo.EachField(ctx, s))),
	}
}

// inMemory is the Memory that a repository is. One that embeds a Memory has
// methods of its own and is none.
func inMemory(repo Repository) (Memory, bool) {
	switch m := repo.(type) {
	case Memory:
		return m, true
	case Sorted:
		return m.Memory, true
	}
	return Memory{}, false
}

// The kinds of fact. Each takes in the leading facts that are the digest's.

func members(q *Query) fold.Kind[customer.ID, Member, Digest] {
	return fold.Kind[customer.ID, Member, Digest]{
		Name:  "members",
		Owner: func(m *Member) customer.ID { return m.Customer },
		Take: func(d *Digest, ms []Member) (n int, err error) {
			for ; n < len(ms) && ms[n].Customer == d.ID; n++ {
				d.AddMember(ms[n], q)
			}
			return n, nil
		},
		Keep: func(m *Member) bool { return q.happened(plain(m.JoinedAt)) && q.selected(m.Channel) },
		Packing: fold.Packed[customer.ID](
			func(m *Member, at *moment) { *at = moment{m.JoinedAt.Unix(), int32(m.JoinedAt.Nanosecond())} },
			func(d *Digest, at *moment) error {
				d.join(time.Unix(at.sec, int64(at.nano)).UTC())
				return nil
			},
		),
	}
}

// moment is an instant, small.
type moment struct {
	sec  int64
	nano int32
}

func fields(q *Query) fold.Kind[customer.ID, customer.Field, Digest] {
	return fold.Kind[customer.ID, customer.Field, Digest]{
		Name:  "fields",
		Owner: func(f *customer.Field) customer.ID { return f.Customer },
		Take: func(d *Digest, fs []customer.Field) (n int, err error) {
			for ; n < len(fs) && fs[n].Customer == d.ID; n++ {
				if mayMark(&fs[n]) {
					d.AddField(fs[n], q)
				}
			}
			return n, nil
		},
		Keep: func(f *customer.Field) bool {
			if !mayMark(f) {
				return false
			}
			_, marks := ParseMarker(*f)
			return marks
		},
	}
}

func marks(q *Query) fold.Kind[customer.ID, owned, Digest] {
	return fold.Kind[customer.ID, owned, Digest]{
		Name:  "fields",
		Owner: func(m *owned) customer.ID { return m.owner },
		Take: func(d *Digest, ms []owned) (n int, err error) {
			for ; n < len(ms) && ms[n].owner == d.ID; n++ {
				d.AddMarker(ms[n].Marker, q)
			}
			return n, nil
		},
	}
}

// owned is a marker with its customer.
type owned struct {
	owner customer.ID
	Marker
}

// marked are the fields that mark an unsubscribe. The others, which are almost
// all, never get as far as a digest. They could be many in a row, so the
// context is looked at here too.
func marked(ctx context.Context, fields iter.Seq2[customer.Field, error]) iter.Seq2[owned, error] {
	return func(yield func(owned, error) bool) {
		n := 0
		for f, err := range fields {
			if n++; err == nil && n%1024 == 0 {
				err = ctx.Err()
			}
			if err != nil {
				yield(owned{}, err)
				return
			}
			if m, ok := ParseMarker(f); ok && !yield(owned{f.Customer, m}, nil) {
				return
			}
		}
	}
}
