package folder

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/export"
)

// Options say how a folder is read. The zero value suits most folders.
type Options struct {
	// Location is where times are that say no zone (T5). Nil is UTC; time.Local
	// is refused (T6).
	Location *time.Location

	// Name is the folder's name in problems of the folder itself; empty is ".".
	Name string

	// Skip leaves out each row that has something wrong, as if it were not there;
	// Facts.Rejected says what. What is wrong with the folder or a file as a whole
	// is an Error all the same.
	Skip bool

	// Progress, if it is not nil, is called now and then with a file that is
	// being read and how many of its rows were read so far, and at the end of
	// each file. Several files are read at the same time; one call comes after
	// the other, but not from the goroutine that called Read.
	Progress func(file string, rows int)

	// Workers is how many files are read at the same time, at most; zero is one
	// for each processor that the program may use. With more than one the file
	// system must be safe for concurrent use, as os.DirFS is.
	Workers int
}

// An Error is what is wrong with a folder (X6). It unwraps to its Problems, so
// that errors.As finds them, or the first export.Problem.
type Error struct {
	// Problems are the problems by file, line and column: at most 100, and how
	// many more. There is at least one.
	Problems *export.Problems

	// Files are the files that were read all the same.
	Files []File
}

// Error returns one line a problem, and then how many more.
func (e *Error) Error() string { return e.Problems.Error() }

// Unwrap returns the problems.
func (e *Error) Unwrap() error { return e.Problems }

// A File is what was in one file. Every row that was read was accepted or
// rejected (X6).
type File struct {
	Name     string // as it is in the folder: "logins.csv.gz"
	Read     int    // rows, without the header
	Rejected int    // of those, the ones with something wrong; 0 unless in an Error or with Options.Skip

	// Guests are the accepted rows of people whom customers.csv does not have:
	// of logins, messages and orders.
	Guests int

	// Repeated are the accepted rows that say again what another one says: of
	// tags, fields, members and tokens, which are sets. They are no facts.
	Repeated int
}

// Accepted returns how many rows had nothing wrong.
func (f *File) Accepted() int { return f.Read - f.Rejected }

// Read reads the folder that is the root of fsys.
//
// The error is an *Error if something is wrong with the folder, a file or, unless
// Options.Skip is set, a row, a missing folder included; calendar.ErrLocal if the location is time.Local; or
// that of ctx. On an error there are no facts.
func Read(ctx context.Context, fsys fs.FS, o Options) (*Facts, error) {
	if err := calendar.Check(time.Unix(0, 0), o.Location); err != nil {
		return nil, err
	}
	r := reader{ctx: ctx, fsys: fsys, o: o}
	r.list()
	if err := r.readAll(); err != nil {
		return nil, err
	}
	var problems export.Problems
	problems.Merge(&r.problems)
	for i := range r.tables {
		problems.Merge(&r.tables[i].problems)
	}
	if problems.Len() > 0 {
		return nil, &Error{&problems, r.files()}
	}
	if err := r.arrangeAll(); err != nil {
		return nil, err
	}
	facts := r.facts // so that the rest of the reader goes
	facts.Files = r.files()
	facts.Rejected = r.rejected()
	return &facts, nil
}

// rejected returns what is wrong with the rows that were left out, in order.
func (r *reader) rejected() (all []export.Problem) {
	for i := range r.tables {
		all = append(all, r.tables[i].rejected...)
	}
	slices.SortFunc(all, func(a, b export.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Number, b.Number))
	})
	return all
}

// A reader is one reading of a folder.
type reader struct {
	ctx      context.Context
	fsys     fs.FS
	o        Options
	spelling map[string]string // of a format's name, that of its file
	showing  sync.Mutex        // of Progress
	problems export.Problems   // of the folder
	tables   []table           // as formats
	facts    Facts

	customers, orders, refunds, notifications ids

	orderRows []*customer.Order
	totals    map[*customer.Order]*total // of orders with refunds
}

// files returns the files that were read.
func (r *reader) files() (all []File) {
	for i := range r.tables {
		if f := &r.tables[i].file; f.Name != "" {
			all = append(all, *f)
		}
	}
	return all
}

// list finds which files there are.
func (r *reader) list() {
	r.spelling = map[string]string{}
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		name := r.o.Name
		if name == "" {
			name = "."
		}
		r.problems.Add(wrong(name, "the folder cannot be read: "+reason(err)))
		return
	}
	for _, e := range entries {
		name := e.Name()
		base, isCSV := strings.CutSuffix(strings.TrimSuffix(name, ".gz"), ".csv")
		switch {
		case !isCSV:
		case !slices.ContainsFunc(formats, func(f format) bool { return f.name == base }):
			r.problems.Add(wrong(name, "not a file of this format; those are "+accepted()+", each as NAME.csv or NAME.csv.gz"))
		case r.spelling[base] != "":
			r.problems.Add(wrong(base+".csv", "it is there twice: as it is, and compressed"))
		default:
			r.spelling[base] = name
		}
	}
	if r.spelling["customers"] == "" {
		r.problems.Add(wrong("customers.csv", "the file is missing"))
	}
}

// accepted returns the names of the files that a folder may have, as part of a
// sentence.
func accepted() string {
	var b strings.Builder
	for i, f := range formats {
		switch i {
		case 0:
		case len(formats) - 1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(f.name)
	}
	return b.String()
}

// wrong returns a problem with a whole file.
func wrong(file, what string) export.Problem {
	return export.Problem{File: file, Line: 1, What: what}
}

// reason returns why a file cannot be read, without its path.
func reason(err error) string {
	if p, ok := err.(*fs.PathError); ok {
		err = p.Err
	}
	return err.Error()
}
