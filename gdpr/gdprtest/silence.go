package gdprtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/gdpr"
)

// secrets returns the texts that no receipt, journal, tombstone or error may
// contain.
func (p person) secrets() []string {
	return []string{p.canary, string(p.ID), string(p.Email), p.Email.Key()}
}

// silent: nothing of the subject in a receipt, the journal and the tombstones.
func silent(ctx context.Context, k *trial) error {
	receipt, err := k.registry.Erase(ctx, k.request())
	if err != nil {
		return err
	}
	all := []any{receipt}
	for e, err := range k.registry.Journal.Each(ctx) {
		if err != nil {
			return err
		}
		if e.Request == k.request().ID && (e.Open() || e.Sealed != nil) {
			return errors.New("the journal keeps a finished request open or sealed")
		}
		all = append(all, e)
	}
	buried := 0
	for t, err := range k.registry.Tombstones.Each(ctx) {
		if err != nil {
			return err
		}
		buried++
		all = append(all, t)
	}
	if buried < 2 {
		return fmt.Errorf("%d tombstones, want one for the ID and one for the address", buried)
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return k.mute(fmt.Sprintf("%s %+v", text, all))
}

// mute reports whether a text holds nothing of the subject.
func (k *trial) mute(text string) error {
	for _, secret := range k.subject.secrets() {
		if strings.Contains(text, secret) {
			return errors.New("a receipt, the journal, a tombstone or an error holds personal data")
		}
	}
	return nil
}

// quotingFails: errors and panics that quote the person come out without them.
func quotingFails(ctx context.Context, k *trial) error {
	for n := 1; ; n++ {
		for _, panics := range []bool{false, true} {
			f := &Faulty{N: n, Panics: panics, quote: strings.Join(k.subject.secrets(), " ")}
			r, err := k.with(f.Wrap)
			if err != nil {
				return err
			}
			_, err = r.Erase(ctx, k.request())
			if f.Calls < n {
				return err
			}
			want := ErrFault
			if panics {
				want = gdpr.ErrPanic
			}
			if !errors.Is(err, want) {
				return fmt.Errorf("after call %d had failed, the error is another one", n)
			}
			if err := k.mute(fmt.Sprintf("%v %+v %#v", err, err, err)); err != nil {
				return err
			}
		}
	}
}
