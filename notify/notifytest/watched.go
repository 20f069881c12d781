package notifytest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/notify"
)

// watched returns a repository that forwards to the one a kit watches.
func watched(w *watch) notify.Repository {
	if _, ok := w.Repo.(notify.Digester); ok {
		return watchedDigests{watchedFacts{w}}
	}
	return watchedFacts{w}
}

type watchedFacts struct{ *watch }

func (w watchedFacts) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[notify.Notification, error] {
	return kit.Seq(w.watch, w.Repo.EachNotification(ctx, s))
}

func (w watchedFacts) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return kit.Seq(w.watch, w.Repo.EachOptIn(ctx, s))
}

type watchedDigests struct{ watchedFacts }

func (w watchedDigests) EachDigest(ctx context.Context, q notify.Query, s customer.Scope) iter.Seq2[notify.Digest, error] {
	return kit.Seq(w.watch, w.Repo.(notify.Digester).EachDigest(ctx, q, s))
}
