package customer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/internal/base/fold"
)

// Keeping says which digests Keep makes. The zero Keeping is everybody's.
type Keeping struct {
	IDs    []ID // of these alone; nil is everybody
	Guests bool // of the guests without an ID alone: nothing but the first range is read
	From   ID   // goes on behind the ranges before this ID, where an earlier Keep ended
}

// Keep makes the digests that a rollup keeps (H10, H11), and calls next with those of
// one range after the other, in the order of the IDs and on the caller's goroutine. To is
// where the range ends and Keep could go on, empty at the end of all. Next may keep the
// digests. Keep reads all facts, those after
// AsOf too, so that each Digest.Next is known; a Digester is not asked. The digests are
// reduced to what may be kept, as Kept says.
//
// Unlike every other question, Keep gives a digest to each ID that has a fact, also if no
// customer has it: what somebody did who is no customer stays theirs, and can be made anew.
//
// With IDs or Guests there is one range. The errors are those of Query.Check, of the
// repository, ErrRange, those of next and, unless run leaves bad facts out, *FactError.
func Keep(ctx context.Context, repo Repository, q Query, run *Run, k Keeping, next func(digests []Digest, to ID) error) error {
	if err := q.Check(); err != nil {
		return err
	}
	a := asks{Customers: k.IDs}
	w := wing(&q, a, nil)
	w.From, w.First = k.From, k.Guests
	now := q.now()
	all := []source{customers(a), leads(logins(a, &now)), leads(orders(a, &now)), leads(messages(a, &now)), leads(actions(a, &q))}
	w.Sources = func(Repository) []source { return all }
	wanted := k.wants()
	_, err := fold.Reduce(ctx, w, run.Fold(nil), repo, fold.Reduction[Digest, *[]Digest]{
		Answer: func() *[]Digest { return new([]Digest) },
		Visit: func(kept *[]Digest, d *Digest) error {
			if wanted(d.ID) {
				*kept = append(*kept, d.Kept(&q))
			}
			return nil
		},
		Next: func(kept *[]Digest, to string) error {
			digests := *kept
			*kept = nil
			return next(digests, ID(to))
		},
	})
	return err
}

// leads makes a kind of fact begin a digest whoever the owner is.
func leads(s source) source {
	switch k := s.(type) {
	case *fold.FactKind[Repository, ID, Login, Digest]:
		k.Follows = false
	case *fold.FactKind[Repository, ID, Order, Digest]:
		k.Follows = false
	case *fold.FactKind[Repository, ID, Message, Digest]:
		k.Follows = false
	case *fold.FactKind[Repository, ID, Action, Digest]:
		k.Follows = false
	}
	return s
}

func (k *Keeping) wants() func(ID) bool {
	if k.IDs == nil {
		return func(id ID) bool { return !k.Guests || id == "" }
	}
	wanted := make(map[ID]bool, len(k.IDs))
	for _, id := range k.IDs {
		wanted[id] = true
	}
	return func(id ID) bool { return wanted[id] }
}

// Kept returns the digest with what a row of the list shows, and no other personal data
// (H9): nothing of an anonymous customer's username and name, nothing of a consent but
// the yes that is shown, and no created-at after AsOf. It shares no slice with d. Next
// is then also that of created-at and consent (H11). What the questions answer as of
// AsOf, they answer alike from both.
func (d *Digest) Kept(q *Query) Digest {
	kept := *d
	kept.Logins.Older = append([]time.Time(nil), d.Logins.Older...)
	kept.Revenue = append(Revenue(nil), d.Revenue...)
	if !d.Known {
		return kept
	}
	kept.Facts = FactCounts{}
	if d.LoggedIn() {
		kept.Facts.Logins = 1
	}
	c := &kept.Customer
	for _, at := range [...]time.Time{c.CreatedAt, c.EmailConsent.At} {
		if !known(at, q.AsOf) {
			kept.comes(at)
		}
	}
	if known(c.CreatedAt, q.AsOf) {
		c.CreatedAt = c.CreatedAt.UTC()
	} else {
		c.CreatedAt = time.Time{}
	}
	if c.EmailConsent.show(q.ConsentPopup, q.AsOf) == ShownYes {
		c.EmailConsent = Consent{Answer: Granted}
	} else {
		c.EmailConsent = Consent{}
	}
	if c.Identify(q.RequireSignIn, d.LoggedIn()) == Anonymous {
		c.Username, c.Name = "", ""
	}
	return kept
}

// rulesVersion names the rules by which digests are made. It changes when the digest of
// some facts does.
const rulesVersion = 1

// OfDigests returns the question without what kept digests do not depend on: it has AsOf,
// Policy with its defaults written out, RequireSignIn and ConsentPopup. The print names all
// of these but AsOf, and the version of the rules (H3).
func (q *Query) OfDigests() (bound Query, print string, err error) {
	bound = Query{AsOf: q.AsOf.Round(0).UTC(), Policy: q.Policy.effective(), RequireSignIn: q.RequireSignIn, ConsentPopup: q.ConsentPopup}
	dateless := bound
	dateless.AsOf = time.Unix(0, 0).UTC()
	text, err := dateless.MarshalJSON()
	if err != nil {
		return Query{}, "", err
	}
	sum := sha256.Sum256(text)
	return bound, fmt.Sprintf("%d-%s", rulesVersion, hex.EncodeToString(sum[:8])), nil
}
