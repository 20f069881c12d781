package folder

import (
	"compress/gzip"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/internal/deal"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// A format is how one file of the folder is read.
type format struct {
	name    string // without .csv
	columns []export.Column
	rows    func(t *table)
	ids     func(r *reader) *ids // those that the file declares, if any
	owner   int                  // the column with the customer
	guests  bool                 // rows may be of nobody in customers.csv
}

// formats are the files, in the order in which they are told of.
var formats = []format{
	{"customers", customerColumns, (*table).readCustomers, func(r *reader) *ids { return &r.customers }, 0, false},
	{"logins", loginColumns, owned((*table).login, ownerOfLogin, func(f *Facts) *[]customer.Login { return &f.Logins }), nil, loginCustomer, true},
	{"messages", messageColumns, owned((*table).message, ownerOfMessage, func(f *Facts) *[]customer.Message { return &f.Messages }), nil, messageCustomer, true},
	{"orders", orderColumns, owned((*table).order, ownerOfOrder, func(f *Facts) *[]customer.Order { return &f.Orders }), func(r *reader) *ids { return &r.orders }, orderCustomer, true},
	{"refunds", refundColumns, (*table).readRefunds, func(r *reader) *ids { return &r.refunds }, 0, false},
	{"actions", actionColumns, owned((*table).action, ownerOfAction, func(f *Facts) *[]customer.Action { return &f.Actions }), nil, actionCustomer, false},
	{"tags", tagColumns, owned((*table).tag, ownerOfTag, func(f *Facts) *[]customer.Tag { return &f.Tags }), nil, tagCustomer, false},
	{"fields", fieldColumns, owned((*table).field, ownerOfField, func(f *Facts) *[]customer.Field { return &f.Fields }), nil, fieldCustomer, false},
	{"members", memberColumns, owned((*table).member, ownerOfMember, func(f *Facts) *[]subscription.Member { return &f.Members }), nil, memberCustomer, false},
	{"notifications", notificationColumns, (*table).readNotifications, func(r *reader) *ids { return &r.notifications }, 0, false},
	{"tokens", tokenColumns, owned((*table).token, ownerOfOptIn, func(f *Facts) *[]notify.OptIn { return &f.OptIns }), nil, tokenCustomer, false},
}

// owned reads facts of customers, and puts them in customer order once all that
// refers to them is read.
func owned[F any](fact func(*table, *F), owner func(*F) *customer.ID, to func(*Facts) *[]F) func(*table) {
	return func(t *table) {
		var facts blocks[F]
		for t.next() {
			fact(t, facts.next())
			t.ask()
		}
		t.settle()
		t.finish = func() { *to(&t.r.facts) = arrange(&facts, t.owners, t.r.customers.names, owner) }
	}
}

// lines are the formats that are read at the same time, once customers, to which
// all of them refer, has been: what else others refer to stands in front of them
// in a line. What is long as a rule is begun first.
var lines = [][]string{{"messages"}, {"logins"}, {"orders", "refunds"}, {"fields"}, {"notifications", "tokens"}, {"members"}, {"tags"}, {"actions"}}

// readAll reads the files. The error is the context's.
func (r *reader) readAll() error {
	tables := make([]table, len(formats))
	table := func(name string) *table {
		return &tables[slices.IndexFunc(formats, func(f format) bool { return f.name == name })]
	}
	for i := range tables {
		tables[i].r, tables[i].format = r, &formats[i]
	}
	if err := table("customers").read(); err != nil {
		return err
	}
	err := deal.Out(r.ctx, deal.Workers(r.o.Workers, len(lines)), len(lines), func(_, line int) error {
		for _, name := range lines[line] {
			if err := table(name).read(); err != nil {
				return err
			}
		}
		for _, name := range lines[line] {
			if finish := table(name).finish; finish != nil {
				finish()
			}
		}
		return nil
	})
	for i := range tables {
		r.problems.Merge(&tables[i].problems)
		if tables[i].file.Name != "" {
			r.facts.Files = append(r.facts.Files, tables[i].file)
		}
		if tables[i].latest.After(r.facts.Latest) {
			r.facts.Latest = tables[i].latest
		}
	}
	return err
}

// A table is a file that is being read, and what was found in it.
type table struct {
	*export.Table
	r        *reader
	format   *format
	problems export.Problems
	file     File
	err      error // the context's
	latest   time.Time
	seen     int // rows

	asked  asked
	owners []int32 // by row, the number of the customer
	late   int     // rows that were rejected when their customers were looked up
	finish func()

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
	t.Table = export.NewTable(name, in, f.columns, &t.problems)
	f.rows(t)
	t.file.Read, t.file.Rejected = t.Counts()
	t.file.Rejected += t.late
	// What was not read may declare an ID: a record that the scanner refused, all
	// rows below a wrong header, the rest of a file that breaks off.
	header := t.file.Read > 0 || t.problems.Len() == 0
	declared.partial = t.file.Read > t.seen || !header || t.Err() != nil
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
	if !t.Next() {
		return false
	}
	if t.seen++; t.seen%progressRows == 0 {
		t.progress()
	}
	return t.err == nil
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
