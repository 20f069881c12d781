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
	"github.com/clientele-go/clientele/internal/kits/story"
)

// notes is the Memory of a wing of fields, and repo its Repository.
type (
	notes []customer.Field
	repo  interface {
		EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error]
	}
)

func (n notes) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, s, n, func(f customer.Field) customer.ID { return f.Customer })
}

type watchedNotes struct{ *Watch[repo] }

func (w watchedNotes) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return Seq(w.Watch, w.Repo.EachField(ctx, s))
}

func watched(w *Watch[repo]) repo { return watchedNotes{w} }

// count counts the fields.
func count(ctx context.Context, r repo, _ int, _ *customer.Run) (string, error) {
	n := 0
	for _, err := range r.EachField(ctx, customer.Scope{}) {
		if err != nil {
			return "", err
		}
		n++
	}
	return fmt.Sprintln(n), nil
}

// counter is a kit of a wing whose only question is how many fields there are.
func counter() *Kit[notes, repo] {
	return &Kit[notes, repo]{
		Stories: fstest.MapFS{"stories/c1.txt": {Data: []byte("# Counts (C1).\nfact a\nfact b\ncount\n----\n2\n\nbad\n----\n2\n")}},
		Facts: func(s story.Story) (facts notes, err error) {
			err = s.Tell(func(c story.Command) error {
				facts = append(facts, customer.Field{Name: c.Arg(0)})
				return nil
			})
			return facts, err
		},
		Answer: func(ctx context.Context, r repo, facts notes, c story.Command) (string, error) {
			n, err := count(ctx, r, 0, nil)
			if c.Verb == "bad" && n != fmt.Sprintln(len(facts)) {
				return "", errors.New("asked badly")
			}
			return n, err
		},
		Kinds:     []AnyKind[notes, repo]{KindOf(Fields(), func(n notes) []customer.Field { return n }, repo.EachField)},
		Shop:      stored,
		Crowd:     func() notes { return CrowdedFields(Crowd(), 12, "size", "4") },
		Later:     func() notes { return notes{{Customer: "new"}} },
		Questions: Questions([]int{1, 2}, func(q int) string { return fmt.Sprintf("question %d", q) }, count),
		Watched:   watched,
	}
}

func TestRun(t *testing.T) {
	counter().Run(t, func(_ testing.TB, facts notes) repo { return facts })
}

// Check says where in which story what differs, and which clause is broken.
func TestCheck(t *testing.T) {
	closed := errors.New("closed")
	for _, c := range []struct {
		why  string
		open func(notes) (repo, error)
		want []string
	}{
		{"right", func(facts notes) (repo, error) { return facts, nil }, []string{""}},
		{"wrong", func(facts notes) (repo, error) { return append(facts, customer.Field{}), nil }, []string{
			"c1.txt:1: Counts (C1).\n", "line 4, count: the answer differs", "line 8, bad: asked badly",
			"contract: EachField: EachField(", "contract: many facts: EachField(", "contract: an empty shop: question 1: the answer differs",
			"laws: answers are the reference's: question 1: the answer differs",
			"laws: neither ranges nor workers change an answer: with 1 workers: question 1: the answer differs",
		}},
		{"closed", func(notes) (repo, error) { return nil, closed }, []string{"c1.txt:1: open: closed", "contract: EachField: open: closed"}},
	} {
		wantError(t, c.why, counter().Check(t.Context(), c.open), c.want...)
	}
	k := counter()
	k.Stories = fstest.MapFS{}
	if err := k.Check(t.Context(), nil); err == nil {
		t.Error("a kit without stories says nothing")
	}
}

// Clause checks the clauses with a name alone.
func TestClause(t *testing.T) {
	lossy := func(facts notes) (repo, error) { return facts[:max(0, len(facts)-1)], nil }
	err := counter().Clause(t.Context(), "contract: Each", lossy)
	wantError(t, "one is missing", err, "contract: EachField: EachField(")
	for _, other := range []string{"c1.txt", "laws", "many facts"} {
		if strings.Contains(err.Error(), other) {
			t.Errorf("%s is checked too: %v", other, err)
		}
	}
}

// An answer that differs from the reference's is an error that names the question.
func TestSame(t *testing.T) {
	type answers map[int]string
	questions := Questions([]int{1, 2}, func(q int) string { return fmt.Sprintf("question %d", q) },
		func(_ context.Context, of answers, q int, run *customer.Run) (string, error) {
			text, ok := of[q]
			if !ok || run.Workers != 3 {
				return "", fmt.Errorf("no answer to %d for %d workers", q, run.Workers)
			}
			return text, nil
		})
	reference := answers{1: "a\nb\n", 2: "c\n"}
	for _, c := range []struct {
		why  string
		repo answers
		want []string
	}{
		{"the same", maps.Clone(reference), []string{""}},
		{"another line", answers{1: "a\nx\n", 2: "c\n"}, []string{"question 1: the answer differs", "x"}},
		{"no answer", answers{1: "x\n"}, []string{"question 1: the answer differs", "question 2: no answer to 2"}},
	} {
		wantError(t, c.why, same(t.Context(), questions, reference, c.repo, &customer.Run{Workers: 3}), c.want...)
	}
	if err := same(t.Context(), questions, nil, reference, &customer.Run{Workers: 3}); err == nil {
		t.Error("a reference that fails is an error")
	}
}

// However a question is run, its answer is the same, and one sequence is open at a
// time.
func TestWays(t *testing.T) {
	question := func(answer func(context.Context, repo, *customer.Run) (string, error)) []Question[repo] {
		q := Question[repo]{"how many", answer}
		return []Question[repo]{q, q}
	}
	byWorkers := func(asks int) []Question[repo] {
		return question(func(_ context.Context, _ repo, run *customer.Run) (string, error) {
			if run != nil && run.Workers == asks {
				return "another\n", nil
			}
			return "one\n", nil
		})
	}
	for _, c := range []struct {
		why       string
		questions []Question[repo]
		want      []string
	}{
		{"the same", counter().Questions, []string{""}},
		{"another with one worker", byWorkers(1), []string{"with 1 workers: how many: the answer differs"}},
		{"another with four", byWorkers(4), []string{"with 4 workers: how many: the answer differs"}},
		{"two sequences at a time", question(func(ctx context.Context, r repo, _ *customer.Run) (string, error) {
			for range r.EachField(ctx, customer.Scope{}) {
				return count(ctx, r, 0, nil)
			}
			return "", nil
		}), []string{"a second sequence"}},
	} {
		k := counter()
		k.Questions = c.questions
		wantError(t, c.why, k.ways(t.Context(), k.Crowd()), c.want...)
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
