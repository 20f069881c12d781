package gdprtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// exportsAll: every holder has the canary in its view, or, if it has no texts, a
// record.
func exportsAll(ctx context.Context, k *trial) error {
	archive, manifest, err := k.export(ctx, k.subject)
	if err != nil {
		return err
	}
	files, err := read(archive)
	if err != nil {
		return err
	}
	var wrong []error
	for _, h := range manifest.Holders {
		planted := strings.Contains(files["csv/"+string(h.Name)+".csv"], k.subject.canary)
		if slices.Contains(k.Textless, h.Name) {
			planted = h.Records > 0
		}
		if !planted {
			wrong = append(wrong, fmt.Errorf("holder %q does not export what was planted", string(h.Name)))
		}
	}
	return errors.Join(wrong...)
}

// nothingForeign: as many records as counted, no canary of another person, and
// nothing that comes with another person.
func nothingForeign(ctx context.Context, k *trial) error {
	all := append([]person{k.subject}, k.neighbours...)
	for _, p := range all {
		if err := k.counted(ctx, p); err != nil {
			return err
		}
	}
	if err := k.noCanaries(ctx, all); err != nil {
		return err
	}
	before, _, err := k.export(ctx, k.subject)
	if err != nil {
		return err
	}
	other := person{gdpr.Subject{ID: "gdprtest-12", Email: "canary12@one.example"}, "canary-of-twelve"}
	if err := k.Plant(ctx, other.Subject, other.canary); err != nil {
		return fmt.Errorf("planting one more: %w", err)
	}
	after, _, err := k.export(ctx, k.subject)
	if err == nil && !bytes.Equal(before, after) {
		err = errors.New("an export changes with what another person has")
	}
	return err
}

// noCanaries: no export has a canary of another person.
func (k *trial) noCanaries(ctx context.Context, all []person) error {
	var wrong []error
	for _, p := range all {
		archive, _, err := k.export(ctx, p)
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
	}
	return errors.Join(wrong...)
}

// counted: each holder yields as many records as it counts.
func (k *trial) counted(ctx context.Context, p person) error {
	var wrong []error
	for _, h := range append([]gdpr.Holder{k.Registry.Identity}, k.Registry.Holders...) {
		c, err := h.Count(ctx, p.Subject, instant())
		if err != nil {
			return err
		}
		n := c.Erasable
		for _, kept := range c.Retained {
			n += kept.Records
		}
		yielded := 0
		for _, err := range h.Collect(ctx, p.Subject) {
			if err != nil {
				return err
			}
			yielded++
		}
		if n != yielded {
			wrong = append(wrong, fmt.Errorf("holder %q counts %d records and yields %d", string(h.Name()), n, yielded))
		}
	}
	return errors.Join(wrong...)
}

// sharedAddress: a customer who has the subject's address too keeps what is theirs,
// and is not suppressed.
func sharedAddress(ctx context.Context, k *trial) error {
	if k.UniqueEmails {
		return nil
	}
	same := inCapitals(k.subject.Email) // the same address by I4
	twin := person{gdpr.Subject{ID: "gdprtest-twin", Email: same}, "canary-of-a-twin"}
	if err := k.Plant(ctx, twin.Subject, twin.canary); err != nil {
		return fmt.Errorf("planting a customer with the same address, which a host with UniqueEmails need not: %w", err)
	}
	plan, err := k.registry.Plan(ctx, k.request())
	if err != nil {
		return err
	}
	if !plan.EmailLeftOut {
		return errors.New("the plan does not leave the address out: Registry.Customers must yield both who have it")
	}
	byID := person{Subject: gdpr.Subject{ID: twin.ID}}
	before, _, err := k.export(ctx, byID)
	if err != nil {
		return err
	}
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	after, _, err := k.export(ctx, byID)
	if err == nil && !bytes.Equal(before, after) {
		err = errors.New("the data of the other customer changed")
	}
	if err != nil {
		return err
	}
	if err := k.registry.Guard().Check(ctx, twin.Subject); err != nil {
		return fmt.Errorf("the guard says of the other customer: %w", err)
	}
	return k.empty(ctx, person{Subject: gdpr.Subject{ID: k.subject.ID}})
}

// inCapitals returns an address with its ASCII letters, and no others, in capitals (I4).
func inCapitals(e customer.Email) customer.Email {
	return customer.Email(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, string(e)))
}

// nothingLeft: after erasure the export is empty and the storage has no canary.
func nothingLeft(ctx context.Context, k *trial) error {
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

func (k *trial) gone(ctx context.Context) error {
	if err := k.empty(ctx, k.subject); err != nil {
		return err
	}
	return k.dumped(ctx)
}

// empty: the export of a person has no record.
func (k *trial) empty(ctx context.Context, p person) error {
	_, manifest, err := k.export(ctx, p)
	if err != nil {
		return err
	}
	for _, h := range manifest.Holders {
		if h.Records != 0 {
			return fmt.Errorf("holder %q still exports %d records", string(h.Name), h.Records)
		}
	}
	return nil
}

// neighboursStay: the exports of all neighbours are the same bytes.
func neighboursStay(ctx context.Context, k *trial) error {
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	if _, err := k.registry.Erase(ctx, k.request()); err != nil {
		return err
	}
	return k.unchanged(ctx, before)
}

func (k *trial) unchanged(ctx context.Context, before []byte) error {
	after, err := k.exports(ctx)
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return errors.Join(errors.New("a neighbour's data changed"), k.robbed(ctx))
	}
	return nil
}

// robbed names the holders that have nothing of a neighbour any more.
func (k *trial) robbed(ctx context.Context) error {
	var wrong []error
	for _, h := range append([]gdpr.Holder{k.Registry.Identity}, k.Registry.Holders...) {
		for _, p := range k.neighbours {
			c, err := h.Count(ctx, p.Subject, instant())
			if err != nil {
				return err
			}
			if c.Erasable == 0 && len(c.Retained) == 0 {
				wrong = append(wrong, fmt.Errorf("holder %q has nothing of a customer who was not asked for", string(h.Name())))
				break
			}
		}
	}
	return errors.Join(wrong...)
}

// twiceIsOnce: the second time gives the same receipt and changes nothing.
func twiceIsOnce(ctx context.Context, k *trial) error {
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
func staysErased(ctx context.Context, k *trial) error {
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
