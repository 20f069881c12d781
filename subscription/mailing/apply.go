package mailing

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// ErrStale says that a contact was changed after the plan was made. Plan again.
var ErrStale = errors.New("mailing: the contact was changed after the plan was made")

// Result is what came of a change.
type Result struct {
	Change Change
	State  State // how the member stands now; Absent if Err is not nil
	Err    error // a *ContactError; nil is acknowledged

	// Before says that it was acknowledged before, and not sent again (M6).
	Before bool
}

// MarshalText returns an error that names what to send in place of it: JSON would lose
// Err.
func (Result) MarshalText() ([]byte, error) {
	return redact.Unsent("a mailing.Result", "an export.MailingResultRow")
}

// ErrStopped says that members in a row failed alike, and that the sync was
// stopped. The next one comes to them last.
var ErrStopped = errors.New("mailing: members in a row failed alike, and the sync was stopped")

// Course is how a plan is applied. The zero Course is the default.
type Course struct {
	// Progress, if not nil, is told each result as it comes, from the goroutine
	// of the call.
	Progress func(Result)

	// Row is how many members in a row that fail alike stop the sync (M6); zero
	// is 5, and a negative one never stops it.
	Row int
}

const row = 5 // the default of Course.Row

// Apply carries out a plan's changes through the provider, unsubscribes first,
// and records each acknowledgement as soon as it comes (M6).
//
// A change whose acknowledgement is recorded is not sent again. So the same plan can be
// applied again after an interruption; planning anew does as well. A change that was sent,
// and whose acknowledgement was not recorded, is sent again: a provider takes that.
//
// One member's error does not stop the rest. An address or name that is refused for good
// (ErrRefused) is remembered. If Course.Row members in a row fail alike, the sync stops with
// ErrStopped, because then the fault is hardly theirs; ErrSuppressed, ErrAddress and
// ErrRefused are answers and do not count. The members of that row come last in the next
// sync. An error of the provider as a whole, of the acknowledgements, or of ctx stops the
// sync, too.
//
// The results are one for every change, in the plan's order; those without an answer are
// ErrNoAnswer. The error joins the one that stopped the sync and the contacts' own; it is
// nil if everything is acknowledged. No error shows an address or a word of the service.
//
// A panic of the provider or of Progress passes through; what was acknowledged is recorded.
func Apply(ctx context.Context, p Proposal, provider Provider, acks Acknowledgements, course Course) ([]Result, error) {
	if provider.Name() != p.Provider {
		return nil, fmt.Errorf("%w: the plan is for another one", ErrProvider)
	}
	before, err := acknowledged(ctx, acks, p.Provider)
	if err != nil {
		return nil, fmt.Errorf("reading acknowledgements: %w", hide(err))
	}
	r := &run{proposal: p, acks: acks, course: course, before: before, results: make([]Result, len(p.Changes)), at: map[ChangeID]int{}}
	err = r.note(ctx)
	for _, todo := range r.start() {
		if len(todo) > 0 && err == nil {
			err = r.push(ctx, provider, todo)
		}
	}
	return r.results, errors.Join(err, r.finish())
}

// run is one Apply.
type run struct {
	proposal Proposal
	acks     Acknowledgements
	course   Course
	before   map[Secret]Acknowledgement
	results  []Result
	done     []bool
	at       map[ChangeID]int // where in the results a change is
	failed   []int            // the results in a row that failed alike
}

// note records what the plan saw of the list (M5), where nothing was
// acknowledged since.
func (r *run) note(ctx context.Context) error {
	for _, seen := range r.proposal.seen {
		ack := r.before[seen.Key]
		if ack.Revision != seen.Revision {
			continue
		}
		seen.Refusal, seen.Stopped = ack.Refusal, ack.Stopped
		if seen.equal(ack) {
			continue // applied again
		}
		if err := r.write(ctx, seen); err != nil {
			return err
		}
	}
	return nil
}

// start settles what needs no sending, and returns the rest in the order in
// which it goes out: unsubscribes first, and last those at whom a sync stopped.
func (r *run) start() [4][]Change {
	var todo [4][]Change
	r.done = make([]bool, len(r.results))
	for i, c := range r.proposal.Changes {
		r.results[i].Change = c
		r.at[c.ID] = i
		ack := r.before[c.Key]
		switch {
		case ack.Revision == c.revision:
			turn := 0
			if c.Operation != Unsubscribe {
				turn = 1
			}
			if ack.Stopped {
				turn += 2
			}
			todo[turn] = append(todo[turn], c)
		case ack.ID == c.ID:
			r.results[i].Before = true
			r.settle(i, ack.State, nil)
		default:
			r.settle(i, Absent, ErrStale)
		}
	}
	return todo
}

// settle notes a result.
func (r *run) settle(i int, s State, err error) {
	res := &r.results[i]
	if err != nil {
		res.Err = newContactError(res.Change.Key, err)
	} else {
		res.State = s
	}
	r.done[i] = true
	if r.course.Progress != nil {
		r.course.Progress(*res)
	}
}

// push sends the changes and records what is acknowledged, until Course.Row
// members in a row fail alike.
func (r *run) push(ctx context.Context, provider Provider, todo []Change) error {
	for out, err := range provider.Push(ctx, todo) {
		if err != nil {
			return fmt.Errorf("pushing to the provider: %w", hide(err))
		}
		i, ok := r.at[out.ID]
		if !ok || r.done[i] {
			return fmt.Errorf("%w: an answer to nothing that was asked", ErrProvider)
		}
		c := &r.results[i].Change
		if out.Err == nil && out.State.Mailable() == (c.Operation == Unsubscribe) {
			out.Err = fmt.Errorf("%w: %s was answered with %s", ErrProvider, c.Operation, out.State)
		}
		if err := r.record(ctx, c, out); err != nil {
			return err
		}
		r.settle(i, out.State, out.Err)
		if r.inARow(i, out.Err) {
			return r.stop(ctx)
		}
	}
	return ctx.Err()
}

// record records an outcome that is to be remembered.
func (r *run) record(ctx context.Context, c *Change, out Outcome) error {
	ack := r.before[c.Key]
	switch {
	case out.Err == nil:
		ack = r.acknowledgement(c, out)
	case errors.Is(out.Err, ErrSuppressed) && reasonOf(out.Err) != CodeUnknown:
		// The service knows them as suppressed, and may list them nowhere.
		ack.Provider, ack.Key, ack.Stopped = r.proposal.Provider, c.Key, false
		ack.OptedOut = latest(ack.OptedOut, r.proposal.AsOf)
		ack.Customers = union(ack.Customers, r.proposal.owners[c.Key])
	case c.Operation != Unsubscribe && errors.Is(out.Err, ErrRefused):
		ack.Provider, ack.Key, ack.Stopped = r.proposal.Provider, c.Key, false
		ack.Refusal = Refusal{reasonOf(out.Err), c.Address, c.Name}
	default:
		return nil
	}
	return r.write(ctx, ack)
}

// reasonOf returns the code of a refusal.
func reasonOf(err error) Code {
	var status *StatusError
	if errors.As(err, &status) {
		return status.Code
	}
	return CodeUnknown
}

func (r *run) write(ctx context.Context, ack Acknowledgement) error {
	if err := r.acks.Record(ctx, ack); err != nil {
		return fmt.Errorf("recording an acknowledgement: %w", hide(err))
	}
	r.before[ack.Key] = ack
	return nil
}

// acknowledgement returns what the log keeps of an accepted change. Whatever is
// known against the people behind the key stays, for all of them.
func (r *run) acknowledgement(c *Change, out Outcome) Acknowledgement {
	old := r.before[c.Key]
	a := Acknowledgement{
		Provider: r.proposal.Provider, Key: c.Key, ID: c.ID, State: out.State,
		Since: c.Since, Address: c.Address, Name: c.Name, Revision: c.revision + 1,
		Customers: r.proposal.owners[c.Key], At: r.proposal.AsOf, Refused: latest(old.Refused, c.no),
		OptedOut: old.OptedOut, Told: old.Told, Gone: old.Gone,
	}
	if c.Operation == Unsubscribe {
		a.State = Unsubscribed // or gone, or cleaned: not mailed
		a.Taken = out.Since
	}
	if !(against{a.OptedOut, a.Gone}).none() {
		a.Customers = union(old.Customers, a.Customers)
	}
	return a
}

// inARow reports whether this result is the last of so many in a row that
// failed alike that the sync stops. A refusal is an answer, not a failure.
func (r *run) inARow(i int, err error) bool {
	if err == nil || errors.Is(err, ErrSuppressed) || errors.Is(err, ErrAddress) || errors.Is(err, ErrRefused) {
		r.failed = nil
		return false
	}
	if n := len(r.failed); n > 0 && !alike(r.results[r.failed[n-1]].Err, err) {
		r.failed = nil
	}
	r.failed = append(r.failed, i)
	return len(r.failed) == cmp.Or(r.course.Row, row)
}

// alike reports whether two failures show the same.
func alike(a, b error) bool { return safeText(a) == safeText(b) }

// stop marks the members at whom the sync stops, so that the next one comes to
// them last.
func (r *run) stop(ctx context.Context) error {
	for _, i := range r.failed {
		c := &r.results[i].Change
		ack := r.before[c.Key]
		ack.Provider, ack.Key, ack.Stopped = r.proposal.Provider, c.Key, true
		if err := r.write(ctx, ack); err != nil {
			return errors.Join(ErrStopped, err)
		}
	}
	return ErrStopped
}

// finish settles what had no answer, and joins what went wrong.
func (r *run) finish() error {
	var all []error
	for i := range r.results {
		if !r.done[i] {
			r.settle(i, Absent, ErrNoAnswer)
		}
		all = append(all, r.results[i].Err)
	}
	return errors.Join(all...)
}

// hidden is an error of others whose text may name somebody.
type hidden struct{ cause func() error }

// hide keeps the text of an error from being shown; errors.Is and errors.As find it.
func hide(err error) error { return &hidden{func() error { return err }} }

func (e *hidden) Error() string        { return safeText(e.cause()) }
func (e *hidden) Is(target error) bool { return errors.Is(e.cause(), target) }
func (e *hidden) As(target any) bool   { return errors.As(e.cause(), target) }
