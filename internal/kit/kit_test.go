package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/story"
)

// counter is a kit of a storage that counts.
func counter() Kit[[]string, func() int] {
	return Kit[[]string, func() int]{
		Stories: fstest.MapFS{"stories/c1.txt": {Data: []byte("# Counts (C1).\nfact a\nfact b\ncount\n----\n2\n\nbad\n----\n2\n")}},
		Facts: func(s story.Story) (facts []string, err error) {
			err = s.Tell(func(c story.Command) error { facts = append(facts, c.Arg(0)); return nil })
			return facts, err
		},
		Answer: func(_ context.Context, count func() int, facts []string, c story.Command) (string, error) {
			if c.Verb == "bad" && count() != len(facts) {
				return "", errors.New("asked badly")
			}
			return fmt.Sprintln(count()), nil
		},
		Clauses: []Clause[[]string, func() int]{{
			Name: "contract: one", Facts: func() []string { return []string{"x"} },
			Check: func(_ context.Context, count func() int) error {
				if count() != 1 {
					return errors.New("must be one")
				}
				return nil
			},
		}},
	}
}

func TestRun(t *testing.T) {
	counter().Run(t, func(_ testing.TB, facts []string) func() int { return func() int { return len(facts) } })
}

// Check says where in which story what differs, and which clause is broken.
func TestCheck(t *testing.T) {
	closed := errors.New("closed")
	for _, c := range []struct {
		why  string
		open func([]string) (func() int, error)
		want []string
	}{
		{"right", func(facts []string) (func() int, error) { return func() int { return len(facts) }, nil }, nil},
		{"wrong", func(facts []string) (func() int, error) { return func() int { return len(facts) + 1 }, nil },
			[]string{"c1.txt:1: Counts (C1).\n", "line 4, count: the answer differs", "line 8, bad: asked badly", "contract: one: must be one"}},
		{"closed", func([]string) (func() int, error) { return nil, closed },
			[]string{"c1.txt:1: open: closed", "contract: one: open: closed"}},
	} {
		err := counter().Check(t.Context(), c.open)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v", c.why, err)
		}
		for _, words := range c.want {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%s: want an error with %q, got %v", c.why, words, err)
			}
		}
	}
	k := counter()
	k.Stories = fstest.MapFS{}
	if err := k.Check(t.Context(), nil); err == nil {
		t.Error("a kit without stories says nothing")
	}
}

func TestAnswers(t *testing.T) {
	everything := func(_ context.Context, answer map[int]string, q int) (string, error) {
		text, ok := answer[q]
		if !ok {
			return "", fmt.Errorf("no answer to %d", q)
		}
		return text, nil
	}
	title := func(q int) string { return fmt.Sprintf("question %d", q) }
	reference := map[int]string{1: "a\nb\n", 2: "c\n"}
	for _, c := range []struct {
		repo map[int]string
		want []string
	}{
		{maps.Clone(reference), nil},
		{map[int]string{1: "a\nx\n", 2: "c\n"}, []string{"question 1: the answer differs", "x"}},
		{map[int]string{1: "x\n"}, []string{"question 1: the answer differs", "question 2: no answer to 2"}},
	} {
		err := Answers(t.Context(), reference, c.repo, []int{1, 2}, everything, title)
		if (err == nil) != (c.want == nil) {
			t.Errorf("%v: %v", c.repo, err)
		}
		for _, words := range c.want {
			if !strings.Contains(err.Error(), words) {
				t.Errorf("%v: want an error with %q, got %v", c.repo, words, err)
			}
		}
	}
	if err := Answers(t.Context(), nil, reference, []int{1}, everything, title); err == nil {
		t.Error("a reference that fails is an error")
	}
}

func TestOneEach(t *testing.T) {
	broken := errors.New("broken")
	digests := func(last error, ids ...customer.ID) iter.Seq2[customer.ID, error] {
		return func(yield func(customer.ID, error) bool) {
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			if last != nil {
				yield("", last)
			}
		}
	}
	whose := func(id customer.ID) customer.ID { return id }
	if err := OneEach(digests(nil, "", "a", "A"), whose); err != nil {
		t.Error(err)
	}
	if err := OneEach(digests(nil, "a", "b", "a"), whose); err == nil || !strings.Contains(err.Error(), `one digest per customer, but "a"`) {
		t.Errorf("a digest twice: %v", err)
	}
	if err := OneEach(digests(broken, "a"), whose); !errors.Is(err, broken) {
		t.Errorf("a failure: %v", err)
	}
}

// The shop is the same every time, has guests, duplicates and unknown times, and
// orders of every kind.
func TestShopkeeper(t *testing.T) {
	orders, again := NewShopkeeper(1).Orders(90), NewShopkeeper(1).Orders(90)
	text := Orders().Text
	if !slices.EqualFunc(orders, again, func(a, b customer.Order) bool { return text(a) == text(b) }) {
		t.Error("the orders are not the same every time")
	}
	has := map[string]bool{}
	for _, o := range orders {
		has["a guest's"] = has["a guest's"] || o.Customer == ""
		has["undated"] = has["undated"] || Orders().When(o) == nil
		has["voided"] = has["voided"] || !o.VoidedAt.IsZero()
		has["refunded twice"] = has["refunded twice"] || len(o.Refunds) > 1
		has["by link"] = has["by link"] || o.CheckoutLink
		has[o.Kind.String()] = true
	}
	if len(has) != 9 || slices.Contains(slices.Collect(maps.Values(has)), false) {
		t.Errorf("the shop lacks some orders: %v", has)
	}
	messages := NewShopkeeper(1).Messages(80)
	times := map[customer.Message]int{}
	for _, m := range messages {
		times[m]++
	}
	if len(times) == len(messages) {
		t.Error("no two messages are the same")
	}
}

// Equal amounts are written the same, and different ones are not.
func TestExact(t *testing.T) {
	for text, want := range map[string]string{
		"1.10": "1.1", "1.1": "1.1", "100": "100", "1e2": "100", "0.00": "0", "-0.50": "-0.5", "1.000000000000000000001": "1.000000000000000000001",
	} {
		if got := Exact(decimal.RequireFromString(text)); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}
