package gdprtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/gdpr"
)

// exportsAll: every holder has the canary in its view.
func exportsAll(ctx context.Context, k *kit) error {
	archive, _, err := k.export(ctx, k.subject)
	if err != nil {
		return err
	}
	files, err := read(archive)
	if err != nil {
		return err
	}
	var wrong []error
	for _, name := range k.names() {
		if !strings.Contains(files["csv/"+string(name)+".csv"], k.subject.canary) {
			wrong = append(wrong, fmt.Errorf("holder %q does not export what was planted", string(name)))
		}
	}
	return errors.Join(wrong...)
}

// nothingForeign: no canary of another person, and as many records as counted.
func nothingForeign(ctx context.Context, k *kit) error {
	var wrong []error
	all := append([]person{k.subject}, k.neighbours...)
	for _, p := range all {
		archive, manifest, err := k.export(ctx, p)
		if err != nil {
			return err
		}
		files, err := read(archive)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.canary != p.canary && strings.Contains(fmt.Sprint(files), other.canary) {
				wrong = append(wrong, errors.New("an export has another person's canary"))
			}
		}
		plan, err := k.registry.Plan(ctx, gdpr.Request{ID: "gdprtest", Subject: p.Subject, At: instant()})
		if err != nil {
			return err
		}
		wrong = append(wrong, counted(manifest, plan)...)
	}
	return errors.Join(wrong...)
}

// counted compares what was exported with what was counted.
func counted(m gdpr.Manifest, plan []gdpr.Planned) (wrong []error) {
	exported := map[gdpr.Name]int{}
	for _, h := range m.Holders {
		exported[h.Name] = h.Records
	}
	for _, p := range plan {
		n := p.Erasable
		for _, kept := range p.Retained {
			n += kept.Records
		}
		if n != exported[p.Holder] {
			wrong = append(wrong, fmt.Errorf("holder %q counts %d records and exports %d", string(p.Holder), n, exported[p.Holder]))
		}
	}
	return wrong
}

// nothingLeft: after erasure the export is empty and the storage has no canary.
func nothingLeft(ctx context.Context, k *kit) error {
	receipt, err := k.registry.Erase(ctx, k.request())
	if err != nil {
		return err
	}
	for _, o := range receipt.Holders() {
		if o.Found == 0 || o.Erased != o.Found {
			return fmt.Errorf("holder %q found %d and erased %d", string(o.Holder), o.Found, o.Erased)
		}
	}
	return k.gone(ctx)
}

func (k *kit) gone(ctx context.Context) error {
	_, manifest, err := k.export(ctx, k.subject)
	if err != nil {
		return err
	}
	for _, h := range manifest.Holders {
		if h.Records != 0 {
			return fmt.Errorf("holder %q still exports %d records", string(h.Name), h.Records)
		}
	}
	return k.dumped(ctx)
}

// neighboursStay: the exports of all neighbours are the same bytes.
func neighboursStay(ctx context.Context, k *kit) error {
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	return k.unchanged(ctx, before)
}

func (k *kit) unchanged(ctx context.Context, before []byte) error {
	after, err := k.exports(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return errors.New("a neighbour's data changed")
	}
	return nil
}

// twiceIsOnce: the second time gives the same receipt and changes nothing.
func twiceIsOnce(ctx context.Context, k *kit) error {
	first, err := k.registry.Erase(ctx, k.request())
	if err != nil {
		return err
	}
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	second, err := k.registry.Erase(ctx, k.request())
	if err != nil {
		return fmt.Errorf("the second time: %w", err)
	}
	if first.String() != second.String() {
		return errors.New("the second receipt is another one")
	}
	return errors.Join(k.unchanged(ctx, before), k.gone(ctx))
}

// staysErased: from a backup, the person is suppressed, and Replay erases.
func staysErased(ctx context.Context, k *kit) error {
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	if err := k.registry.Guard().Check(ctx, k.subject.Subject); !errors.Is(err, gdpr.ErrSuppressed) {
		return fmt.Errorf("the guard says: %v", err)
	}
	if err := k.Plant(ctx, k.subject.Subject, k.subject.canary); err != nil {
		return fmt.Errorf("planting again: %w", err)
	}
	everybody := func(yield func(gdpr.Subject, error) bool) {
		for _, p := range append([]person{k.subject}, k.neighbours...) {
			if !yield(p.Subject, nil) {
				return
			}
		}
	}
	done, err := k.registry.Replay(ctx, everybody, instant())
	if err != nil {
		return err
	}
	if len(done.Receipts) != 1 || len(done.Held) != 0 {
		return fmt.Errorf("replay erased %d and held %d", len(done.Receipts), len(done.Held))
	}
	return errors.Join(k.unchanged(ctx, before), k.gone(ctx))
}
