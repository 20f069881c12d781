package subscription_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
	. "github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

// reporting returns a question for a report.
func reporting(q Query) loadedtest.Ask[Repository] {
	return func(_ loadedtest.Tester, repo Repository, run *customer.Run) (any, error) {
		return Summarize(bg, repo, q, run)
	}
}

// asking returns a question for a report, its digests and everybody's explanation.
func asking(q Query) loadedtest.Ask[Repository] {
	return func(t loadedtest.Tester, repo Repository, run *customer.Run) (any, error) {
		r, err := Summarize(bg, repo, q, run)
		if err != nil {
			return nil, err
		}
		all := []any{r, visited(t, repo, q)}
		for _, id := range people {
			e, err := Explain(bg, repo, id, q)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		return all, nil
	}
}

func TestLoaded(t *testing.T) {
	loadedtest.Suite[Memory, Repository, *Loaded]{
		Load: Load, People: people, Town: town,
		Draw: func(t *rapid.T) (Memory, func(*rapid.T) loadedtest.Ask[Repository]) {
			return drawFacts(t), func(t *rapid.T) loadedtest.Ask[Repository] { return asking(drawQuery(t)) }
		},
		Ask: reporting(Query{AsOf: half(0), Unit: calendar.Week}),
		Ways: map[string]func(Memory) Repository{
			"sorted":         func(m Memory) Repository { return m.Sorted() },
			"range by range": func(m Memory) Repository { return inRanges(m, "100", "1000", "2000") },
		},
		Legal: subscriptiontest.Awkward, Fails: subscriptiontest.Failing, Bad: subscriptiontest.Bad,
		Erased: func(m *Memory) {
			const id, text = loadedtest.Canary, loadedtest.Canary
			m.Memberships = append(m.Memberships, Membership{Customer: id, Channel: text + "1"})
			m.Fields = append(m.Fields, customer.Field{Customer: id, Name: text + "2", Value: text + "3"})
		},
	}.Run(t)
}
