package kill

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// folder is a holder over files: those whose names begin with the person's ID
// and a dot.
type folder struct {
	name gdpr.Name
	dir  string
	kind gdpr.Origin
}

func (f *folder) Name() gdpr.Name { return f.name }

// files are the names of a person's files.
func (f *folder) files(s gdpr.Subject) ([]string, error) {
	all, err := os.ReadDir(f.dir)
	var mine []string
	for _, e := range all {
		if strings.HasPrefix(e.Name(), string(s.ID)+".") {
			mine = append(mine, e.Name())
		}
	}
	return mine, err
}

func (f *folder) Collect(_ context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		names, err := f.files(s)
		for _, name := range names {
			b, failed := os.ReadFile(filepath.Join(f.dir, name))
			if failed != nil {
				err = failed
				break
			}
			id, _, _ := strings.Cut(name, ".")
			r := gdpr.Record{Kind: f.name, Origin: f.kind, Fields: []gdpr.RecordField{{Name: "name", Value: name}, {Name: "content", Value: b}}}
			r.Subject.ID = customer.ID(id)
			if !yield(r, nil) {
				return
			}
		}
		if err != nil {
			yield(gdpr.Record{}, err)
		}
	}
}

func (f *folder) Count(_ context.Context, s gdpr.Subject, _ time.Time) (gdpr.Count, error) {
	names, err := f.files(s)
	return gdpr.Count{Erasable: len(names)}, err
}

// Erase removes the files and syncs the folder.
func (f *folder) Erase(_ context.Context, s gdpr.Subject, _ time.Time) error {
	names, err := f.files(s)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(f.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	d, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// sweep removes the files that an export had begun when its process died: they
// hold personal data, and nobody knows them any more.
func (f *folder) sweep() error {
	all, err := filepath.Glob(filepath.Join(f.dir, ".*.tmp"))
	for _, path := range all {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}
