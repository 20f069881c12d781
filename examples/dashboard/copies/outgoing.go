package copies

import (
	"context"
	"iter"
	"log/slog"
	"sync"

	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// Printed sends pushes nowhere: it notes that one was sent.
type Printed struct{}

// Send logs whom a push is for.
func (Printed) Send(ctx context.Context, p notify.Push) error {
	slog.InfoContext(ctx, "push sent", "push", p)
	return nil
}

// Acknowledgements are what mailing services took, in memory, for several goroutines.
type Acknowledgements struct {
	mu  sync.Mutex
	all mailing.MemoryAcknowledgements
}

// EachAcknowledgement yields the acknowledgements of a provider as they are when it
// begins.
func (a *Acknowledgements) EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[mailing.Acknowledgement, error] {
	a.mu.Lock()
	defer a.mu.Unlock()
	var now mailing.MemoryAcknowledgements
	now.All = append(now.All, a.all.All...)
	return now.EachAcknowledgement(ctx, provider)
}

// Record notes an acknowledgement.
func (a *Acknowledgements) Record(ctx context.Context, one mailing.Acknowledgement) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all.Record(ctx, one)
}
