package engagement

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// pushedDown groups by itself: it yields these digests, and notes the question.
type pushedDown struct {
	Memory
	digests []Digest
	err     error
	asked   *Query
}

func (p pushedDown) EachDigest(_ context.Context, q Query, _ customer.Scope) iter.Seq2[Digest, error] {
	return func(yield func(Digest, error) bool) {
		if p.asked != nil {
			*p.asked = q
		}
		for _, d := range p.digests {
			if !yield(d, nil) {
				return
			}
		}
		if p.err != nil {
			yield(Digest{}, p.err)
		}
	}
}

// A repository's own grouping is used, from whatever columns it comes: in any
// order, things twice, with what does not matter. It is told the range.
func TestDigester(t *testing.T) {
	var asked Query
	repo := pushedDown{asked: &asked, digests: []Digest{
		{ID: "ann", LastInteraction: day(2), Channels: []string{"web", "app", "web"}, Tags: []string{"b", "a", "b"},
			Values: []Value{{"size", "43"}, {"age", "30"}, {"size", "42"}, {"size", "43"}}},
		{ID: "", LastInteraction: day(2), Acted: true, Paid: Orders{2, 2, day(1)}}, // guests
		{ID: "bob", LastInteraction: day(-300), Acted: true},                       // from before the range
		{ID: "cat"},
	}}
	q := Query{AsOf: day(9)}
	r := summarize(t, repo, q)
	if asked.Range != q.Span() || asked.AsOf != q.AsOf {
		t.Errorf("E1: the grouping was asked for %v as of %v", asked.Range, asked.AsOf)
	}
	if r.InteractedUsers != 1 || r.ActiveUsers != 0 || r.PaidOrders != 0 || r.RepeatCustomers != 0 {
		t.Errorf("E1, E3: a guest is in no number, nor is who interacted before the range: %+v", r)
	}
	differs(t, "E6: channels are a set", []Row{{"app", 1, false}, {"web", 1, false}}, r.Channels(&q).Rows)
	differs(t, "E6: tags are a set", []Row{{"a", 1, false}, {"b", 1, false}}, r.Tags(&q).Rows)
	differs(t, "E6: fields are a set", []Row{{"age", 1, false}, {"size", 1, false}}, r.Fields(&q).Rows)
	differs(t, "E6: values are a set", []Row{{"42", 1, false}, {"43", 1, false}}, r.Values("size", &q).Rows)
	differs(t, "a digest is not changed by being counted", []string{"web", "app", "web"}, repo.digests[0].Channels)
}

// An error is the whole answer: the repository's, an order's, a done context.
func TestSummarizeErrors(t *testing.T) {
	broken := errors.New("no storage")
	facts := Memory{
		Messages: []customer.Message{in("bob", day(1)), in("ann", day(1))},
		Orders:   []customer.Order{paid("ann", day(1))},
	}
	wrong := Memory{Messages: facts.Messages, Orders: []customer.Order{refunded(paid("ann", never), 11, day(90))}}
	done, cancel := context.WithCancel(testContext)
	cancel()
	for _, c := range []struct {
		ctx    context.Context
		repo   Repository
		want   error
		says   string
		reason string
	}{
		{testContext, pushedDown{Memory: facts, digests: []Digest{{ID: "ann", LastInteraction: day(1)}}, err: broken}, broken, "", "the repository's own grouping fails"},
		{testContext, wrong, customer.ErrRefund, `of order "o"`, "R3: refunds beyond the total, whenever dated"},
		{done, facts, context.Canceled, "", "the context is done"},
		{done, Memory{}.Sorted(), context.Canceled, "", "the context is done, and there is nothing"},
	} {
		r, err := Summarize(c.ctx, c.repo, Query{AsOf: day(9), Channels: []customer.Channel{"web"}}, nil)
		if !errors.Is(err, c.want) || !strings.Contains(messageOf(err), c.says) {
			t.Errorf("%s: got %v, want %v", c.reason, err, c.want)
		}
		if !reflect.DeepEqual(r, Report{}) {
			t.Errorf("%s: no partial answer may look whole: %+v", c.reason, r)
		}
	}
}

func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Everybody with a fact of any kind has one digest (E4). Guests have none.
func TestReduceVisitsEverybodyOnce(t *testing.T) {
	facts := Memory{
		Messages: []customer.Message{in("", day(1)), in("ann", day(1)), in("bob", day(1)), out("ann", day(2))},
		Orders:   []customer.Order{paid("dan", day(1))},
		Tags:     []customer.Tag{tag("ann", "vip"), tag("cat", "vip")},
		Fields:   []customer.Field{field("eve", "size", "42", never), field("", "size", "42", never)},
	}
	for _, repo := range []Repository{facts, facts.Sorted()} {
		var ids []customer.ID
		for _, d := range visited(t, repo, Query{AsOf: day(9), Range: calendar.Span{From: day(1)}}) {
			ids = append(ids, d.ID)
		}
		differs(t, fmt.Sprintf("E4: %T: everybody with a fact has one digest", repo), []customer.ID{"ann", "bob", "cat", "dan", "eve"}, ids)
	}
}

// What a visit says is wrong is the answer.
func TestReduceVisitFails(t *testing.T) {
	full := errors.New("full")
	repo := Memory{Messages: []customer.Message{in("ann", day(1)), in("bob", day(1))}}
	visited := 0
	all, err := Reduce(testContext, repo, Query{AsOf: day(9)}, nil, func() int { return 0 }, func(int, *Digest) error {
		visited++
		return full
	})
	if !errors.Is(err, full) || all != nil || visited != 1 {
		t.Errorf("a visit that fails: %v, %v after %d visits", all, err, visited)
	}
}
