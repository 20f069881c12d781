package engagement_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	. "github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

// reporting returns a question for a report.
func reporting(q Query) loadedtest.Ask[Repository] {
	return func(_ loadedtest.Tester, repo Repository, run *customer.Run) (any, error) {
		return Summarize(bg, repo, q, run)
	}
}

// asking returns a question for a report and its digests.
func asking(q Query) loadedtest.Ask[Repository] {
	return func(t loadedtest.Tester, repo Repository, run *customer.Run) (any, error) {
		r, err := Summarize(bg, repo, q, run)
		if err != nil {
			return nil, err
		}
		return []any{r, visited(t, repo, q)}, nil
	}
}

func TestLoaded(t *testing.T) {
	loadedtest.Suite[Memory, Repository, *Loaded]{
		Load: Load, People: people, Town: town,
		Draw: func(t *rapid.T) (Memory, func(*rapid.T) loadedtest.Ask[Repository]) {
			w := drawWorld(t)
			return w.Memory, func(t *rapid.T) loadedtest.Ask[Repository] { return asking(w.drawQuery(t)) }
		},
		Ask: reporting(Query{AsOf: midsummer, Top: 3, Interaction: Any}),
		Ways: map[string]func(Memory) Repository{
			"sorted":         func(m Memory) Repository { return m.Sorted() },
			"range by range": func(m Memory) Repository { return inRanges(m, every(40, m)...) },
		},
		Legal: engagementtest.Awkward, Fails: engagementtest.Failing, Bad: engagementtest.Bad,
		Erased: func(m *Memory) {
			const id, text = loadedtest.Canary, loadedtest.Canary
			m.Messages = append(m.Messages, customer.Message{Customer: id, Channel: text + "1", At: midsummer.Add(-1)})
			m.Orders = append(m.Orders, customer.Order{ID: text + "2", Customer: id, Total: customer.Money{Currency: "EUR"}, Refunds: []customer.Refund{{ID: text + "3", At: midsummer}}})
			m.Tags = append(m.Tags, customer.Tag{Customer: id, Name: text + "4"})
			m.Fields = append(m.Fields, customer.Field{Customer: id, Name: text + "5", Value: text + "6"})
			m.Logins = append(m.Logins, customer.Login{Customer: id})
			m.Actions = append(m.Actions, customer.Action{Customer: id})
		},
	}.Run(t)
}

// load is Load without an error.
func load(t tester, repo Repository) *Loaded {
	t.Helper()
	l, err := Load(bg, repo, nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return l
}

// A bad fact is loaded, and every question's.
func TestLoadedBad(t *testing.T) {
	m, q, bad := town(rand.New(rand.NewPCG(17, 18)), 100), Query{AsOf: midsummer}, &customer.FactError{}
	m.Orders = append(m.Orders, customer.Order{ID: "w", Customer: "3", PaidAt: midsummer.Add(-1), Total: customer.Money{Currency: "eur"}})
	l := load(t, m)
	if _, err := Summarize(bg, l, q, nil); !errors.As(err, &bad) {
		t.Errorf("R2: a loaded bad order is no error: %v", err)
	}
	run := &customer.Run{LeaveOut: func(*customer.FactError) {}}
	if r, err := Summarize(bg, l, q, run); err != nil || r.LeftOut.Count != 1 {
		t.Errorf("law: questions over a Loaded leave out: %d, error %v", r.LeftOut.Count, err)
	}
}
