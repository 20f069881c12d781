package mailing

import (
	"context"
	"errors"
	"fmt"
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

// Apply carries out a plan's changes through the provider, and records each
// acknowledgement as soon as it comes (M6). progress, if not nil, is told each
// result as it comes, from the goroutine of the call.
//
// A change whose acknowledgement is recorded is not sent again, so that the
// same plan can be applied again after an interruption; planning anew does as
// well. A change that was sent, and whose acknowledgement was not recorded, is
// sent again: a provider takes that.
//
// One member's refusal does not stop the rest. An error of the provider as a
// whole, of the acknowledgements, or of ctx does. The results are one for every
// change, in the plan's order; those without an answer are ErrNoAnswer. The
// error joins the one that stopped it and the contacts' own; it is nil if
// everything is acknowledged. No error shows an address.
//
// A panic of the provider or of progress passes through; what was
// acknowledged is recorded.
func Apply(ctx context.Context, p Proposal, provider Provider, acks Acknowledgements, progress func(Result)) ([]Result, error) {
	if provider.Name() != p.Provider {
		return nil, fmt.Errorf("%w: the plan is for another one", ErrProvider)
	}
	before, err := acknowledged(ctx, acks, p.Provider)
	if err != nil {
		return nil, fmt.Errorf("reading acknowledgements: %w", hide(err))
	}
	r := &run{proposal: p, acks: acks, progress: progress, results: make([]Result, len(p.Changes)), at: map[ChangeID]int{}}
	todo := r.start(before)
	if len(todo) > 0 {
		err = r.push(ctx, provider, todo)
	}
	return r.results, errors.Join(err, r.finish())
}

// run is one Apply.
type run struct {
	proposal Proposal
	acks     Acknowledgements
	progress func(Result)
	results  []Result
	done     []bool
	at       map[ChangeID]int // where in the results a change is
}

// start settles what needs no sending, and returns the rest.
func (r *run) start(before map[Secret]Acknowledgement) []Change {
	var todo []Change
	r.done = make([]bool, len(r.results))
	for i, c := range r.proposal.Changes {
		r.results[i].Change = c
		r.at[c.ID] = i
		ack := before[c.Key]
		switch {
		case ack.Revision == c.revision:
			todo = append(todo, c)
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
	if r.progress != nil {
		r.progress(*res)
	}
}

// push sends the changes and records what is acknowledged.
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
		if out.Err == nil && out.State.Mailable() == (c.Action == Unsubscribe) {
			out.Err = fmt.Errorf("%w: %s was answered with %s", ErrProvider, c.Action, out.State)
		}
		if out.Err == nil {
			if err := r.acks.Record(ctx, r.acknowledgement(c, out.State)); err != nil {
				return fmt.Errorf("recording an acknowledgement: %w", hide(err))
			}
		}
		r.settle(i, out.State, out.Err)
	}
	return ctx.Err()
}

func (r *run) acknowledgement(c *Change, s State) Acknowledgement {
	if c.Action == Unsubscribe {
		s = Unsubscribed // or gone, or cleaned: not mailed
	}
	return Acknowledgement{
		Provider: r.proposal.Provider, Key: c.Key, ID: c.ID, State: s,
		Since: c.Since, Address: c.Address, Name: c.Name, Revision: c.revision + 1,
	}
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
