package main

import (
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// direction is a direction of a wire.
type direction int

const (
	toServer direction = iota
	toClient
)

// wire is between a client and a server. When so many bytes have passed in one
// direction, trouble comes.
type wire struct {
	listener net.Listener
	server   string
	within   direction
	trouble  func() // nil: none

	mu     sync.Mutex
	passed [2]int64
	after  int64
	cut    bool
	ends   []net.Conn
	copies sync.WaitGroup
}

// newWire is a wire to a server, which must be ended, and the URL of a database
// at its near end.
func newWire(t *testing.T, s *servertest.Server, database string) (w *wire, url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w = &wire{listener: l, server: port(s.Port)}
	w.copies.Go(w.accept)
	return w, strings.Replace(s.In(database), w.server, port(l.Addr().(*net.TCPAddr).Port), 1)
}

func port(n int) string { return "127.0.0.1:" + strconv.Itoa(n) }

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return // it was closed
		}
		far, err := net.Dial("tcp", w.server)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.mu.Lock()
		w.ends = append(w.ends, near, far)
		if w.cut {
			_, _ = near.Close(), far.Close()
		}
		w.mu.Unlock()
		w.copies.Go(func() { w.copy(toServer, near, far) })
		w.copies.Go(func() { w.copy(toClient, far, near) })
	}
}

// copy copies until one end is closed, and closes the other.
func (w *wire) copy(d direction, from, to net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			w.count(d, n)
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// count counts what passes, before it does.
func (w *wire) count(d direction, n int) {
	w.mu.Lock()
	w.passed[d] += int64(n)
	trouble := w.trouble
	if d != w.within || w.passed[d] <= w.after {
		trouble = nil
	}
	if trouble != nil {
		w.trouble = nil
	}
	w.mu.Unlock()
	if trouble != nil {
		trouble()
	}
}

// lose closes every connection, and lets no new one come about.
func (w *wire) lose() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	_ = w.listener.Close()
	for _, c := range w.ends {
		_ = c.Close()
	}
}

// end ends the wire, and returns how many bytes have passed in the direction
// that was watched.
func (w *wire) end() int64 {
	w.lose()
	w.copies.Wait()
	return w.passed[w.within]
}
