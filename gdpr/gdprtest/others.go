package gdprtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/gdpr"
)

// strangersStay: what is asked of somebody whom no holder knows, or without an address,
// covers nobody else: an empty address is not that of those who have none.
func strangersStay(ctx context.Context, k *trial) error {
	mute := person{gdpr.Subject{ID: "gdprtest-mute"}, "canary-without-an-address"}
	if err := k.Plant(ctx, mute.Subject, mute.canary); err != nil {
		return fmt.Errorf("planting a customer without an address: %w", err)
	}
	k.neighbours = append(k.neighbours, mute)
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	stranger := person{Subject: gdpr.Subject{ID: "gdprtest-stranger"}}
	if err := k.empty(ctx, stranger); err != nil {
		return fmt.Errorf("of a customer whom nobody knows: %w", err)
	}
	for _, id := range []gdpr.Subject{stranger.Subject, {ID: k.subject.ID}} {
		for _, h := range append(k.Registry.Holders[:len(k.Registry.Holders):len(k.Registry.Holders)], k.Registry.Identity) {
			if err := h.Erase(ctx, id, instant()); err != nil {
				return fmt.Errorf("erasing in %q without an address: %w", string(h.Name()), err)
			}
			if err := k.unchanged(ctx, before); err != nil {
				return fmt.Errorf("erasing in %q without an address: %w", string(h.Name()), err)
			}
		}
	}
	return nil
}

// tenantsApart: of two tenants with a customer of one ID and address, an export has what
// the one tenant has, and an erasure leaves the other one's as it is.
func tenantsApart(ctx context.Context, k *trial) error {
	if k.Elsewhere == nil && k.ElsewhereDump == nil {
		return nil
	}
	if k.Elsewhere == nil || k.ElsewhereDump == nil {
		return errors.New("gdprtest: of Elsewhere and ElsewhereDump there is one alone")
	}
	own, _, err := k.export(ctx, k.subject)
	if err != nil {
		return err
	}
	const canary = "canary-of-another-tenant"
	if err := k.Elsewhere(ctx, k.subject.Subject, canary); err != nil {
		return fmt.Errorf("planting at another tenant: %w", err)
	}
	before, err := k.ElsewhereDump(ctx)
	if err != nil {
		return err
	}
	if !strings.Contains(string(before), canary) {
		return errors.New("gdprtest: ElsewhereDump does not have what Elsewhere planted")
	}
	again, _, err := k.export(ctx, k.subject)
	if err != nil {
		return fmt.Errorf("with a customer of the same ID at another tenant: %w", err)
	}
	if !bytes.Equal(own, again) {
		return errors.New("an export has another tenant's records of the same ID")
	}
	// Each holder by itself: a verification would find one that sees both, before another one
	// erased too much.
	for _, h := range append(k.Registry.Holders[:len(k.Registry.Holders):len(k.Registry.Holders)], k.Registry.Identity) {
		if err := h.Erase(ctx, k.subject.Subject, instant()); err != nil {
			return err
		}
		after, err := k.ElsewhereDump(ctx)
		if err != nil {
			return err
		}
		if !bytes.Equal(before, after) {
			return fmt.Errorf("holder %q erases another tenant's records of the same ID", string(h.Name()))
		}
	}
	return nil
}
