package loaded

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// many returns a shop of customers with two facts each.
func many(customers int) *shop {
	s := &shop{}
	for i := range customers {
		id := customer.ID(fmt.Sprintf("%05d", i))
		s.Tags = append(s.Tags, customer.Tag{Customer: id, Name: "secret of " + string(id)})
		s.Fields = append(s.Fields, customer.Field{Customer: id, Name: "n", Value: "secret of " + string(id)})
	}
	return s
}

func loadMany(t *testing.T, w *Wing[*repository, shop, *sorted], repo *repository) *shopView {
	t.Helper()
	var c shopView
	if err := w.Load(bg, &c, repo, nil); err != nil {
		t.Fatal(err)
	}
	return &c
}

// A Refresh copies the parts of who changed alone, and asks for these customers alone.
func TestShares(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(1000)}
	c := loadMany(t, w, repo)
	before := map[*sorted]bool{}
	for _, p := range c.now().parts {
		before[p.has] = true
	}
	if len(before) < 150 {
		t.Fatalf("only %d parts", len(before))
	}
	repo.asked = nil
	if err := w.Refresh(bg, c, repo, []customer.ID{"00500", "00100", "00500"}); err != nil {
		t.Fatal(err)
	}
	copied := 0
	for _, p := range c.now().parts {
		if !before[p.has] {
			copied++
		}
	}
	if copied == 0 || copied > 2 {
		t.Errorf("law: two customers are in at most two parts: %d were copied", copied)
	}
	if want := [][]customer.ID{{"00100", "00500"}, {"00100", "00500"}}; !reflect.DeepEqual(repo.asked, want) {
		t.Errorf("law: the repository is asked for these customers alone: %q", repo.asked)
	}
}

// Many small Refreshes leave no tiny parts, and a large one no huge parts.
func TestJoins(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(1000)}
	c := loadMany(t, w, repo)
	for _, id := range many(1000).Sorted().people() {
		if strings.HasSuffix(string(id), "0") {
			continue // 100 customers stay
		}
		if err := w.Refresh(bg, c, &repository{shop: &shop{}}, []customer.ID{id}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.now().parts); n > 45 {
		t.Errorf("law: small parts are joined: %d parts of 200 facts", n)
	}
	if err := w.Refresh(bg, c, repo, many(1000).Sorted().people()); err != nil {
		t.Fatal(err)
	}
	if n := len(c.now().parts); n < 100 {
		t.Errorf("law: large parts are cut: %d parts of 2000 facts", n)
	}
}

// Nobody enters but those who are named, though a repository may yield more.
func TestNamedAlone(t *testing.T) {
	var c shopView
	if err := testWing(10).Refresh(bg, &c, &repository{shop: many(10), lavish: true}, []customer.ID{"00003"}); err != nil {
		t.Fatal(err)
	}
	if s := c.now(); s.parts[0].size+s.parts[1].size != 2 {
		t.Errorf("H8: a Refresh of one customer took %d facts", s.parts[0].size+s.parts[1].size)
	}
}

// A Refresh reads after the one before it has put its state in place: an older reading
// never replaces a newer one.
func TestTurns(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(10)}
	c := loadMany(t, w, repo)
	var reading atomic.Int64
	slow := *w
	slow.Rest = func(context.Context, *repository, *shop) error {
		if reading.Add(1) > 1 {
			t.Error("law: Refreshes take turns: two read at the same time")
		}
		time.Sleep(5 * time.Millisecond)
		reading.Add(-1)
		return nil
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := slow.Refresh(bg, c, &repository{shop: repo.shop}, []customer.ID{"00001"}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// An error changes nothing.
func TestFails(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(100)}
	c := loadMany(t, w, repo)
	before := c.now()
	ended, end := context.WithCancel(bg)
	end()
	wrong := errors.New("wrong")
	for name, c2 := range map[string]struct {
		ctx  context.Context
		repo *repository
		want error
	}{
		"a repository": {bg, &repository{shop: &shop{}, fails: wrong}, wrong},
		"a bad fact":   {bg, &repository{shop: &shop{}, fails: &customer.FactError{Kind: "field", Err: wrong}}, wrong},
		"the context":  {ended, &repository{shop: &shop{}}, context.Canceled},
	} {
		if err := w.Refresh(c2.ctx, c, c2.repo, []customer.ID{"00001"}); !errors.Is(err, c2.want) || c.now() != before {
			t.Errorf("law: what fails changes nothing: %s: error %v", name, err)
		}
		if err := w.Load(c2.ctx, c, c2.repo, &customer.Run{LeaveOut: func(*customer.FactError) {}}); !errors.Is(err, c2.want) || c.now() != before {
			t.Errorf("law: Load leaves nothing out: %s: error %v", name, err)
		}
	}
}

// A Refresh whose context ends at the last moment changes nothing.
func TestEndsLate(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(100)}
	c := loadMany(t, w, repo)
	before := c.now()
	ctx, end := context.WithCancel(bg)
	late := *w
	late.Sort = func(s shop) *sorted { end(); return s.Sorted() }
	if err := late.Refresh(ctx, c, repo, []customer.ID{"00001"}); !errors.Is(err, context.Canceled) || c.now() != before {
		t.Errorf("law: what fails changes nothing: error %v", err)
	}
}

// A Refresh that waits for another one ends with its context.
func TestWaits(t *testing.T) {
	w, repo := testWing(10), &repository{shop: many(10)}
	c := loadMany(t, w, repo)
	ctx, end := context.WithCancel(bg)
	var err error
	slow := *w
	slow.Rest = func(context.Context, *repository, *shop) error {
		end()
		err = w.Refresh(ctx, c, repo, []customer.ID{"00001"})
		return nil
	}
	if outer := slow.Refresh(bg, c, repo, nil); outer != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("law: who waits ends with the context: %v, %v", outer, err)
	}
	if err := w.Refresh(bg, c, repo, []customer.ID{"00001"}); err != nil {
		t.Error(err)
	}
}
