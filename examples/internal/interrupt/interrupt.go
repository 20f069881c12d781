// Package interrupt ends programs that write files in an orderly way: what they
// have begun to write is gone before they are.
package interrupt

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Run runs a program and returns its exit status. On SIGINT or SIGTERM the context
// of the program ends, and once the program has returned, the status is 130 or
// 143, whatever it returned. Further signals change nothing.
func Run(program func(context.Context) int) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		if !signal.Ignored(s) { // as nohup and shells have it for jobs in the background
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)
	done := make(chan int, 1)
	go func() { done <- program(ctx) }()
	select {
	case status := <-done:
		return status
	case s := <-signals:
		cancel()
		<-done
		if s == syscall.SIGTERM {
			return 128 + int(syscall.SIGTERM)
		}
		return 128 + int(syscall.SIGINT)
	}
}

// Writer returns w, but writing ends with the context, also where w blocks: a pipe
// that nobody reads. What w got until then is unknown.
func Writer(ctx context.Context, w io.Writer) io.Writer { return writer{ctx, w} }

type writer struct {
	ctx context.Context
	w   io.Writer
}

func (w writer) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	type written struct {
		n   int
		err error
	}
	done := make(chan written, 1)
	go func() {
		n, err := w.w.Write(p)
		done <- written{n, err}
	}()
	select {
	case x := <-done:
		return x.n, x.err
	case <-w.ctx.Done():
		return 0, w.ctx.Err()
	}
}
