package mailingtest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// Service is a mailing service in memory, written as a literal: the reference of
// a [mailing.Provider], and a double for tests. The zero Service has nobody. It is
// not safe for concurrent use.
type Service struct {
	Title string    // its name; empty is "service"
	Now   time.Time // when what it does happens

	// Listed is how everyone stands, by the address's key.
	Listed map[string]Listed

	// Refuse, if not nil, refuses single members.
	Refuse func(mailing.Change) error

	// Around, if not nil, is called instead of every call of the service, named
	// "members" or "push"; do carries the call out. Its error is everyone's.
	Around func(call string, do func()) error

	Pushed int // changes that were carried out or refused
}

// Listed is one member of a Service.
type Listed struct {
	State         mailing.State
	Since         time.Time // zero is unknown
	Address, Name mailing.Secret
}

// Name returns the title.
func (s *Service) Name() string {
	if s.Title == "" {
		return "service"
	}
	return s.Title
}

func (s *Service) around(ctx context.Context, call string, do func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.Around != nil {
		return s.Around(call, do)
	}
	do()
	return nil
}

// Members yields the members by key.
func (s *Service) Members(ctx context.Context) iter.Seq2[mailing.Member, error] {
	return func(yield func(mailing.Member, error) bool) {
		var keys []string
		if err := s.around(ctx, "members", func() { keys = slices.Sorted(maps.Keys(s.Listed)) }); err != nil {
			yield(mailing.Member{}, err)
			return
		}
		for _, key := range keys {
			l := s.Listed[key]
			if !yield(mailing.Member{Key: mailing.NewSecret(key), State: l.State, Since: l.Since}, nil) {
				return
			}
		}
	}
}

// Push carries out the changes, one by one.
func (s *Service) Push(ctx context.Context, changes []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		for _, c := range changes {
			var out mailing.Outcome
			if err := s.around(ctx, "push", func() { out = s.carryOut(c) }); err != nil {
				yield(mailing.Outcome{}, err)
				return
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

func (s *Service) carryOut(c mailing.Change) mailing.Outcome {
	s.Pushed++
	if s.Refuse != nil {
		if err := s.Refuse(c); err != nil {
			return mailing.Outcome{ID: c.ID, Err: err}
		}
	}
	if s.Listed == nil {
		s.Listed = map[string]Listed{}
	}
	key := c.Key.Reveal()
	l, ok := s.Listed[key]
	switch {
	case c.Operation == mailing.Unsubscribe:
		if !ok || !l.State.Mailable() {
			return mailing.Outcome{ID: c.ID, State: l.State}
		}
		l.State, l.Since = mailing.Unsubscribed, s.Now
		s.Listed[key] = l
		return mailing.Outcome{ID: c.ID, State: l.State, Since: l.Since}
	case l.State == mailing.Cleaned:
		return mailing.Outcome{ID: c.ID, State: l.State, Err: mailing.ErrSuppressed}
	case l.State.Suppressed() && !c.Overcomes(l.State, l.Since):
		return mailing.Outcome{ID: c.ID, Err: mailing.ErrSuppressed}
	case !l.State.Mailable():
		l.State, l.Since = mailing.Subscribed, s.Now
	}
	l.Address, l.Name = c.Address, c.Name
	s.Listed[key] = l
	return mailing.Outcome{ID: c.ID, State: l.State}
}

// Erase forgets the address.
func (s *Service) Erase(ctx context.Context, address mailing.Secret) error {
	return s.around(ctx, "erase", func() { delete(s.Listed, address.Reveal()) })
}
