package notify_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
)

// sent is a sender's tokens.
type sent []notify.Token

func (s *sent) Send(_ context.Context, p notify.Push) error { *s = append(*s, p.Token); return nil }

// reporting returns a question for a report.
func reporting(q notify.Query) loadedtest.Ask[notify.Repository] {
	return func(_ loadedtest.Tester, repo notify.Repository, run *customer.Run) (any, error) {
		return notify.Summarize(bg, repo, q, run)
	}
}

// asking returns a question for a report, its digests and everybody's token.
func asking(q notify.Query) loadedtest.Ask[notify.Repository] {
	return func(t loadedtest.Tester, repo notify.Repository, run *customer.Run) (any, error) {
		r, err := notify.Summarize(bg, repo, q, run)
		if err != nil {
			return nil, err
		}
		var tokens sent
		for _, id := range people {
			if _, err := notify.Send(bg, repo, &tokens, notify.Push{Customer: id}, q.AsOf); err != nil {
				tokens = append(tokens, notify.Token{})
			}
		}
		return []any{r, visited(t, repo, q), tokens}, nil
	}
}

func TestLoaded(t *testing.T) {
	loadedtest.Suite[notify.Memory, notify.Repository, *notify.Loaded]{
		Load: notify.Load, People: people, Town: town,
		Draw: func(t *rapid.T) (notify.Memory, func(*rapid.T) loadedtest.Ask[notify.Repository]) {
			return drawFacts(t), func(t *rapid.T) loadedtest.Ask[notify.Repository] { return asking(drawQuery(t)) }
		},
		Ask: reporting(notify.Query{AsOf: step(8)}),
		Ways: map[string]func(notify.Memory) notify.Repository{
			"sorted":         func(m notify.Memory) notify.Repository { return m.Sorted() },
			"range by range": func(m notify.Memory) notify.Repository { return inRanges(m, "100", "1000", "2000") },
		},
		Legal: notifytest.Awkward, Fails: notifytest.Failing, Bad: notifytest.Bad,
		Erased: func(m *notify.Memory) {
			const id, text = loadedtest.Canary, loadedtest.Canary
			m.OptIns = append(m.OptIns, notify.OptIn{Customer: id, Notification: m.Notifications[0].ID, Token: notify.NewToken(text + "1")})
		},
	}.Run(t)
}

// Refresh without IDs reads the notifications alone, good or bad.
func TestLoadedNotifications(t *testing.T) {
	m, q := town(rand.New(rand.NewPCG(21, 22)), 1000), notify.Query{AsOf: step(8)}
	l, err := notify.Load(bg, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	m.Notifications = append(slices.Clone(m.Notifications), notify.Notification{ID: "new"})
	if err := l.Refresh(bg, notify.Memory{Notifications: m.Notifications}); err != nil {
		t.Fatal(err)
	}
	same(t, "N5: the notifications are read again, and no opt-in", summarize(t, m, q), summarize(t, l, q))
	if err := l.Refresh(bg, notify.Memory{Notifications: append(m.Notifications, notify.Notification{})}); err != nil {
		t.Fatal(err)
	}
	if _, err := notify.Summarize(bg, l, q, nil); !errors.Is(err, notify.ErrNoID) {
		t.Errorf("a bad notification is every question's: error %v", err)
	}
}
