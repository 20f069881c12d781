package pages

import (
	"net/http"
	"time"
)

// A pace is how long a client may take, whatever the time-outs of the server that the
// pages are mounted in: a slow client would hold an open sequence of the repository.
// Where the host's writer has no deadlines, the server's time-outs are all there is.
type pace struct {
	form  time.Duration // to send a form
	piece time.Duration // to take a piece of an answer
	whole time.Duration // to take all of it, from its first byte on
}

// usual returns the pace that takes a megabyte of a form at 35 KB/s, and an answer at 1 KB/s
// or more.
func usual() pace { return pace{form: 30 * time.Second, piece: 30 * time.Second, whole: time.Hour} }

// pieceSize is how many bytes are written at a time.
const pieceSize = 32 << 10

// begin gives the client its time for the form. The server takes the deadline away at
// the form's end, so what is computed afterwards takes as long as it takes.
func (p pace) begin(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(p.form)) // an error: see pace
	}
}

// A paced writer moves the deadline on with each piece that it writes.
type paced struct {
	http.ResponseWriter
	pace pace
	end  time.Time
}

// Unwrap returns the writer below, for http.ResponseController.
func (w *paced) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// extend gives the client time for the next piece.
func (w *paced) extend() {
	now := time.Now()
	if w.end.IsZero() {
		w.end = now.Add(w.pace.whole)
	}
	next := now.Add(w.pace.piece)
	if next.After(w.end) {
		next = w.end
	}
	http.NewResponseController(w.ResponseWriter).SetWriteDeadline(next)
}

// Write writes piece by piece.
func (w *paced) Write(b []byte) (n int, err error) {
	for {
		piece := b[n:min(n+pieceSize, len(b))]
		w.extend()
		written, err := w.ResponseWriter.Write(piece)
		if n += written; err != nil || n == len(b) {
			return n, err
		}
	}
}
