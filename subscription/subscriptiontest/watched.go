package subscriptiontest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/subscription"
)

// watched returns a repository that forwards to the one a kit watches.
func watched(w *watch) subscription.Repository {
	if _, ok := w.Repo.(subscription.Digester); ok {
		return watchedDigests{watchedFacts{w}}
	}
	return watchedFacts{w}
}

type watchedFacts struct{ *watch }

func (w watchedFacts) EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Membership, error] {
	return kit.Seq(w.watch, w.Repo.EachMembership(ctx, s))
}

func (w watchedFacts) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return kit.Seq(w.watch, w.Repo.EachField(ctx, s))
}

type watchedDigests struct{ watchedFacts }

func (w watchedDigests) EachDigest(ctx context.Context, q subscription.Query, s customer.Scope) iter.Seq2[subscription.Digest, error] {
	return kit.Seq(w.watch, w.Repo.(subscription.Digester).EachDigest(ctx, q, s))
}
