package gdprtest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// person is somebody whom the kit plants.
type person struct {
	gdpr.Subject
	canary string
}

// The people: one who is erased, and neighbours whose IDs and addresses are
// like it, so that a prefix or a pattern shows.
func people() (subject person, neighbours []person) {
	return person{gdpr.Subject{ID: "gdprtest-1", Email: "canary@one.example"}, "canary-of-one"}, []person{
		{gdpr.Subject{ID: "gdprtest-11", Email: "canary@one.example.org"}, "canary-of-eleven"},
		{gdpr.Subject{ID: "gdprtest-", Email: "anary@one.example"}, "canary-of-none"},
		{gdpr.Subject{ID: "GDPRTEST-1", Email: "canary+1@one.example"}, "canary-in-capitals"},
		{gdpr.Subject{ID: "gdprtest_1", Email: "canary@_one.example"}, "canary-of-a-pattern"},
	}
}

// instant returns the At of the kit's questions.
func instant() time.Time { return time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC) }

// trial is a host in which the people are planted.
type trial struct {
	Host
	registry   *gdpr.Registry
	subject    person
	neighbours []person
}

func newTrial(ctx context.Context, host Host) (*trial, error) {
	if host.Registry == nil || host.Plant == nil {
		return nil, errors.New("gdprtest: a host needs a registry and a way to plant")
	}
	k := &trial{Host: host}
	k.subject, k.neighbours = people()
	for _, p := range append([]person{k.subject}, k.neighbours...) {
		if err := host.Plant(ctx, p.Subject, p.canary); err != nil {
			return nil, fmt.Errorf("planting: %w", err)
		}
	}
	var err error
	k.registry, err = k.with(func(h gdpr.Holder) gdpr.Holder { return h })
	return k, err
}

// with returns the host's registry with other holders in place of its own, and
// with stores of the kit's where it has none.
func (k *trial) with(wrap func(gdpr.Holder) gdpr.Holder) (*gdpr.Registry, error) {
	if err := k.Registry.Check(); err != nil {
		return nil, err
	}
	from := k.Registry
	if k.registry != nil {
		from = k.registry
	}
	r := &gdpr.Registry{Identity: wrap(k.Registry.Identity), Customers: k.Registry.Customers, Keys: from.Keys, Journal: from.Journal, Tombstones: from.Tombstones}
	for _, h := range k.Registry.Holders {
		r.Holders = append(r.Holders, wrap(h))
	}
	if len(r.Keys) == 0 {
		key, err := gdpr.NewKey("gdprtest", []byte("the kit's key, which is no secret at all"))
		if err != nil {
			return nil, err
		}
		r.Keys = gdpr.Keys{key}
	}
	if r.Journal == nil {
		r.Journal = &gdpr.MemoryJournal{}
	}
	if r.Tombstones == nil {
		r.Tombstones = &gdpr.MemoryTombstones{}
	}
	return r, nil
}

func (k *trial) request() gdpr.Request {
	return gdpr.Request{ID: "gdprtest", Subject: k.subject.Subject, At: instant()}
}

// export returns everything that the host has of a person, as an export.
func (k *trial) export(ctx context.Context, p person) (archive []byte, m gdpr.Manifest, err error) {
	var out bytes.Buffer
	m, err = k.registry.Export(ctx, &out, gdpr.Export{Subject: p.Subject, At: instant(), Mode: gdpr.Access})
	return out.Bytes(), m, err
}

// exports returns the exports of all neighbours.
func (k *trial) exports(ctx context.Context) ([]byte, error) {
	var all []byte
	for _, p := range k.neighbours {
		b, _, err := k.export(ctx, p)
		if err != nil {
			return nil, fmt.Errorf("exporting a neighbour: %w", err)
		}
		all = append(all, b...)
	}
	return all, nil
}

// read returns the text of the files of an archive, by name.
func read(archive []byte) (map[string]string, error) {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		all[f.Name] = string(b)
	}
	return all, nil
}

// dumped reports whether a canary of the subject is in the dump, and whether one of
// every neighbour is.
func (k *trial) dumped(ctx context.Context) error {
	if k.Dump == nil {
		return nil
	}
	b, err := k.Dump(ctx)
	if err != nil {
		return fmt.Errorf("dumping: %w", err)
	}
	if strings.Contains(string(b), k.subject.canary) {
		return errors.New("the host's storage still has the canary")
	}
	for _, p := range k.neighbours {
		if !strings.Contains(string(b), p.canary) {
			return errors.New("the host's storage lost a neighbour's canary")
		}
	}
	return nil
}
