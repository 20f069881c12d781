package loaded

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

var bg = context.Background()

// shop is a wing of two kinds of facts.
type shop struct {
	Tags   []customer.Tag
	Fields []customer.Field
}

// sorted is a shop in order, which can be cut before every customer.
type sorted struct {
	shop
	tags   *fold.Held[customer.ID, customer.Tag]
	fields *fold.Held[customer.ID, customer.Field]
}

func (s shop) Sorted() *sorted {
	tags, fields := fold.Sort(s.Tags, tagOwner), fold.Sort(s.Fields, fieldOwner)
	return &sorted{shop{tags.Facts, fields.Facts}, tags, fields}
}

func (s *sorted) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	cuts := s.people()
	if len(cuts) > 0 {
		cuts = cuts[1:]
	}
	return cuts, nil, nil
}

func (s *sorted) people() (all []customer.ID) {
	for _, t := range s.Tags {
		all = append(all, t.Customer)
	}
	for _, f := range s.Fields {
		all = append(all, f.Customer)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func tagOwner(t *customer.Tag) *customer.ID     { return &t.Customer }
func fieldOwner(f *customer.Field) *customer.ID { return &f.Customer }

// repository yields a shop's facts, and everybody's whoever is asked for if it is lavish.
type repository struct {
	shop   *shop
	lavish bool
	fails  error
	asked  [][]customer.ID
}

func (r *repository) scope(s customer.Scope) customer.Scope {
	r.asked = append(r.asked, s.Customers)
	if r.lavish {
		s.Customers = nil
	}
	return s
}

func (r *repository) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return customer.Each(ctx, r.scope(s), r.shop.Tags, func(t customer.Tag) customer.ID { return t.Customer })
}

func (r *repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return func(yield func(customer.Field, error) bool) {
		for f, err := range customer.Each(ctx, r.scope(s), r.shop.Fields, func(f customer.Field) customer.ID { return f.Customer }) {
			if !yield(f, err) {
				return
			}
		}
		if r.fails != nil {
			yield(customer.Field{}, r.fails)
		}
	}
}

func testWing(goal int) *Wing[*repository, shop, *sorted] {
	return &Wing[*repository, shop, *sorted]{
		Sort: shop.Sorted, Memory: func(s *sorted) *shop { return &s.shop }, goal: goal,
		Kinds: []Kind[*repository, shop]{
			KindOf("tags", tagOwner, func(s *shop) *[]customer.Tag { return &s.Tags }, (*repository).EachTag,
				func(f *customer.Tag, t *Texts) { Own(t, &f.Customer); Own(t, &f.Name) }),
			KindOf("fields", fieldOwner, func(s *shop) *[]customer.Field { return &s.Fields }, (*repository).EachField,
				func(f *customer.Field, t *Texts) { Own(t, &f.Customer); Own(t, &f.Name); Own(t, &f.Value) }),
		},
	}
}

// shopView is a repository of a loaded shop.
type shopView struct {
	View[shop, *sorted, shopView]
}

// read returns the facts of a scope, in order.
func read(t *rapid.T, v *shopView, scope customer.Scope) shop {
	var got shop
	for f, err := range Each(bg, v, scope, func(p *sorted) *fold.Held[customer.ID, customer.Tag] { return p.tags }, tagOwner) {
		if err != nil {
			t.Fatal(err)
		}
		got.Tags = append(got.Tags, f)
	}
	for f, err := range Each(bg, v, scope, func(p *sorted) *fold.Held[customer.ID, customer.Field] { return p.fields }, fieldOwner) {
		if err != nil {
			t.Fatal(err)
		}
		got.Fields = append(got.Fields, f)
	}
	return got
}

// want returns the facts of a scope in order.
func (s shop) want(scope customer.Scope) (all shop) {
	in := func(id customer.ID) bool {
		return scope.Range.From <= id && (scope.Range.To == "" || id < scope.Range.To) && (scope.Customers == nil || slices.Contains(scope.Customers, id))
	}
	for _, t := range s.Sorted().Tags {
		if in(t.Customer) {
			all.Tags = append(all.Tags, t)
		}
	}
	for _, f := range s.Sorted().Fields {
		if in(f.Customer) {
			all.Fields = append(all.Fields, f)
		}
	}
	return all
}

var people = []customer.ID{"", "\x00", "a", "aa", "b", "c", "d", "e", "f", "g"}

// change replaces the facts of one customer. Texts are parts of one large text, as those
// of a repository can be.
func (s *shop) change(t *rapid.T) customer.ID {
	id := rapid.SampledFrom(people).Draw(t, "who")
	s.Tags = slices.DeleteFunc(slices.Clone(s.Tags), func(f customer.Tag) bool { return f.Customer == id })
	s.Fields = slices.DeleteFunc(slices.Clone(s.Fields), func(f customer.Field) bool { return f.Customer == id })
	large := fmt.Sprintf("%s|tag of %q|value of %q", string(id), id, id)
	a, b := strings.Index(large, "|tag"), strings.Index(large, "|value")
	for i := range rapid.SampledFrom([]int{0, 1, 2, 0, 5}).Draw(t, "tags") {
		s.Tags = append(s.Tags, customer.Tag{Customer: customer.ID(large[:len(id)]), Name: large[a+1:b] + fmt.Sprint(i)})
	}
	for range rapid.SampledFrom([]int{0, 1, 2, 0, 9}).Draw(t, "fields") {
		s.Fields = append(s.Fields, customer.Field{Customer: customer.ID(large[:len(id)]), Name: "n", Value: large[b+1:]})
	}
	return id
}

// After any changes and Refreshes of who changed, the state has the facts of the
// repository, customer by customer in its order, and the bounds of its parts are right.
func TestLawRefresh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := testWing(rapid.SampledFrom([]int{4, 1, 9, 0}).Draw(t, "goal"))
		repo := &repository{shop: &shop{}, lavish: rapid.Bool().Draw(t, "lavish")}
		for range rapid.IntRange(0, 12).Draw(t, "at first") {
			repo.shop.change(t)
		}
		var c shopView
		if rapid.Bool().Draw(t, "loaded") {
			if err := w.Load(bg, &c, repo, nil); err != nil {
				t.Fatal(err)
			}
		} else if err := w.Refresh(bg, &c, repo, people); err != nil {
			t.Fatal(err)
		}
		check(t, w, &c, *repo.shop)
		for range rapid.IntRange(1, 8).Draw(t, "refreshes") {
			var ids []customer.ID
			for range rapid.IntRange(0, 3).Draw(t, "changes") {
				ids = append(ids, repo.shop.change(t))
			}
			frozen, _, _ := c.Snapshot(bg, 2)
			before, was := frozen[1].(*shopView), read(t, &c, customer.Scope{})
			if err := w.Refresh(bg, &c, repo, ids); err != nil {
				t.Fatal(err)
			}
			check(t, w, &c, *repo.shop)
			if diff := gocmp.Diff(was, read(t, before, customer.Scope{}), gocmp.AllowUnexported()); diff != "" {
				t.Fatalf("law: a state never changes:\n%s", diff)
			}
		}
	})
}

func check(t *rapid.T, w *Wing[*repository, shop, *sorted], v *shopView, want shop) {
	var some []customer.ID
	if rapid.Bool().Draw(t, "some customers") {
		some = rapid.SliceOfN(rapid.SampledFrom(people), 0, 4).Draw(t, "customers")
	}
	from, to := rapid.SampledFrom(people).Draw(t, "from"), rapid.SampledFrom(people).Draw(t, "to")
	for _, scope := range []customer.Scope{{}, {Customers: some}, {Range: customer.Range{From: from, To: to}}, {Range: customer.Range{From: from}, Customers: some}} {
		if diff := gocmp.Diff(want.want(scope), read(t, v, scope)); diff != "" {
			t.Fatalf("law: loaded = the facts, in %+v (- want, + got):\n%s", scope, diff)
		}
	}
	s := v.now()
	ranges, facts := append([]customer.ID{""}, s.cuts()...), 0
	for i, from := range ranges {
		r := within{From: from}
		if i+1 < len(ranges) {
			if r.To = ranges[i+1]; r.To <= from {
				t.Fatalf("law: the parts ascend: %q", ranges)
			}
		}
		part, ok := s.part(r)
		if !ok {
			if len(s.parts) > 0 {
				t.Fatalf("law: each range is a part: %q of %q", r, ranges)
			}
			continue
		}
		if diff := gocmp.Diff(want.want(customer.Scope{Range: customer.Range(r)}), want.none(part.shop)); diff != "" {
			t.Fatalf("law: a part is the facts of its range (- want, + got):\n%s", diff)
		}
		own := part.people()
		if i == 0 && r.To != named || i > 1 && (len(own) == 0 || own[0] != from) {
			t.Fatalf("H8: a part begins with its first customer: %q of %q", r, ranges)
		}
		size := len(part.Tags) + len(part.Fields)
		if facts += size; size != s.parts[i].size {
			t.Fatalf("law: a part knows its size: %d is not %d", s.parts[i].size, size)
		}
		if i > 0 && w.goal > 0 && size > 2*w.goal+14 { // and the facts of one customer
			t.Fatalf("law: a large part is cut: %d facts", size)
		}
	}
	if all := len(want.Tags) + len(want.Fields); facts != all {
		t.Fatalf("law: the parts are all facts: %d of %d", facts, all)
	}
}

// none returns a shop with nil for what is empty.
func (shop) none(s shop) shop {
	if len(s.Tags) == 0 {
		s.Tags = nil
	}
	if len(s.Fields) == 0 {
		s.Fields = nil
	}
	return s
}
