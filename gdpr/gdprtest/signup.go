package gdprtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/gdpr"
)

// startsAnew: the person signs up again and is a new customer, whose data the
// old one's request and replay leave alone, and who is erased like anybody.
func startsAnew(ctx context.Context, k *trial) error {
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	next := person{gdpr.Subject{ID: "gdprtest-2", Email: k.subject.Email}, "canary-of-a-new-customer"}
	if err := k.registry.SignUp(ctx, next.Subject, instant()); err != nil {
		return fmt.Errorf("signing up: %w", err)
	}
	if err := k.registry.Guard().Check(ctx, next.Subject); err != nil {
		return fmt.Errorf("the guard says of the new customer: %w", err)
	}
	if err := k.Plant(ctx, next.Subject, next.canary); err != nil {
		return fmt.Errorf("planting a new customer: %w", err)
	}
	before, _, err := k.export(ctx, next)
	if err != nil {
		return err
	}
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	both := func(yield func(gdpr.Subject, error) bool) {
		_ = yield(k.subject.Subject, nil) && yield(next.Subject, nil)
	}
	if done, err := k.registry.Replay(ctx, both, instant()); err != nil || len(done.Held) != 0 {
		return fmt.Errorf("replay held %d: %v", len(done.Held), err)
	}
	after, _, err := k.export(ctx, next)
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return errors.New("erasing the old customer again changed the new one")
	}
	if _, err := k.registry.Erase(ctx, gdpr.Request{ID: "gdprtest-2", Subject: next.Subject, At: instant()}); err != nil {
		return fmt.Errorf("erasing the new customer: %w", err)
	}
	k.subject = next
	return k.gone(ctx)
}
