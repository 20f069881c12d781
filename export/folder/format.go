package folder

import (
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/internal/deal"
)

// A format is how one file of the folder is read.
type format struct {
	name    string // without .csv
	columns []export.Column
	row     func(r *reader, t *table)
	ids     func(r *reader) *ids // those that the file declares, if any
	guests  bool                 // its rows may be of nobody in customers.csv
}

// formats are the files, in the order in which they are told of.
var formats = []format{
	{"customers", customerColumns, (*reader).customer, func(r *reader) *ids { return &r.customerIDs }, false},
	{"logins", loginColumns, (*reader).login, nil, true},
	{"messages", messageColumns, (*reader).message, nil, true},
	{"orders", orderColumns, (*reader).order, func(r *reader) *ids { return &r.orderIDs }, true},
	{"refunds", refundColumns, (*reader).refund, nil, false},
	{"actions", actionColumns, (*reader).action, nil, false},
	{"tags", tagColumns, (*reader).tag, nil, false},
	{"fields", fieldColumns, (*reader).field, nil, false},
	{"members", memberColumns, (*reader).member, nil, false},
	{"notifications", notificationColumns, (*reader).notification, func(r *reader) *ids { return &r.notificationIDs }, false},
	{"tokens", tokenColumns, (*reader).token, nil, false},
}

// rows are the formats that are read at the same time, once customers, to which
// all of them refer, has been: what else others refer to stands in front of them
// in a row. What is long as a rule is begun first.
var rows = [][]string{{"messages"}, {"logins"}, {"orders", "refunds"}, {"fields"}, {"notifications", "tokens"}, {"members"}, {"tags"}, {"actions"}}

// readAll reads the files. The error is the context's.
func (r *reader) readAll() error {
	tables := make([]table, len(formats))
	read := func(name string) error {
		i := slices.IndexFunc(formats, func(f format) bool { return f.name == name })
		tables[i].r = r
		return r.read(formats[i], &tables[i])
	}
	if err := read("customers"); err != nil {
		return err
	}
	err := deal.Out(r.ctx, deal.Workers(r.o.Workers, len(rows)), len(rows)+1, func(_, row int) error {
		if row == len(rows) { // meanwhile
			r.queue = queueOf(r.customerIDs.names)
			return nil
		}
		for _, name := range rows[row] {
			if err := read(name); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range tables {
		r.problems.Merge(&tables[i].problems)
		if tables[i].file.Name != "" {
			r.files = append(r.files, tables[i].file)
		}
		if tables[i].latest.After(r.latest) {
			r.latest = tables[i].latest
		}
	}
	return err
}

// A table is a file that is being read, and what was found in it.
type table struct {
	*export.Table
	r        *reader
	problems export.Problems
	file     File
	latest   time.Time
	guests   int
	late     int // rows that were rejected when their customers were looked up
	texts    texts
	otherAt  latest // of what else than customers the file refers to

	waiting   crowd          // the customers of accepted rows
	lines     []int          // of those rows
	owners    *blocks[int32] // where their numbers go
	stranger  export.Problem
	hasGuests bool

	_ deal.Apart
}

// progressRows is how many rows go by between two looks at the context and two
// calls of Progress.
const progressRows = 1 << 14

// read reads one file, if it is there. The error is the context's.
func (r *reader) read(f format, t *table) error {
	name := r.spelling[f.name]
	if name == "" {
		if f.ids != nil {
			f.ids(r).partial = f.name == "customers" // no other one need be there
		}
		return r.ctx.Err()
	}
	in, err := r.open(name)
	if err != nil {
		t.problems.Add(wrong(name, "the file cannot be read: "+reason(err)))
		if f.ids != nil {
			f.ids(r).partial = true
		}
		return r.ctx.Err()
	}
	defer in.Close()
	t.hasGuests = f.guests
	t.Table = export.NewTable(name, in, f.columns, &t.problems)
	seen := 0
	for t.Next() {
		if seen++; seen%progressRows == 0 {
			if err := r.progress(t, name); err != nil {
				return err
			}
		}
		f.row(r, t)
	}
	t.settle()
	read, rejected := t.Counts()
	t.file = File{Name: name, Read: read, Rejected: rejected + t.late, Guests: t.guests}
	if f.ids != nil {
		// What was not read may declare an ID: a record that the scanner refused,
		// all rows below a wrong header, the rest of a file that breaks off.
		header := read > 0 || t.problems.Len() == 0
		f.ids(r).partial = read > seen || !header || t.Err() != nil
	}
	return r.progress(t, name)
}

func (r *reader) progress(t *table, name string) error {
	if r.o.Progress != nil {
		rows, _ := t.Counts()
		r.showing.Lock()
		defer r.showing.Unlock()
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
	if at.After(t.latest) {
		t.latest = at
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
