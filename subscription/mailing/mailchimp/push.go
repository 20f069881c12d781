package mailchimp

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call"
)

// maxBatch is how many members Mailchimp takes in one call.
const maxBatch = 500

// Push carries out the changes: additions in batches of at most 500, then the
// others one by one.
//
//   - A batch adds new members only; it updates nobody, so that it cannot
//     subscribe anybody again. Whom it reports as existing, whoever is archived,
//     and every Update, is asked for first and changed then, without a status.
//   - Who unsubscribed or was archived, and consented after that, becomes
//     pending: Mailchimp asks them to confirm. An unsubscribed, archived or
//     cleaned member is never set to subscribed. Without a newer consent, and for
//     a cleaned one, it is mailing.ErrSuppressed (M5).
//   - An address that Mailchimp takes for another one's is mailing.ErrAddress (I4).
//   - Whom a batch neither lists as added nor as refused has no Outcome.
//   - A call that Mailchimp refuses is that member's error: the rest goes on. A
//     batch that is refused as a whole is sent one by one.
func (a *Audience) Push(ctx context.Context, changes []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		p := &push{a: a, ctx: ctx, yield: yield}
		adds, rest, err := a.split(ctx, changes)
		if err != nil {
			p.stop(err)
			return
		}
		for len(adds) > 0 {
			n := min(len(adds), maxBatch)
			if !p.batch(adds[:n]) {
				return
			}
			adds = adds[n:]
		}
		p.each(rest)
	}
}

// split tells additions that can go in batches from the rest. It is not
// documented what a batch does with archived members, so they are left out.
func (a *Audience) split(ctx context.Context, changes []mailing.Change) (adds, rest []mailing.Change, err error) {
	isAdd := func(c mailing.Change) bool { return c.Action == mailing.Add }
	archived := map[mailing.Secret]bool{}
	if slices.ContainsFunc(changes, isAdd) {
		for m, err := range a.pages(ctx, "archived") {
			if err != nil {
				return nil, nil, err
			}
			archived[mailing.KeyOf(customer.Email(m.Email))] = true
		}
	}
	for _, c := range changes {
		if isAdd(c) && !archived[c.Key] {
			adds = append(adds, c)
		} else {
			rest = append(rest, c)
		}
	}
	return adds, rest, nil
}

// push is one Push. Its methods say whether to go on.
type push struct {
	a     *Audience
	ctx   context.Context
	yield func(mailing.Outcome, error) bool
}

// stop yields everyone's error.
func (p *push) stop(err error) bool {
	p.yield(mailing.Outcome{}, err)
	return false
}

// settle yields one member's outcome.
func (p *push) settle(c mailing.Change, s mailing.State, err error) bool {
	switch {
	case err == nil && c.Action != mailing.Unsubscribe && !s.Mailable():
		err = mailing.ErrSuppressed
	case err != nil && !errors.Is(err, mailing.ErrSuppressed) && !errors.Is(err, mailing.ErrAddress) && !call.Member(err):
		return p.stop(err)
	}
	if err != nil {
		s = mailing.Absent
	}
	return p.yield(mailing.Outcome{ID: c.ID, State: s, Err: err}, nil)
}

// each carries out changes one by one.
func (p *push) each(changes []mailing.Change) bool {
	for _, c := range changes {
		s, err := p.a.one(p.ctx, c)
		if !p.settle(c, s, err) {
			return false
		}
	}
	return true
}

// batchAnswer is what Mailchimp says of a batch.
type batchAnswer struct {
	New     []member `json:"new_members"`
	Updated []member `json:"updated_members"`
	Errors  []struct {
		Email string `json:"email_address"`
		Code  string `json:"error_code"`
	} `json:"errors"`
}

// batch adds new members.
func (p *push) batch(changes []mailing.Change) bool {
	open := map[mailing.Secret]mailing.Change{}
	members := []map[string]any{}
	for _, c := range changes {
		if _, twice := open[c.Key]; !twice {
			open[c.Key] = c
			m := fields(c)
			m["status"] = "subscribed"
			members = append(members, m)
		}
	}
	var answer batchAnswer
	body := map[string]any{"members": members, "update_existing": false}
	service := p.a.service()
	err := p.a.call(p.ctx, service.Do, http.MethodPost, "?skip_merge_validation=true", body, &answer)
	switch {
	case status(err) == http.StatusNotFound:
		return p.stop(err) // there is no such audience
	case call.Member(err):
		return p.each(changes)
	case err != nil:
		return p.stop(err)
	}
	return p.answered(answer, open)
}

// answered settles what the answer to a batch says.
func (p *push) answered(answer batchAnswer, open map[mailing.Secret]mailing.Change) bool {
	take := func(email string) (mailing.Change, bool) {
		key := mailing.KeyOf(customer.Email(strings.Trim(email, `"`)))
		c, ok := open[key]
		delete(open, key)
		return c, ok
	}
	for _, m := range append(answer.New, answer.Updated...) {
		if c, ok := take(m.Email); ok && !p.settle(c, m.state(), nil) {
			return false
		}
	}
	for _, e := range answer.Errors {
		c, ok := take(e.Email)
		switch {
		case !ok:
		case e.Code == "ERROR_CONTACT_EXISTS":
			if !p.each([]mailing.Change{c}) {
				return false
			}
		default:
			err := &mailing.StatusError{Status: http.StatusBadRequest, Code: codeOf(e.Code)}
			if !p.settle(c, 0, err) {
				return false
			}
		}
	}
	return true
}

// fields are a member without a status.
func fields(c mailing.Change) map[string]any {
	m := map[string]any{"email_address": c.Address.Reveal()}
	if !c.Name.IsZero() {
		m["merge_fields"] = map[string]any{"FNAME": c.Name.Reveal()}
	}
	return m
}

// one carries out one change and says how the member stands then.
func (a *Audience) one(ctx context.Context, c mailing.Change) (state mailing.State, err error) {
	service := a.service()
	err = service.Again(ctx, func() (err error) {
		state, err = a.step(ctx, c)
		return err
	})
	return state, err
}

// step is one try of one change.
func (a *Audience) step(ctx context.Context, c mailing.Change) (mailing.State, error) {
	m, path, found, err := a.find(ctx, c.Key)
	switch {
	case c.Action == mailing.Unsubscribe && errors.Is(err, mailing.ErrAddress):
		return mailing.Absent, nil // only somebody else is there
	case err != nil:
		return 0, err
	case c.Action == mailing.Unsubscribe:
		return a.unsubscribe(ctx, path, m, found)
	case !found:
		return a.put(ctx, path, c)
	}
	switch s := m.state(); {
	case s == mailing.Cleaned, s == mailing.Unsubscribed && !newer(c.Since, m.since()):
		return 0, mailing.ErrSuppressed
	case s.Mailable():
		return a.put(ctx, path, c)
	}
	return a.set(ctx, path, "pending")
}

// newer reports whether a consent is after the instant, both being known.
func newer(consent, than time.Time) bool { return !than.IsZero() && consent.After(than) }

// put adds a member, or changes one without touching the status.
func (a *Audience) put(ctx context.Context, path string, c mailing.Change) (mailing.State, error) {
	body := fields(c)
	body["status_if_new"] = "subscribed"
	var m member
	err := a.send(ctx, http.MethodPut, path+"?skip_merge_validation=true", body, &m)
	return m.state(), err
}

// set changes a member's status: to pending or unsubscribed.
func (a *Audience) set(ctx context.Context, path, to string) (mailing.State, error) {
	var m member
	err := a.send(ctx, http.MethodPatch, path, map[string]any{"status": to}, &m)
	return m.state(), err
}

func (a *Audience) unsubscribe(ctx context.Context, path string, m member, found bool) (mailing.State, error) {
	if !found {
		return mailing.Absent, nil
	}
	if s := m.state(); !s.Mailable() {
		return s, nil
	}
	return a.set(ctx, path, "unsubscribed")
}

// codeOf is TODO
func codeOf(string) mailing.Code { return mailing.CodeUnknown }
