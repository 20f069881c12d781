package mailingtest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/mailingtest"
)

func service(members []mailing.Member) *mailingtest.Service {
	s := &mailingtest.Service{Now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), Listed: map[string]mailingtest.Listed{}}
	for _, m := range members {
		s.Listed[m.Key.Reveal()] = mailingtest.Listed{State: m.State, Since: m.Since}
	}
	return s
}

func TestService(t *testing.T) {
	mailingtest.Run(t, func(_ testing.TB, members []mailing.Member) mailing.Provider { return service(members) })
}

// illegal is a provider that breaks one promise.
type illegal struct {
	*mailingtest.Service
	members func(iter.Seq2[mailing.Member, error]) iter.Seq2[mailing.Member, error]
	push    func(*mailingtest.Service, context.Context, []mailing.Change) iter.Seq2[mailing.Outcome, error]
	erase   func()
}

func (i illegal) Members(ctx context.Context) iter.Seq2[mailing.Member, error] {
	if i.members == nil {
		return i.Service.Members(ctx)
	}
	return i.members(i.Service.Members(ctx))
}

func (i illegal) Push(ctx context.Context, c []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	if i.push == nil {
		return i.Service.Push(ctx, c)
	}
	return i.push(i.Service, ctx, c)
}

func (i illegal) Erase(ctx context.Context, a mailing.Secret) error {
	if i.erase != nil {
		return nil
	}
	return i.Service.Erase(ctx, a)
}

type outcomes = iter.Seq2[mailing.Outcome, error]

// pushes are ways to push that are not allowed, and the rule that each breaks.
func pushes() map[string]func(*mailingtest.Service, context.Context, []mailing.Change) outcomes {
	type S = mailingtest.Service
	each := func(s *S, ctx context.Context, cs []mailing.Change, change func(mailing.Change, mailing.Outcome) []mailing.Outcome) outcomes {
		return func(yield func(mailing.Outcome, error) bool) {
			for _, c := range cs {
				for o, err := range s.Push(ctx, []mailing.Change{c}) {
					if err != nil {
						yield(o, err)
						return
					}
					for _, o := range change(c, o) {
						if !yield(o, nil) {
							return
						}
					}
				}
			}
		}
	}
	lift := func(f func(s *S, l mailingtest.Listed, c mailing.Change) bool) func(*S, context.Context, []mailing.Change) outcomes {
		return func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			for _, c := range cs {
				if l, ok := s.Listed[c.Key.Reveal()]; ok && l.State.Suppressed() && c.Operation != mailing.Unsubscribe && f(s, l, c) {
					delete(s.Listed, c.Key.Reveal())
				}
			}
			return s.Push(ctx, cs)
		}
	}
	return map[string]func(*S, context.Context, []mailing.Change) outcomes{
		"M1: accepted, not done": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return func(yield func(mailing.Outcome, error) bool) {
				for _, c := range cs {
					if !yield(mailing.Outcome{ID: c.ID, State: mailing.Subscribed}, ctx.Err()) {
						return
					}
				}
			}
		},
		"M1: no answer to some": func(s *S, ctx context.Context, cs []mailing.Change) outcomes { return s.Push(ctx, cs[:len(cs)/2]) },
		"M1: at most 500": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return s.Push(ctx, cs[:min(500, len(cs))])
		},
		"M1: answers twice": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return each(s, ctx, cs, func(_ mailing.Change, o mailing.Outcome) []mailing.Outcome { return []mailing.Outcome{o, o} })
		},
		"M3: keeps on mailing": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return each(s, ctx, cs, func(c mailing.Change, o mailing.Outcome) []mailing.Outcome {
				if l := s.Listed[c.Key.Reveal()]; c.Operation == mailing.Unsubscribe && l.State == mailing.Unsubscribed {
					l.State = mailing.Subscribed
					s.Listed[c.Key.Reveal()] = l
				}
				return []mailing.Outcome{o}
			})
		},
		"M3: adds strangers": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			for _, c := range cs {
				if _, ok := s.Listed[c.Key.Reveal()]; !ok && c.Operation == mailing.Unsubscribe {
					s.Listed[c.Key.Reveal()] = mailingtest.Listed{State: mailing.Unsubscribed}
				}
			}
			return s.Push(ctx, cs)
		},
		"M6: refuses the second time": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			s.Refuse = func(c mailing.Change) error {
				if s.Listed[c.Key.Reveal()].State.Mailable() && c.Operation == mailing.Add {
					return errors.New("exists")
				}
				return nil
			}
			return s.Push(ctx, cs)
		},
		"M6: one refused stops": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return func(yield func(mailing.Outcome, error) bool) {
				for o, err := range s.Push(ctx, cs) {
					if !yield(o, err) || o.Err != nil {
						return
					}
				}
			}
		},
		"M6: shows the address": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return each(s, ctx, cs, func(c mailing.Change, o mailing.Outcome) []mailing.Outcome {
				if o.Err != nil {
					o.Err = fmt.Errorf("%s: %w", c.Key.Reveal(), o.Err)
				}
				return []mailing.Outcome{o}
			})
		},
		"M6: a context that is done": func(s *S, _ context.Context, cs []mailing.Change) outcomes { return s.Push(context.Background(), cs) },
		"M6: left early": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			var all []mailing.Outcome
			for o, err := range s.Push(ctx, cs) {
				if err != nil {
					return func(yield func(mailing.Outcome, error) bool) { yield(o, err) }
				}
				all = append(all, o)
			}
			return func(yield func(mailing.Outcome, error) bool) {
				for _, o := range all {
					if !yield(o, nil) {
						return
					}
				}
			}
		},
		"M5: subscribes everybody": lift(func(*S, mailingtest.Listed, mailing.Change) bool { return true }),
		"M5: complained are new":   lift(func(_ *S, l mailingtest.Listed, _ mailing.Change) bool { return l.State == mailing.Complained }),
		"M5: unknown is long ago":  lift(func(_ *S, l mailingtest.Listed, _ mailing.Change) bool { return l.Since.IsZero() }),
		"M5: any newer consent": lift(func(_ *S, l mailingtest.Listed, c mailing.Change) bool {
			return c.Since.After(l.Since) && c.Over.State == mailing.Absent
		}),
		"M5: whatever opt-out the plan saw": lift(func(_ *S, l mailingtest.Listed, c mailing.Change) bool {
			return c.Over.State.Suppressed() && c.Over.Since.Before(l.Since)
		}),
		"M5: whatever state the plan saw": lift(func(_ *S, l mailingtest.Listed, c mailing.Change) bool {
			return c.Over.State.Mailable() && c.Over.Since.Equal(l.Since)
		}),
		"M5: a sync's unsubscribe is the person's": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			var asked []mailing.Change
			for _, c := range cs {
				if !c.Since.After(c.Over.Since) {
					c.Over = mailing.Member{}
				}
				asked = append(asked, c)
			}
			return s.Push(ctx, asked)
		},
		"M5: an unsubscribe tells no time": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return each(s, ctx, cs, func(_ mailing.Change, o mailing.Outcome) []mailing.Outcome {
				o.Since = time.Time{}
				return []mailing.Outcome{o}
			})
		},
		"M5: an unsubscribe of one who is off tells a time": func(s *S, ctx context.Context, cs []mailing.Change) outcomes {
			return each(s, ctx, cs, func(c mailing.Change, o mailing.Outcome) []mailing.Outcome {
				if c.Operation == mailing.Unsubscribe {
					o.Since = s.Listed[c.Key.Reveal()].Since
				}
				return []mailing.Outcome{o}
			})
		},
		"M5: updates subscribe": lift(func(_ *S, _ mailingtest.Listed, c mailing.Change) bool { return c.Operation == mailing.Update }),
		"M5: cleaned are mended": lift(func(_ *S, l mailingtest.Listed, c mailing.Change) bool {
			return l.State == mailing.Cleaned && c.Since.After(l.Since)
		}),
	}
}

func TestCatchesIllegalProviders(t *testing.T) {
	catch := func(why string, i illegal) {
		t.Helper()
		err := mailingtest.Check(t.Context(), func(members []mailing.Member) (mailing.Provider, error) {
			i.Service = service(members)
			return i, nil
		})
		rule, _, _ := strings.Cut(why, ":")
		if err == nil || !strings.Contains(err.Error(), rule+":") {
			t.Errorf("%s is not caught by its rule: %v", why, err)
		}
	}
	for why, push := range pushes() {
		catch(why, illegal{push: push})
	}
	catch("M1: everybody twice", illegal{members: func(all iter.Seq2[mailing.Member, error]) iter.Seq2[mailing.Member, error] {
		return func(yield func(mailing.Member, error) bool) {
			for m, err := range all {
				for range 2 {
					if !yield(m, err) {
						return
					}
				}
			}
		}
	}})
	catch("M1: only who is mailed", illegal{members: func(all iter.Seq2[mailing.Member, error]) iter.Seq2[mailing.Member, error] {
		return func(yield func(mailing.Member, error) bool) {
			for m, err := range all {
				if (err != nil || m.State.Mailable()) && !yield(m, err) {
					return
				}
			}
		}
	}})
	catch("M1: since is too early", illegal{members: func(all iter.Seq2[mailing.Member, error]) iter.Seq2[mailing.Member, error] {
		return func(yield func(mailing.Member, error) bool) {
			for m, err := range all {
				m.Since = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
				if !yield(m, err) {
					return
				}
			}
		}
	}})
	catch("G: does not erase", illegal{erase: func() {}})
}

func ExampleCheck() {
	err := mailingtest.Check(context.Background(), func(members []mailing.Member) (mailing.Provider, error) {
		s := &mailingtest.Service{Listed: map[string]mailingtest.Listed{}} // here, your own provider
		for _, m := range members {
			s.Listed[m.Key.Reveal()] = mailingtest.Listed{State: m.State, Since: m.Since}
		}
		return s, nil
	})
	fmt.Println(err)
	// Output:
	// <nil>
}

func ExampleService() {
	s := &mailingtest.Service{Title: "my list"}
	for o, err := range s.Push(context.Background(), []mailing.Change{{ID: "1", Operation: mailing.Add, Key: mailing.KeyOf("ann@example.com")}}) {
		fmt.Println(s.Name(), o.State, err)
	}
	// Output:
	// my list subscribed <nil>
}

// A provider that forgets its members, a ledger without entries and a storage
// that keeps nothing fail with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		mailingtest.Run(t, func(testing.TB, []mailing.Member) mailing.Provider { return service(nil) })
	})
}

func TestLedgerIsBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		mailingtest.RunRepository(t, func(testing.TB, mailing.Memory) mailing.Repository { return mailing.Memory{} })
	})
}

func TestAcknowledgementsAreBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		mailingtest.RunAcknowledgements(t, func(testing.TB) mailingtest.Storage {
			forgetful := func(*storage, context.Context, mailing.Acknowledgement) error { return nil }
			return mailingtest.Storage{Acknowledgements: &storage{record: forgetful}}
		})
	})
}
