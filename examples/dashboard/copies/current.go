package copies

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// The repositories that the pages have: each reads the facts that are in memory now, also
// after all of them were loaded again.
type (
	engagementNow   struct{ *Copies }
	subscriptionNow struct{ *Copies }
	notifyNow       struct{ *Copies }
)

var (
	_ engagement.Repository   = engagementNow{}
	_ subscription.Repository = subscriptionNow{}
	_ notify.Repository       = notifyNow{}

	_, _, _ customer.Snapshotter = engagementNow{}, subscriptionNow{}, notifyNow{}
)

// Snapshot returns one state for each reader.
func (n engagementNow) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return n.engaged.Load().Snapshot(ctx, readers)
}

// Snapshot returns one state for each reader.
func (n subscriptionNow) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return n.members.Load().Snapshot(ctx, readers)
}

// Snapshot returns one state for each reader.
func (n notifyNow) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return n.pushes.Load().Snapshot(ctx, readers)
}

func (n engagementNow) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return n.engaged.Load().EachMessage(ctx, s)
}

func (n engagementNow) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return n.engaged.Load().EachOrder(ctx, s)
}

func (n engagementNow) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return n.engaged.Load().EachLogin(ctx, s)
}

func (n engagementNow) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return n.engaged.Load().EachAction(ctx, s)
}

func (n engagementNow) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return n.engaged.Load().EachTag(ctx, s)
}

func (n engagementNow) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return n.engaged.Load().EachField(ctx, s)
}

func (n subscriptionNow) EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Membership, error] {
	return n.members.Load().EachMembership(ctx, s)
}

func (n subscriptionNow) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return n.members.Load().EachField(ctx, s)
}

func (n notifyNow) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[notify.Notification, error] {
	return n.pushes.Load().EachNotification(ctx, s)
}

func (n notifyNow) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return n.pushes.Load().EachOptIn(ctx, s)
}
