package mailingtest_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

func TestMemoryAcknowledgements(t *testing.T) {
	mailingtest.RunAcknowledgements(t, func(testing.TB) mailingtest.Storage {
		return mailingtest.Storage{Acknowledgements: &mailing.MemoryAcknowledgements{}}
	})
}

func TestFileAcknowledgements(t *testing.T) {
	key := mailing.FileKey{ID: "k", Secret: mailing.NewSecret(strings.Repeat("s3cret", 8))}
	mailingtest.RunAcknowledgements(t, func(t testing.TB) mailingtest.Storage {
		path := filepath.Join(t.TempDir(), "acks")
		f, err := mailing.OpenAcknowledgements(path, key)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return mailingtest.Storage{Acknowledgements: f, Reopen: func() (mailing.Acknowledgements, error) {
			if err := f.Close(); err != nil {
				return nil, err
			}
			f, err = mailing.OpenAcknowledgements(path, key)
			return f, err
		}}
	})
}

// storage is one that breaks promises.
type storage struct {
	mailing.MemoryAcknowledgements
	record func(*storage, context.Context, mailing.Acknowledgement) error
	each   func(*storage, context.Context, string) acks
	forget func(*storage, mailing.Secret)
	late   []mailing.Acknowledgement // not on the disk
}

type acks = iter.Seq2[mailing.Acknowledgement, error]

func (s *storage) Record(ctx context.Context, a mailing.Acknowledgement) error {
	if s.record != nil {
		return s.record(s, ctx, a)
	}
	return s.MemoryAcknowledgements.Record(ctx, a)
}

func (s *storage) EachAcknowledgement(ctx context.Context, provider string) acks {
	if s.each != nil {
		return s.each(s, ctx, provider)
	}
	return s.MemoryAcknowledgements.EachAcknowledgement(ctx, provider)
}

func (s *storage) Forget(ctx context.Context, key mailing.Secret) error {
	if s.forget != nil {
		s.forget(s, key)
		return nil
	}
	return s.MemoryAcknowledgements.Forget(ctx, key)
}

// storing changes an acknowledgement before it is stored.
func storing(change func(*mailing.Acknowledgement)) storage {
	return storage{record: func(s *storage, ctx context.Context, a mailing.Acknowledgement) error {
		change(&a)
		return s.MemoryAcknowledgements.Record(ctx, a)
	}}
}

// yielding changes what is yielded.
func yielding(each func(s *storage, ctx context.Context, all []mailing.Acknowledgement, yield func(mailing.Acknowledgement, error) bool)) storage {
	return storage{each: func(s *storage, ctx context.Context, provider string) acks {
		return func(yield func(mailing.Acknowledgement, error) bool) {
			var mine []mailing.Acknowledgement
			for _, a := range s.All {
				if a.Provider == provider {
					mine = append(mine, a)
				}
			}
			each(s, ctx, mine, yield)
		}
	}}
}

func TestCatchesIllegalAcknowledgements(t *testing.T) {
	type A = mailing.Acknowledgement
	for why, made := range map[string]storage{
		"comes back whole: no ID":         storing(func(a *A) { a.ID = "" }),
		"comes back whole: no state":      storing(func(a *A) { a.State = max(a.State, mailing.Pending) }),
		"comes back whole: a day alone":   storing(func(a *A) { a.Since = a.Since.Truncate(24 * time.Hour) }),
		"comes back whole: unknown is 70": storing(func(a *A) { a.Since = later(a.Since, time.Unix(0, 0)) }),
		"comes back whole: local time":    storing(func(a *A) { _, o := a.Since.Zone(); a.Since = a.Since.Add(time.Duration(o) * time.Second) }),
		"comes back whole: no address":    storing(func(a *A) { a.Address = a.Key }),
		"comes back whole: trimmed":       storing(func(a *A) { a.Name = mailing.NewSecret(strings.TrimSpace(a.Name.Reveal())) }),
		"comes back whole: no name":       storing(func(a *A) { a.Name = mailing.NewSecret("-") }),
		"comes back whole: small numbers": storing(func(a *A) { a.Revision = int(int16(a.Revision)) }),
		"kept apart: provider fold":       storing(func(a *A) { a.Provider = strings.ToLower(a.Provider) }),
		"kept apart: keys fold":           storing(func(a *A) { a.Key = mailing.NewSecret(strings.ToLower(a.Key.Reveal())) }),
		"kept apart: keys are trimmed":    storing(func(a *A) { a.Key = mailing.NewSecret(strings.ReplaceAll(a.Key.Reveal(), " ", "")) }),
		"kept apart: one for a key": {record: func(s *storage, ctx context.Context, a A) error {
			s.All = slices.DeleteFunc(s.All, func(b A) bool { return a.Key == b.Key })
			return s.MemoryAcknowledgements.Record(ctx, a)
		}},
		"replaces: keeps them all": {record: func(s *storage, ctx context.Context, a A) error { s.All = append(s.All, a); return ctx.Err() }},
		"replaces: keeps the first": {record: func(s *storage, ctx context.Context, a A) error {
			if slices.ContainsFunc(s.All, func(b A) bool { return a.Key == b.Key && a.Provider == b.Provider }) {
				return ctx.Err()
			}
			return s.MemoryAcknowledgements.Record(ctx, a)
		}},
		"replaces: keeps the newest": {record: func(s *storage, ctx context.Context, a A) error {
			if slices.ContainsFunc(s.All, func(b A) bool { return a.Key == b.Key && a.Provider == b.Provider && b.Since.After(a.Since) }) {
				return ctx.Err()
			}
			return s.MemoryAcknowledgements.Record(ctx, a)
		}},
		"replaces: keeps the highest revision": {record: func(s *storage, ctx context.Context, a A) error {
			if slices.ContainsFunc(s.All, func(b A) bool { return a.Key == b.Key && a.Provider == b.Provider && b.Revision > a.Revision }) {
				return ctx.Err()
			}
			return s.MemoryAcknowledgements.Record(ctx, a)
		}},
		"outlives the process: writes later": {record: func(s *storage, ctx context.Context, a A) error {
			s.late = slices.Clone(s.All)
			return s.MemoryAcknowledgements.Record(ctx, a)
		}},
		"is done: records": {record: func(s *storage, _ context.Context, a A) error {
			return s.MemoryAcknowledgements.Record(context.Background(), a)
		}},
		"is done: is deaf": yielding(func(_ *storage, _ context.Context, all []A, yield func(A, error) bool) {
			for _, a := range all {
				if !yield(a, nil) {
					return
				}
			}
		}),
		"is done: is silent": yielding(func(_ *storage, ctx context.Context, all []A, yield func(A, error) bool) {
			for _, a := range all {
				if ctx.Err() != nil || !yield(a, nil) {
					return
				}
			}
		}),
		"is done: goes on": yielding(func(_ *storage, ctx context.Context, all []A, yield func(A, error) bool) {
			for _, a := range all {
				if err := ctx.Err(); err != nil {
					a = A{}
				}
				if !yield(a, ctx.Err()) {
					return
				}
			}
		}),
		"is done: an error with a fact": yielding(func(_ *storage, ctx context.Context, all []A, yield func(A, error) bool) {
			for _, a := range all {
				if !yield(a, ctx.Err()) || ctx.Err() != nil {
					return
				}
			}
		}),
		"left early: goes on": yielding(func(_ *storage, ctx context.Context, all []A, yield func(A, error) bool) {
			if ctx.Err() != nil {
				yield(A{}, ctx.Err())
				return
			}
			for _, a := range all {
				yield(a, nil)
			}
		}),
		"is forgotten: keeps": {forget: func(*storage, mailing.Secret) {}},
		"is forgotten: everybody": {forget: func(s *storage, _ mailing.Secret) {
			s.All = nil
		}},
		"is forgotten: one provider's": {forget: func(s *storage, key mailing.Secret) {
			s.All = slices.DeleteFunc(s.All, func(a A) bool { return a.Key == key && a.Provider == "p" })
		}},
	} {
		err := mailingtest.CheckAcknowledgements(t.Context(), func() (mailingtest.Storage, error) {
			s := made
			return mailingtest.Storage{Acknowledgements: &s, Reopen: func() (mailing.Acknowledgements, error) {
				if s.late != nil {
					s.All = s.late
				}
				return &s, nil
			}}, nil
		})
		clause, _, _ := strings.Cut(why, ":")
		if err == nil || !strings.Contains(err.Error(), clause) {
			t.Errorf("M6: %s is not caught by its clause: %v", why, err)
		}
	}
	// In another order is legal.
	err := mailingtest.CheckAcknowledgements(t.Context(), func() (mailingtest.Storage, error) {
		s := yielding(func(_ *storage, ctx context.Context, all []A, yield func(A, error) bool) {
			slices.SortFunc(all, func(a, b A) int { return -cmp.Compare(a.Key.Reveal(), b.Key.Reveal()) })
			if ctx.Err() != nil {
				yield(A{}, ctx.Err())
				return
			}
			for _, a := range all {
				if !yield(a, nil) {
					return
				}
			}
		})
		return mailingtest.Storage{Acknowledgements: &s}, nil
	})
	if err != nil {
		t.Errorf("M6: another order is legal: %v", err)
	}
	broken := errors.New("broken")
	if err := mailingtest.CheckAcknowledgements(t.Context(), func() (mailingtest.Storage, error) { return mailingtest.Storage{}, broken }); !errors.Is(err, broken) {
		t.Errorf("M6: one that does not open: %v", err)
	}
}

func ExampleCheckAcknowledgements() {
	err := mailingtest.CheckAcknowledgements(context.Background(), func() (mailingtest.Storage, error) {
		return mailingtest.Storage{Acknowledgements: &mailing.MemoryAcknowledgements{}}, nil // here, your own
	})
	fmt.Println(err)
	// Output:
	// <nil>
}
