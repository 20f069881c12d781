package engagementtest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// watched returns a repository that forwards to the one a kit watches.
func watched(w *watch) engagement.Repository {
	if _, ok := w.Repo.(engagement.Digester); ok {
		return watchedDigests{watchedFacts{w}}
	}
	return watchedFacts{w}
}

type watchedFacts struct{ *watch }

func (w watchedFacts) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return kit.Seq(w.watch, w.Repo.EachMessage(ctx, s))
}

func (w watchedFacts) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return kit.Seq(w.watch, w.Repo.EachOrder(ctx, s))
}

func (w watchedFacts) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return kit.Seq(w.watch, w.Repo.EachLogin(ctx, s))
}

func (w watchedFacts) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return kit.Seq(w.watch, w.Repo.EachAction(ctx, s))
}

func (w watchedFacts) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return kit.Seq(w.watch, w.Repo.EachTag(ctx, s))
}

func (w watchedFacts) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return kit.Seq(w.watch, w.Repo.EachField(ctx, s))
}

type watchedDigests struct{ watchedFacts }

func (w watchedDigests) EachDigest(ctx context.Context, q engagement.Query, s customer.Scope) iter.Seq2[engagement.Digest, error] {
	return kit.Seq(w.watch, w.Repo.(engagement.Digester).EachDigest(ctx, q, s))
}
