package program

import (
	"fmt"
	"io"
	"os"
)

// progress shows how far the reading is, on one line of a terminal; anywhere
// else it shows nothing.
type progress struct {
	w     io.Writer      // nil: nothing is shown
	rows  map[string]int // by file: several are read at the same time
	shown bool
}

func newProgress(w io.Writer) *progress {
	f, isFile := w.(*os.File)
	if !isFile {
		return &progress{}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{w: w}
}

// show takes the place of what was shown before.
func (p *progress) show(file string, rows int) {
	if p.w == nil {
		return
	}
	p.shown = true
	if p.rows == nil {
		p.rows = map[string]int{}
	}
	p.rows[file] = rows
	all := 0
	for _, n := range p.rows {
		all += n
	}
	fmt.Fprintf(p.w, "\r\x1b[Kreading %s, %s so far", printable(file), plural(all, "row"))
}

// done wipes the line.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
