package notifytest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/notify"
)

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts notify.Memory, way awkward.Way) notify.Repository {
	return behaving(&facts, way)
}

// Forgetful leaves out notifications, or changes them.
func Forgetful(facts notify.Memory, change func([]notify.Notification) []notify.Notification) notify.Repository {
	facts.Notifications = change(append([]notify.Notification(nil), facts.Notifications...))
	return facts
}

// Grouping groups by itself, and wrongly: ask changes the question, and change
// a digest, which then comes as often as it says.
func Grouping(facts notify.Memory, ask func(*notify.Query), change func(*notify.Digest) int) notify.Repository {
	return wrong{grouped{repository{&facts, awkward.Connect(awkward.Way{})}}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*notify.Query)
	change func(*notify.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q notify.Query, s customer.Scope) iter.Seq2[notify.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q, s), w.change)
}

// Clause is some of Check, by the beginning of their names.
func Clause(ctx context.Context, name string, open func(facts notify.Memory) (notify.Repository, error)) error {
	return conformance().Clause(ctx, name, open)
}

// Shop is the busy shop.
func Shop() notify.Memory { return busyShop() }

// Ask asks a question that reads every kind of fact, and returns the answer as text,
// and what it leaves out.
func Ask(ctx context.Context, repo notify.Repository, run *customer.Run) (string, customer.LeftOut, error) {
	r, err := notify.Summarize(ctx, repo, notify.Query{AsOf: kit.Day(60)}, run)
	left := r.LeftOut
	r.LeftOut = customer.LeftOut{}
	return renderUsers(&r) + renderSubscriptions(&r) + renderDetails(&r), left, err
}
