package kill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// host is the process that is killed. What it knows when it starts is what is
// on the disk, and whom it was asked to erase.
type host struct {
	*stores
	dir string
	t   *trace
	log *slog.Logger
}

// runHost goes on with what was begun, then exports and erases everybody who
// asked for it. It ends when there is nothing left to do.
func runHost(ctx context.Context, dir string) (err error) {
	t := &trace{request: "start"}
	out, err := os.OpenFile(filepath.Join(dir, logFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	h := &host{dir: dir, t: t, log: slog.New(slog.NewTextHandler(out, nil))}
	defer func() {
		if err != nil {
			h.log.Error("the host failed", "error", err)
		}
	}()
	err = t.do("open", func() (err error) { h.stores, err = openStores(dir, t); return err })
	defer func() { err = errors.Join(err, h.Close()) }()
	if err != nil {
		return err
	}
	if err := t.do("sweep", h.exports.sweep); err != nil {
		return err
	}
	if err := h.resume(ctx); err != nil {
		return err
	}
	for _, p := range everybody(filepath.Base(dir))[:erased] {
		if err := h.serve(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.request(), err)
		}
	}
	t.request = "end"
	t.line("<", "end")
	return nil
}

// resume finishes every request that was begun (G4).
func (h *host) resume(ctx context.Context) error {
	open, err := h.registry.Unfinished(ctx)
	if err != nil {
		return err
	}
	for _, request := range open {
		h.t.request = request
		err := h.t.do("resume", func() error {
			r, err := h.registry.Resume(ctx, request, now)
			return h.receipt(r, err)
		})
		if err != nil {
			return fmt.Errorf("stuck: %s: %w", request, err)
		}
	}
	if open, err = h.registry.Unfinished(ctx); err == nil && len(open) > 0 {
		return errors.New("stuck: resumed, and not finished")
	}
	return err
}

// serve exports a person, and erases them, some twice, until there is a receipt;
// then a late event comes.
func (h *host) serve(ctx context.Context, p person) error {
	h.t.request = p.request()
	e, known, err := h.registry.Journal.Get(ctx, p.request())
	if err != nil {
		return err
	}
	q := gdpr.Request{ID: p.request(), Subject: p.subject(), At: now}
	if known && e.Open() {
		return errors.New("stuck: open, although everything was resumed")
	}
	given, err := hasReceipt(h.dir, p)
	if err != nil {
		return err
	}
	again := p.n%4 == 1 && e.Runs < 3
	if known && e.Done && given && !again {
		return nil
	}
	if !known {
		if err := h.export(ctx, p); err != nil {
			return err
		}
	}
	err = h.t.do("request", func() error { r, err := h.registry.Erase(ctx, q); return h.receipt(r, err) })
	if err != nil {
		return err
	}
	return h.t.do("late event", func() error { return h.event(ctx, p) })
}

// export writes a person's export to where it waits to be fetched.
func (h *host) export(ctx context.Context, p person) error {
	path := filepath.Join(h.exports.dir, string(p.id())+".zip")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return h.t.do("export", func() error {
		return export.WriteFile(path, func(w io.Writer) error {
			_, err := h.registry.Export(ctx, w, gdpr.Export{Subject: p.subject(), At: now, Mode: gdpr.Access})
			return err
		})
	})
}

func (h *host) receipt(r gdpr.Receipt, err error) error {
	if err != nil {
		return err
	}
	h.log.Info("erased", "receipt", r)
	h.t.line("<", "receipt")
	return nil
}

// hasReceipt reports whether a person's receipt is in the host's log. A host that
// dies between the end of the request and that line asks for it again: twice is
// once.
func hasReceipt(dir string, p person) (bool, error) {
	b, err := os.ReadFile(filepath.Join(dir, logFile))
	return bytes.Contains(b, fmt.Appendf(nil, "request %s: nothing left", p.request())), err
}

// event is what a device sends of somebody who is erased (G5).
func (h *host) event(ctx context.Context, p person) error {
	err := h.registry.Guard().Admit(ctx, p.subject(), func() error { return nil })
	if errors.Is(err, gdpr.ErrSuppressed) {
		return nil
	}
	return fmt.Errorf("undone: a late event was let in: %v", err)
}
