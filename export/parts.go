package export

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"sync"

	"github.com/clientele-go/clientele/internal/deal"
)

// ReadParts reads the rows of a table by several workers; 0 is one for each
// processor. A worker is given a Table of a part of the file, about a megabyte,
// and read makes of its rows what it wants; next takes that, part after part as
// they are in the file. Problems, Counts and Err are afterwards as if the table had
// been read by its own Next. With one worker the whole file is one part.
//
// Read is called by several goroutines at the same time, next by one after the
// other. Rows that read leaves are gone through, and count. Nothing of a part may be
// kept but what Text and its like return. If the header is wrong, neither is
// called. The error is next's, and the last thing that happens.
func ReadParts[P any](t *Table, workers int, read func(part *Table) P, next func(P) error) error {
	t.settle()
	if !t.begin() {
		return nil
	}
	workers = deal.Workers(workers, math.MaxInt32)
	if workers == 1 {
		made := read(t)
		t.drain()
		return next(made)
	}
	p := parts[P]{whole: t, read: read, next: next, cutter: t.cutter(), last: math.MaxInt, window: make([]part[P], 2*workers)}
	p.turn.L = &p.mu
	tables := make([]struct {
		Table
		_ deal.Apart
	}, workers)
	_ = deal.Out(context.Background(), workers, math.MaxInt32, func(w, _ int) error { return p.work(&tables[w].Table) })
	t.open = false
	return p.err
}

// parts are the parts of a file on their way from workers to next. A part is
// handed on once all before it were. Where it ends is found by counting quotes:
// that is right as long as no quote stands where none may. A part with such a quote
// waits until it is the head, and is then the last one: it goes on to the end of
// the file, and the parts behind it are void.
type parts[P any] struct {
	whole *Table
	read  func(*Table) P
	next  func(P) error

	mu     sync.Mutex
	turn   sync.Cond // head or ended has changed
	cutter cutter
	window []part[P] // those from head to taken, each at its number
	head   int       // the part that is handed on next
	taken  int
	last   int  // the parts behind this one are void
	ended  bool // no part is taken any more
	err    error
}

// part is one of them, until it is handed on.
type part[P any] struct {
	block []byte
	ready bool
	made  P
	rows  Table
}

func (p *parts[P]) at(n int) *part[P] { return &p.window[n%len(p.window)] }

// errEnded says that there are no more parts.
var errEnded = errors.New("export: no more parts")

// work reads one more part, with a worker's table.
func (p *parts[P]) work(t *Table) error {
	done := false
	defer func() {
		if !done { // read or next panicked: let nobody wait
			p.end()
		}
	}()
	n, open, err := p.take(t)
	if err == nil {
		if open {
			t.scanner.goOn()
		}
		made := p.read(t)
		t.drain()
		err = p.hand(n, made, t)
	}
	done = true
	return err
}

// end lets nobody take a part any more, nor wait for one to be handed on.
func (p *parts[P]) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended, p.last = true, -1
	p.turn.Broadcast()
}

// take makes t a table of the next part. It is open if no record ends in its block.
func (p *parts[P]) take(t *Table) (n int, open bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.ended && p.taken-p.head == len(p.window) {
		p.turn.Wait()
	}
	if p.ended {
		return 0, false, errEnded
	}
	n = p.taken
	b := p.cutter.next(p.at(n).block)
	p.at(n).block = b.bytes
	p.taken++
	p.ended = b.err != nil || b.open
	t.part(p.whole, b, func() io.Reader { return p.follow(n) })
	return n, b.open, nil
}

// follow waits until a part is the head, and returns what follows it; nil if the
// part is void.
func (p *parts[P]) follow(n int) io.Reader {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.head < n && n <= p.last {
		p.turn.Wait()
	}
	if n > p.last {
		return nil
	}
	p.ended, p.last = true, n
	p.turn.Broadcast()
	rest := make([]io.Reader, 0, len(p.window))
	for i := n + 1; i < p.taken; i++ {
		rest = append(rest, bytes.NewReader(p.at(i).block))
	}
	return io.MultiReader(append(rest, p.cutter.rest())...)
}

// hand has what was made of a part taken, or keeps it until its turn comes.
func (p *parts[P]) hand(n int, made P, t *Table) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.turn.Broadcast()
	if n > p.last {
		return errEnded
	}
	mine := p.at(n)
	mine.ready, mine.made, mine.rows = true, made, *t
	for p.head < p.taken && p.head <= p.last && p.at(p.head).ready {
		head := p.at(p.head)
		p.whole.add(&head.rows)
		if p.err = p.next(head.made); p.err != nil {
			p.ended, p.last = true, -1
			return p.err
		}
		*head = part[P]{block: head.block}
		p.head++
	}
	return nil
}

// part makes t a table of the rows of a block of another one.
func (t *Table) part(of *Table, b block, follow func() io.Reader) {
	s := t.scanner
	if s == nil {
		s = &Scanner{}
	}
	*t = Table{file: of.file, columns: of.columns, at: of.at, names: of.names, filled: of.filled, problems: &Problems{},
		begun: true, open: true, interned: t.interned, amounts: t.amounts, scanner: s}
	s.part(of.scanner, b, follow)
}

// add takes in what came of a part.
func (t *Table) add(part *Table) {
	read, rejected := part.Counts()
	t.read += read
	t.rejected += rejected
	t.problems.Merge(part.problems)
	if part.err != nil {
		t.err = part.err
	}
}
