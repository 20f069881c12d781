package notifytest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/story"
	"github.com/clientele-go/clientele/notify"
)

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts notify.Memory, way awkward.Way) notify.Repository {
	return &repository{facts, way}
}

// Forgetful leaves out notifications, or changes them.
func Forgetful(facts notify.Memory, change func([]notify.Notification) []notify.Notification) notify.Repository {
	facts.Notifications = change(append([]notify.Notification(nil), facts.Notifications...))
	return facts
}

// Grouping groups by itself, and wrongly: ask changes the question, and change
// a digest, which then comes as often as it says.
func Grouping(facts notify.Memory, ask func(*notify.Query), change func(*notify.Digest) int) notify.Repository {
	return wrong{grouped{facts}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*notify.Query)
	change func(*notify.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q notify.Query) iter.Seq2[notify.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q), w.change)
}
