package rollup

import (
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/word"
)

// texts is what is searched of the records of a part (L10), folded, in one piece: to look for
// a text in all of it costs less than to look into an index of its letters.
type texts struct {
	all  string   // each text ends with a zero byte
	ends []uint32 // where those of each record do
}

// between stands behind each text. No text with it is searched for here.
const between = "\x00"

// textsOf returns the texts of some records.
func textsOf(records []*Record, q *customer.Query) *texts {
	size := 0
	for _, r := range records {
		for _, text := range searched(&r.Digest, q) {
			size += len(text) + len(between)
		}
	}
	t := &texts{ends: make([]uint32, len(records))}
	var all strings.Builder
	all.Grow(size)
	for i, r := range records {
		for _, text := range searched(&r.Digest, q) {
			all.WriteString(word.Fold(text))
			all.WriteString(between)
		}
		t.ends[i] = uint32(all.Len())
	}
	t.all = all.String()
	return t
}

// searched returns the texts of a customer that a search looks at, as the list shows them (L2).
func searched(d *customer.Digest, q *customer.Query) (all [4]string) {
	if c := &d.Customer; d.Known {
		all[0], all[1] = string(d.ID), string(c.Email)
		if c.Identify(q.RequireSignIn, d.LoggedIn()) == customer.Registered {
			all[2], all[3] = c.Username, c.Name
		}
	}
	return all
}

// sameTexts reports whether the same is searched of these records as of those, as after time
// has passed.
func sameTexts(these, those []*Record, q *customer.Query) bool {
	return slices.EqualFunc(these, those, func(a, b *Record) bool {
		return a == b || searched(&a.Digest, q) == searched(&b.Digest, q)
	})
}

// those are records of a part.
type those [most / 64]uint64

func (t *those) add(i int)      { t[i/64] |= 1 << (i % 64) }
func (t *those) has(i int) bool { return t[i/64]>>(i%64)&1 == 1 }

// find returns the records that have a text, which is folded, and reports whether there are any.
func (t *texts) find(text string) (found those, some bool) {
	at := 0
	for i := 0; ; i++ {
		n := strings.Index(t.all[at:], text)
		if n < 0 {
			return found, some
		}
		for at += n; int(t.ends[i]) <= at; i++ {
		}
		found.add(i)
		at, some = int(t.ends[i]), true
	}
}
