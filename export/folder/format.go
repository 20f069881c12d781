package folder

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/internal/base/deal"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// A format is how one file of the folder is read.
type format struct {
	name    string // without .csv
	columns []export.InputColumn
	rows    func(t *table)
	ids     func(r *reader) *ids // those that the file declares, if any
	owner   int                  // the column with the customer
	guests  bool                 // rows may be of nobody in customers.csv
}

// formats are the files, in the order of File.
var formats = []format{
	{"customers", customerColumns, (*table).readCustomers, func(r *reader) *ids { return &r.customers }, 0, false},
	{"logins", loginColumns, owned((*table).login, func(f *Facts) *[]customer.Login { return &f.Logins }, ownerOfLogin, nil), nil, loginCustomer, true},
	{"messages", messageColumns, owned((*table).message, func(f *Facts) *[]customer.Message { return &f.Messages }, ownerOfMessage, nil), nil, messageCustomer, true},
	{"orders", orderColumns, owned((*table).order, func(f *Facts) *[]customer.Order { return &f.Orders }, ownerOfOrder, nil), func(r *reader) *ids { return &r.orders }, orderCustomer, true},
	{"refunds", refundColumns, (*table).readRefunds, func(r *reader) *ids { return &r.refunds }, 0, false},
	{"actions", actionColumns, owned((*table).action, func(f *Facts) *[]customer.Action { return &f.Actions }, ownerOfAction, nil), nil, actionCustomer, false},
	{"tags", tagColumns, owned((*table).tag, func(f *Facts) *[]customer.Tag { return &f.Tags }, ownerOfTag, compareTags), nil, tagCustomer, false},
	{"fields", fieldColumns, owned((*table).field, func(f *Facts) *[]customer.Field { return &f.Fields }, ownerOfField, compareFields), nil, fieldCustomer, false},
	{"members", memberColumns, owned((*table).member, func(f *Facts) *[]subscription.Membership { return &f.Memberships }, ownerOfMember, compareMembers), nil, memberCustomer, false},
	{"notifications", notificationColumns, (*table).readNotifications, func(r *reader) *ids { return &r.notifications }, 0, false},
	{"tokens", tokenColumns, owned((*table).token, func(f *Facts) *[]notify.OptIn { return &f.OptIns }, ownerOfOptIn, compareOptIns), nil, tokenCustomer, false},
}

// owned reads facts of customers, and puts them in customer order once all that
// refers to them is read. Facts with a comparison are a set.
func owned[F any](fact func(*table, *F), to func(*Facts) *[]F, owner func(*F) *customer.ID, compare func(a, b F) int) func(*table) {
	return func(t *table) {
		var rows blocks[F]
		for t.next() {
			fact(t, rows.next())
			t.askOwner()
		}
		t.settleOwners()
		t.arrange = func() {
			facts := arrange(&rows, t.owners, t.r.customers.names, owner)
			if compare != nil {
				once := sortedSet(facts, owner, compare)
				facts, t.file.Repeated = once, len(facts)-len(once)
			}
			*to(&t.r.facts) = facts
		}
	}
}

// lines are the formats that workers share once customers, to which all refer, is
// read. Within a line, a file comes before those that refer to it. The longest
// files are usually those in front.
var lines = [][]string{{"messages"}, {"logins"}, {"orders", "refunds"}, {"fields"}, {"notifications", "tokens"}, {"members"}, {"tags"}, {"actions"}}

// readAll reads the files. The error is the context's.
func (r *reader) readAll() error {
	r.tables = make([]table, len(formats))
	for i := range r.tables {
		r.tables[i].r, r.tables[i].format = r, &formats[i]
	}
	if err := r.read("customers"); err != nil {
		return err
	}
	return r.deal(len(lines), func(line int) error {
		for _, name := range lines[line] {
			if err := r.read(name); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *reader) read(name string) error {
	return r.tables[slices.IndexFunc(formats, func(f format) bool { return f.name == name })].read()
}

// arrangeAll puts the facts in order. The error is the context's.
func (r *reader) arrangeAll() error {
	for i := range r.tables {
		if at := r.tables[i].latest; at.After(r.facts.Latest) {
			r.facts.Latest = at
		}
	}
	return r.deal(len(r.tables), func(i int) error {
		if arrange := r.tables[i].arrange; arrange != nil {
			arrange()
		}
		return nil
	})
}

// deal has workers do n tasks.
func (r *reader) deal(n int, do func(i int) error) error {
	return deal.Out(r.ctx, r.o.Workers, n, do)
}

// A table is a file that is being read, and what was found in it.
type table struct {
	*export.Table
	r        *reader
	format   *format
	problems export.Problems
	rejected []export.Problem // of rows, with Options.Skip
	file     File
	err      error // the context's
	seen     int   // rows

	latest    time.Time // of the accepted rows
	rowLatest time.Time // of the current one
	lost      bool      // the current one refers to what is not there

	asked   asked
	owners  []int32 // by row, the number of the customer
	late    int     // rows that were rejected when their customers were looked up
	arrange func()

	_ deal.Apart
}

// read reads the file, if it is there. The error is the context's.
func (t *table) read() error {
	r, f := t.r, t.format
	declared := &ids{}
	if f.ids != nil {
		declared = f.ids(r)
	}
	name := r.spelling[f.name]
	if name == "" {
		declared.partial = f.name == "customers" // no other one need be there
		return r.ctx.Err()
	}
	in, err := r.open(name)
	if err != nil {
		t.problems.Add(wrong(name, "the file cannot be read: "+reason(err)))
		declared.partial = true
		return r.ctx.Err()
	}
	defer in.Close()
	t.file.Name = name
	t.Table = export.NewTable(name, ending{r.ctx, in}, f.columns, &t.problems)
	if r.o.Skip {
		t.SkipRows(t.reject)
	}
	f.rows(t)
	t.file.Read, t.file.Rejected = t.Counts()
	t.file.Rejected += t.late
	// What was not read may declare an ID: a record that the scanner refused, all
	// rows below a wrong header, the rest of a file that breaks off.
	header := t.file.Read > 0 || t.problems.Len() == 0
	declared.partial = !r.o.Skip && t.file.Read > t.seen || !header || t.Err() != nil
	if t.err == nil {
		t.progress()
	}
	return t.err
}

// progressRows is how many rows go by between two looks at the context and two
// calls of Progress.
const progressRows = 1 << 14

// next goes to the next row, and reports whether there is one.
func (t *table) next() bool {
	t.rowLatest, t.lost = time.Time{}, false
	if !t.Next() {
		return false
	}
	if t.seen++; t.seen%progressRows == 0 {
		t.progress()
	}
	return t.err == nil
}

// sound reports whether more may be found wrong with the current row. With
// Options.Skip one kind of error hides those that are looked for later: what is
// wrong with cells, what they refer to, and the row's ID.
func (t *table) sound() bool { return !t.r.o.Skip || t.Accept() }

// reject notes what is wrong with a row that is left out.
func (t *table) reject(p export.Problem) { t.rejected = append(t.rejected, p) }

// note notes what is wrong with an earlier row.
func (t *table) note(p export.Problem) {
	if t.r.o.Skip {
		t.reject(p)
	} else {
		t.problems.Add(p)
	}
}

// happened has the latest instant of an accepted row count.
func (t *table) happened(at time.Time) {
	if at.After(t.latest) {
		t.latest = at
	}
}

func (t *table) progress() {
	if show := t.r.o.Progress; show != nil {
		read, _ := t.Counts()
		t.r.showing.Lock()
		defer t.r.showing.Unlock()
		show(t.file.Name, read)
	}
	t.err = t.r.ctx.Err()
}

// ending is a file whose reading ends with the context, whatever is in it.
type ending struct {
	ctx context.Context
	io.Reader
}

func (e ending) Read(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.Reader.Read(p)
}

// open opens a file, and unpacks it as it is read. To open a pipe or a device
// could take for ever.
func (r *reader) open(name string) (io.ReadCloser, error) {
	if info, err := fs.Stat(r.fsys, name); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := r.fsys.Open(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(ending{r.ctx, f}) // which can read for ever before it has anything to say
	if err != nil {
		f.Close()
		if errors.Is(err, io.EOF) {
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
	if at.After(t.rowLatest) {
		t.rowLatest = at
	}
	return at
}

// required makes columns that must be there and have no empty cell.
func required(names ...string) []export.InputColumn {
	columns := optional(names...)
	for i := range columns {
		columns[i].Required = true
	}
	return columns
}

// optional makes columns that need not be there.
func optional(names ...string) []export.InputColumn {
	columns := make([]export.InputColumn, len(names))
	for i, name := range names {
		columns[i].Name = name
	}
	return columns
}
