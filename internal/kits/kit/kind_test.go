package kit

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

func at(t time.Time) []time.Time { return []time.Time{t} }

// A scope asks for its customers' facts with an instant in the span, and for
// undated ones.
func TestAsked(t *testing.T) {
	span := calendar.Span{From: Day(10), To: Day(20)}
	for _, c := range []struct {
		why   string
		scope customer.Scope
		when  []time.Time
		want  bool
	}{
		{"everything", customer.Scope{}, at(Day(1)), true},
		{"its customer", customer.Scope{Customers: []customer.ID{"ann"}}, at(Day(1)), true},
		{"another customer", customer.Scope{Customers: []customer.ID{"Ann"}}, at(Day(1)), false},
		{"nobody", customer.Scope{Customers: []customer.ID{}}, nil, false},
		{"before", customer.Scope{Span: span}, at(Day(10).Add(-1)), false},
		{"the first instant", customer.Scope{Span: span}, at(Day(10)), true},
		{"the last instant", customer.Scope{Span: span}, at(Day(20).Add(-1)), true},
		{"after", customer.Scope{Span: span}, at(Day(20)), false},
		{"undated", customer.Scope{Span: span}, nil, true},
		{"zero", customer.Scope{Span: span}, []time.Time{{}, {}}, true},
		{"one of several", customer.Scope{Span: span}, []time.Time{{}, Day(1), Day(15)}, true},
		{"none of several", customer.Scope{Span: span}, []time.Time{{}, Day(1), Day(25)}, false},
	} {
		k := FactKind[int]{
			Owner: func(*int) *customer.ID { id := customer.ID("ann"); return &id },
			When:  func(int) []time.Time { return c.when },
		}
		if got := k.Asked(c.scope, new(int)); got != c.want {
			t.Errorf("%s: asked %t, want %t", c.why, got, c.want)
		}
	}
	if !new(FactKind[int]).Asked(customer.Scope{Customers: []customer.ID{}, Span: span}, new(int)) {
		t.Error("a fact that is nobody's, and in no span, is always asked for")
	}
}

// stored are in customer order; two of them are the same.
func stored() notes {
	return notes{
		{Customer: "", Name: "size", Value: "1", At: Day(10)},
		{Customer: "Ann", Name: "size", Value: "2"},
		{Customer: "ann", Name: "size", Value: "3", At: Day(20)},
		{Customer: "ann", Name: "size", Value: "3", At: Day(20)},
		{Customer: "mia", Name: "spare", Value: "4", At: Day(15)},
	}
}

// yields is a method that yields these facts, and then these errors.
func yields(yielded func(context.Context, customer.Scope) ([]customer.Field, []error)) Each[customer.Field] {
	return func(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
		return func(yield func(customer.Field, error) bool) {
			facts, errs := yielded(ctx, s)
			for _, f := range facts {
				if !yield(f, nil) {
					return
				}
			}
			for _, err := range errs {
				if !yield(customer.Field{}, err) {
					return
				}
			}
		}
	}
}

// legal yields everything until the context is done.
func legal(ctx context.Context, _ customer.Scope) ([]customer.Field, []error) {
	if err := ctx.Err(); err != nil {
		return nil, []error{err}
	}
	return stored(), nil
}

// A method is checked for what is legal, and an error names the clause that is broken.
func TestMethod(t *testing.T) {
	k := Fields()
	k.Spare = func(f customer.Field) bool { return f.Name == "spare" }
	broken := errors.New("broken")
	change := func(change func(s customer.Scope, all []customer.Field) []customer.Field) Each[customer.Field] {
		return yields(func(ctx context.Context, s customer.Scope) ([]customer.Field, []error) {
			all, errs := legal(ctx, s)
			if errs == nil {
				all = change(s, all)
			}
			return all, errs
		})
	}
	type list = []customer.Field
	for _, c := range []struct {
		why  string
		each Each[customer.Field]
		want string // empty: legal
	}{
		{"everything", yields(legal), ""},
		{"no spare one", change(func(_ customer.Scope, all list) list { return all[:4] }), ""},
		{"in no order", change(func(_ customer.Scope, all list) list { slices.Reverse(all); return all }), ""},
		{"in another zone", change(func(_ customer.Scope, all list) list { all[0].At = all[0].At.In(Far()); return all }), ""},
		{"exactly what is asked", change(func(s customer.Scope, all list) list {
			return slices.DeleteFunc(all, func(f customer.Field) bool { return !k.Asked(s, &f) })
		}), ""},
		{"drops one of two", change(func(_ customer.Scope, all list) list { return append(all[:3], all[4:]...) }), "must not yield less"},
		{"drops guests", change(func(_ customer.Scope, all list) list { return all[1:] }), "must not yield less"},
		{"drops undated", change(func(s customer.Scope, all list) list {
			if s.Span.IsZero() {
				return all
			}
			return append(all[:1], all[2:]...)
		}), "must not yield less"},
		{"yields three of two", change(func(_ customer.Scope, all list) list { return append(all, all[3]) }), "the same fact twice"},
		{"invents", change(func(_ customer.Scope, all list) list { return append(all, customer.Field{Customer: "ann"}) }), "what is not there"},
		{"takes another's", change(func(_ customer.Scope, all list) list { all[4].Customer = "ann"; return all }), "another customer's"},
		{"fails", yields(func(context.Context, customer.Scope) ([]customer.Field, []error) { return stored(), []error{broken} }), "broken"},
		{"is deaf", yields(func(context.Context, customer.Scope) ([]customer.Field, []error) { return stored(), nil }), "must yield the context's error"},
		{"swallows", yields(func(ctx context.Context, s customer.Scope) ([]customer.Field, []error) {
			all, _ := legal(ctx, s)
			return all, nil
		}), "must yield the context's error"},
		{"says another error", yields(func(ctx context.Context, s customer.Scope) ([]customer.Field, []error) {
			all, errs := legal(ctx, s)
			if errs != nil {
				errs = []error{broken}
			}
			return all, errs
		}), "must yield the context's error"},
		{"cannot be left", func(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
			return func(yield func(customer.Field, error) bool) {
				all, errs := legal(ctx, s)
				for _, f := range all {
					yield(f, nil)
				}
				for _, err := range errs {
					yield(customer.Field{}, err)
				}
			}
		}, "may be left early"},
		{"goes on after an error", yields(func(ctx context.Context, s customer.Scope) ([]customer.Field, []error) {
			all, errs := legal(ctx, s)
			return all, append(errs, errs...)
		}), "must stop after an error"},
	} {
		m := k.method(stored(), c.each)
		wantError(t, c.why, m.check(t.Context()), c.want, "EachField")
	}
}

// Within a range, facts of others are illegal, guests' too, and none may be missing.
func TestScopeOfARange(t *testing.T) {
	middle := customer.Scope{Range: customer.Range{From: "Ann", To: "mia"}}
	for _, c := range []struct {
		why  string
		of   []int // the stored facts that are yielded
		want string
	}{
		{"those of the range", []int{1, 2, 3}, ""},
		{"and one after it", []int{1, 2, 3, 4}, "must yield nothing outside the range"},
		{"and guests'", []int{0, 1, 2, 3}, "must yield guests' facts in the first range alone"},
		{"without the first", []int{2, 3}, "must not yield less"},
	} {
		m := Fields().method(stored(), yields(func(context.Context, customer.Scope) (all []customer.Field, _ []error) {
			for _, i := range c.of {
				all = append(all, stored()[i])
			}
			return all, nil
		}))
		wantError(t, c.why, m.about(middle, m.checkScope(t.Context(), middle, nil)), c.want, `EachField`, `range from "Ann" to "mia"`)
	}
}

// wantError tests that an error has these words, or that there is none if the first
// word is empty.
func wantError(t *testing.T, why string, err error, words ...string) {
	t.Helper()
	if words[0] == "" {
		if err != nil {
			t.Errorf("%s: %v", why, err)
		}
		return
	}
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("%s: want an error with %q, got %v", why, w, err)
		}
	}
}
