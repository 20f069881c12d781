package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// conversion is one run: what is read, what will be written, and the account of it.
type conversion struct {
	ctx context.Context // reading ends with it
	in  fs.FS
	out *folderOut

	currency string // of files that do not say theirs

	reads   []count  // by source file
	left    []count  // rows left out, by reason
	assumed []count  // rows that were written as the account says, by what it says
	columns []column // not carried over, by file
	notes   []string
}

// column is a column of a source file.
type column struct{ file, name string }

type count struct {
	what string
	rows int
}

func (c *conversion) hasRead(file string, rows int) { c.reads = append(c.reads, count{file, rows}) }

func (c *conversion) notCarried(file, name string) {
	c.columns = append(c.columns, column{file, name})
}

// leave counts a row that is not written, and why.
func (c *conversion) leave(why string) { tally(&c.left, why) }

// assume counts a row that is written although the source does not say
// everything, and what was assumed.
func (c *conversion) assume(what string) { tally(&c.assumed, what) }

func tally(list *[]count, what string) {
	i := slices.IndexFunc(*list, func(n count) bool { return n.what == what })
	if i < 0 {
		i = len(*list)
		*list = append(*list, count{what: what})
	}
	(*list)[i].rows++
}

func (c *conversion) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// purchase writes a paid order, and for a known customer the login and the
// message that stand in for those that the data does not have.
func (c *conversion) purchase(id, customer, amount, currency, kind, channel, at string) {
	c.out.add("orders.csv", id, customer, amount, currency, kind, channel, at)
	if customer == "" {
		return
	}
	c.out.add("logins.csv", customer, at)
	c.out.add("messages.csv", customer, at, "in", channel)
}

const standIn = "the data has no logins and no messages: each purchase of a known customer is also written as a login and as a message from them, at the same instant"

// print tells what was read, written and left out.
func (c *conversion) print(w io.Writer) error {
	var b strings.Builder
	for _, n := range c.reads {
		fmt.Fprintf(&b, "read      %6d rows of %s\n", n.rows, n.what)
	}
	for _, f := range c.out.files {
		fmt.Fprintf(&b, "wrote     %6d rows of %s\n", len(f.rows), f.name)
	}
	for _, n := range c.left {
		fmt.Fprintf(&b, "left out  %6d rows: %s\n", n.rows, n.what)
	}
	for _, n := range c.assumed {
		fmt.Fprintf(&b, "assumed   %6d rows: %s\n", n.rows, n.what)
	}
	if len(c.columns) > 0 {
		fmt.Fprintf(&b, "columns not carried over: %s\n", c.columnList())
	}
	for _, n := range c.notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columnList returns the columns that are not carried over, by file.
func (c *conversion) columnList() string {
	var b strings.Builder
	for i, col := range c.columns {
		switch {
		case i > 0 && col.file == c.columns[i-1].file:
			b.WriteString(", ")
		case i > 0:
			b.WriteString("; ")
			fallthrough
		default:
			b.WriteString(col.file + ": ")
		}
		b.WriteString(col.name)
	}
	return b.String()
}
