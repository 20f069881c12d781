package folder

import (
	"compress/gzip"
	"io"
	"strings"
	"time"

	"github.com/clientele-go/clientele/export"
)

// A format is how one file of the folder is read.
type format struct {
	name    string // without .csv
	columns []export.Column
	row     func(r *reader, t *table)
	ids     func(r *reader) *ids // those that the file declares, if any
}

// formats are the files, in the order in which they must be read: what others
// refer to comes first.
var formats = []format{
	{"customers", customerColumns, (*reader).customer, func(r *reader) *ids { return &r.customerIDs }},
	{"logins", loginColumns, (*reader).login, nil},
	{"messages", messageColumns, (*reader).message, nil},
	{"orders", orderColumns, (*reader).order, func(r *reader) *ids { return &r.orderIDs }},
	{"refunds", refundColumns, (*reader).refund, nil},
	{"actions", actionColumns, (*reader).action, nil},
	{"tags", tagColumns, (*reader).tag, nil},
	{"fields", fieldColumns, (*reader).field, nil},
	{"members", memberColumns, (*reader).member, nil},
	{"notifications", notificationColumns, (*reader).notification, func(r *reader) *ids { return &r.notificationIDs }},
	{"tokens", tokenColumns, (*reader).token, nil},
}

// A table is the file that is being read.
type table struct {
	*export.Table
	r      *reader
	guests int
}

// progressRows is how many rows go by between two looks at the context and two
// calls of Progress.
const progressRows = 1 << 14

// read reads one file, if it is there. The error is the context's.
func (r *reader) read(f format) error {
	name := r.spelling[f.name]
	if name == "" {
		if f.ids != nil {
			f.ids(r).partial = f.name == "customers" // no other one need be there
		}
		return r.ctx.Err()
	}
	in, err := r.open(name)
	if err != nil {
		r.wrong(name, "the file cannot be read: "+reason(err))
		if f.ids != nil {
			f.ids(r).partial = true
		}
		return r.ctx.Err()
	}
	defer in.Close()
	t := table{Table: export.NewTable(name, in, f.columns, &r.problems), r: r}
	seen, problems := 0, r.problems.Len()
	for t.Next() {
		if seen++; seen%progressRows == 0 {
			if err := r.progress(&t, name); err != nil {
				return err
			}
		}
		f.row(r, &t)
	}
	read, rejected := t.Counts()
	r.files = append(r.files, File{Name: name, Read: read, Rejected: rejected, Guests: t.guests})
	if f.ids != nil {
		// What was not read may declare an ID: a record that the scanner refused,
		// all rows below a wrong header, the rest of a file that breaks off.
		header := read > 0 || r.problems.Len() == problems
		f.ids(r).partial = read > seen || !header || t.Err() != nil
	}
	return r.progress(&t, name)
}

func (r *reader) progress(t *table, name string) error {
	if r.o.Progress != nil {
		rows, _ := t.Counts()
		r.o.Progress(name, rows)
	}
	return r.ctx.Err()
}

// open opens a file, and unpacks it as it is read.
func (r *reader) open(name string) (io.ReadCloser, error) {
	f, err := r.fsys.Open(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return unpacked{z, f}, nil
}

// unpacked closes the file below too.
type unpacked struct {
	io.Reader
	io.Closer
}

// time reads an instant at which something happened, of which the latest is
// remembered.
func (t *table) time(i int) time.Time {
	at := t.Time(i, t.r.o.Location)
	if at.After(t.r.latest) {
		t.r.latest = at
	}
	return at
}

// required makes columns that must be there and have no empty cell.
func required(names ...string) []export.Column {
	columns := optional(names...)
	for i := range columns {
		columns[i].Required = true
	}
	return columns
}

// optional makes columns that need not be there.
func optional(names ...string) []export.Column {
	columns := make([]export.Column, len(names))
	for i, name := range names {
		columns[i].Name = name
	}
	return columns
}
