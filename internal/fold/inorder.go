package fold

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/internal/deal"
)

// Line makes batches of type B of digests, task by task, and hands them on in the
// order of the tasks.
type Line[K ~string, D, B any] struct {
	Start func(d *D, owner K) // as of a Reduction, as the next one
	Room  func([]D)
	Visit func(*B, *D) error // nothing of the digest is kept
	Next  func(*B) error     // takes a batch, which is used again afterwards

	Ordered bool // as of a Reduction, as the next two
	Workers int
	part    int
}

// InOrder is Each of facts in memory: several workers make batches, a few ahead
// of the one that Next takes. On an error of any of them the work ends; the
// batches before it, or some of them, were handed on. It returns the batches that
// were in use, for what is left in them.
func InOrder[K ~string, D, B any](ctx context.Context, l Line[K, D, B], sources ...Source[K, D]) ([]*B, error) {
	d := dealer[K, D]{l.Start, l.Room, l.Ordered, l.Workers, l.part}
	dealt, err := d.deal(ctx, sources)
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithCancel(ctx)
	workers := deal.Workers(l.Workers, dealt.n)
	q := queue[B]{cancel: cancel, free: make(chan *B, 2*workers), made: make([]chan *B, 2*workers)}
	all := make([]*B, len(q.made))
	for i := range q.made {
		q.made[i] = make(chan *B, 1)
		batch := new(struct {
			made B
			_    deal.Apart
		})
		all[i] = &batch.made
		q.free <- all[i]
	}
	defer q.end()
	for range workers {
		fold := dealt.worker()
		q.work(within, dealt.n, func(task int, b *B) error {
			return fold(task, func(d *D) error { return l.Visit(b, d) })
		})
	}
	for task := range dealt.n {
		b := q.take(within, task)
		if b == nil {
			break
		}
		if err := l.Next(b); err != nil {
			return nil, err
		}
		q.free <- b
	}
	q.end()
	if q.failed != nil {
		return nil, q.failed
	}
	return all, ctx.Err()
}

// queue is batches on their way from workers to the one that takes them. There
// are as many batches as places in made, and a worker has one before it gets a
// task: so the batch of task t is at t modulo their number, and comes.
type queue[B any] struct {
	cancel func()
	free   chan *B
	made   []chan *B

	next     atomic.Int64
	wait     sync.WaitGroup
	ended    bool
	once     sync.Once // of failed and panicked
	failed   error
	panicked any
}

// work has one more worker do tasks.
func (q *queue[B]) work(ctx context.Context, n int, do func(task int, b *B) error) {
	q.wait.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				q.once.Do(func() { q.panicked = p })
				q.cancel()
			}
		}()
		for {
			var b *B
			select {
			case b = <-q.free:
			case <-ctx.Done():
				return
			}
			task := int(q.next.Add(1)) - 1
			if task >= n {
				return
			}
			if err := do(task, b); err != nil {
				q.once.Do(func() { q.failed = err })
				q.cancel()
				return
			}
			q.made[task%len(q.made)] <- b
		}
	})
}

// take waits for the batch of a task; nil is that none comes any more.
func (q *queue[B]) take(ctx context.Context, task int) *B {
	select {
	case b := <-q.made[task%len(q.made)]:
		return b
	case <-ctx.Done():
		return nil
	}
}

// end stops the workers and waits for them. A worker's panic is the caller's.
func (q *queue[B]) end() {
	if q.ended {
		return
	}
	q.ended = true
	q.cancel()
	q.wait.Wait()
	if q.panicked != nil {
		panic(q.panicked)
	}
}
