package gdpr

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"iter"
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Mode is what an export covers.
type Mode uint8

// The modes.
const (
	Portability Mode = iota // what was provided and observed (Article 20 GDPR)
	Access                  // everything, what was inferred too (Article 15 GDPR)
)

var modeWords = word.Set[Mode]{Of: "gdpr: mode", Words: []string{"portability", "access"}}

// String returns the mode in a word.
func (m Mode) String() string { return modeWords.String(m) }

// MarshalText writes what String returns. A value without a word is an error.
func (m Mode) MarshalText() ([]byte, error) { return modeWords.Marshal(m) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (m *Mode) UnmarshalText(text []byte) error { return modeWords.Unmarshal(text, m) }

// covers reports whether a record belongs into an export.
func (m Mode) covers(o Origin) bool { return m == Access || o != Inferred }

// Export is a request to export. Its zero fields are the documented defaults,
// except Subject and At.
type Export struct {
	Subject Subject
	At      time.Time // stands in the files; nothing reads a clock
	Mode    Mode      // zero is Portability

	// CSV writes a CSV view. Nil is a writer of RFC 4180 that keeps cells from
	// running as formulas (X3) and quotes a lone empty field (X4).
	CSV func(w io.Writer, header []string, rows iter.Seq2[[]string, error]) error
}

// Export writes everything on one person, and nothing of anyone else's, as a
// ZIP (G2): data.json, the one lossless document; csv/<holder>.csv, a view for
// each holder that has something; manifest.json, with the counts and the SHA-256
// of each file before it. The identity holder comes first. Export streams: memory
// does not grow with the records. The same records give the same bytes.
//
// If another customer has the address too, what is held under it alone is left out, and the
// manifest says so (G3).
//
// Holders are asked twice, for the document and for the views. If the answers differ, the
// error is ErrChanged. A holder that yields more or fewer records than it counts is
// ErrCount; it is asked for its count up to three times, as an event may come in between. A
// record of another subject is ErrForeign, in an Error that names the holder, never the
// person. Where the registry has tombstones, an erasure that is not finished, or began
// meanwhile in another process, is ErrErasing: an export sees all of the subject or fails.
// After an error what was written is not a ZIP, as it has no central directory. To have a
// complete file or none, wrap Export:
//
//	err := export.WriteFile(path, func(w io.Writer) error {
//		_, err := registry.Export(ctx, w, request)
//		return err
//	})
//
// The other errors are calendar.ErrAsOf, ErrMode, ErrSubject, ErrRegistry, ErrCustomers,
// ErrRecord, ErrRetention, ErrPanic, and those of holders and of w, as an Error.
func (r *Registry) Export(ctx context.Context, w io.Writer, q Export) (Manifest, error) {
	if err := r.check(q.Subject, q.At); err != nil {
		return Manifest{}, err
	}
	if q.Mode > Access {
		return Manifest{}, ErrMode
	}
	unlock, err := r.lock(ctx, q.Subject)
	if err != nil {
		return Manifest{}, err
	}
	defer unlock()
	asked := q.Subject
	if _, err := r.settleAddress(ctx, &q.Subject); err != nil {
		return Manifest{}, err
	}
	before, err := r.epoch(ctx, q.Subject)
	if err != nil {
		return Manifest{}, err
	}
	a := archive{ctx: ctx, zip: zip.NewWriter(destination{w}), q: &q, manifest: newManifest(&q)}
	a.manifest.EmailLeftOut = asked.Email.Key() != q.Subject.Email.Key()
	if err := a.write(append([]Holder{r.Identity}, r.Holders...)); err != nil {
		return Manifest{}, err
	}
	after, err := r.epoch(ctx, q.Subject)
	if err != nil {
		return Manifest{}, err
	}
	if before != after {
		return Manifest{}, ErrErasing
	}
	if err := a.zip.Close(); err != nil {
		return Manifest{}, fail("writing the archive", "", err)
	}
	return a.manifest, nil
}

// archive is an export that is being written.
type archive struct {
	ctx      context.Context
	zip      *zip.Writer
	q        *Export
	manifest Manifest
	views    []view
}

func (a *archive) write(holders []Holder) error {
	err := a.file("data.json", func(w io.Writer) error { return a.document(w, holders) })
	if err != nil {
		return err
	}
	for i := range a.views {
		v := &a.views[i]
		if v.records == 0 {
			continue
		}
		name := "csv/" + string(v.holder.Name()) + ".csv"
		if err := a.file(name, func(w io.Writer) error { return a.view(w, v) }); err != nil {
			return err
		}
	}
	return a.create("manifest.json", a.manifest.write)
}

// file writes a file of the archive and notes it in the manifest.
func (a *archive) file(name string, write func(io.Writer) error) error {
	sum := sha256.New()
	var size counter
	err := a.create(name, func(w io.Writer) error { return write(io.MultiWriter(w, sum, &size)) })
	if err != nil {
		return err
	}
	a.manifest.add(name, int64(size), sum)
	return nil
}

// create writes a file of the archive.
func (a *archive) create(name string, write func(io.Writer) error) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.q.At.UTC()}
	w, err := a.zip.CreateHeader(header)
	if err == nil {
		err = write(w)
	}
	if own, ok := err.(*Error); ok {
		return own
	}
	return fail("writing the archive", "", err)
}

// records yields those of a holder's records that the export covers. It adds
// the number of all records that the holder yields to collected.
func (a *archive) records(h Holder, collected *int) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range collect(a.ctx, h, a.q.Subject) {
			if err != nil {
				yield(Record{}, err)
				return
			}
			*collected++
			if a.q.Mode.covers(rec.Origin) && !yield(rec, nil) {
				return
			}
		}
	}
}

// view is what the document had of a holder; its CSV view must have the same.
type view struct {
	holder  Holder
	records int
	columns []FieldName // in the order in which they came
	sum     hash.Hash   // of the records' JSON
}

// counter counts bytes.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
