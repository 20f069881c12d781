package mailchimp

import (
	"cmp"
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

// Push carries out the changes: unsubscribes, then additions in batches of at
// most 500, then the others one by one.
//
//   - A batch adds new members only. It updates nobody, so it cannot subscribe anybody
//     again. Push first asks about a member whom the batch reports as existing, about an
//     archived member and about every Update. It changes them then, without a status.
//   - New members carry the time of the consent as that of their sign-up and
//     opt-in, if it is known.
//   - An unsubscribed or archived member whom Change.Overcomes allows becomes pending:
//     Mailchimp asks them to confirm. An unsubscribed, archived or cleaned member is
//     never set to subscribed. All others of them are mailing.ErrSuppressed (M5). So is a
//     member who was erased for good or is in a compliance state: only they can sign up
//     again.
//   - An address that Mailchimp takes for another one's is mailing.ErrAddress
//     (I4), and one that looks fake or invalid to it mailing.ErrRefused (M6).
//   - A member whom a batch lists neither as added nor as refused has no Outcome.
//   - A call about one member that fails is that member's error: the rest goes
//     on. Only the credentials, the rate, the account's limit of contacts, and an
//     audience that does not exist stop it. A batch that fails as a whole is sent
//     one by one.
func (a *Audience) Push(ctx context.Context, changes []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		p := &push{a: a, ctx: ctx, yield: yield}
		first, adds, rest, err := a.split(ctx, changes)
		if err != nil {
			p.stop(err)
			return
		}
		if !p.each(first) {
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

// split tells unsubscribes, and additions that can go in batches, from the rest.
// It is not documented what a batch does with archived members, so they are left
// out. It fails if there is no such audience: a member of that one would pass for
// absent.
func (a *Audience) split(ctx context.Context, changes []mailing.Change) (first, adds, rest []mailing.Change, err error) {
	batched := func(c mailing.Change) bool { return c.Operation == mailing.Add && len(a.Permissions) == 0 }
	archived := map[mailing.Secret]bool{}
	if !slices.ContainsFunc(changes, batched) {
		err = a.exists(ctx)
	} else {
		archived, err = a.archived(ctx)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	for _, c := range changes {
		switch {
		case c.Operation == mailing.Unsubscribe:
			first = append(first, c)
		case batched(c) && !archived[c.Key]:
			adds = append(adds, c)
		default:
			rest = append(rest, c)
		}
	}
	return first, adds, rest, nil
}

// exists returns an error if there is no such audience.
func (a *Audience) exists(ctx context.Context) error {
	s := a.service()
	return a.call(ctx, s.Do, http.MethodGet, "?fields=id", nil, nil)
}

func (a *Audience) archived(ctx context.Context) (map[mailing.Secret]bool, error) {
	all := map[mailing.Secret]bool{}
	for m, err := range a.pages(ctx, "archived") {
		if err != nil {
			return nil, err
		}
		all[mailing.KeyOf(customer.Email(m.Email))] = true
	}
	return all, nil
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
func (p *push) settle(c mailing.Change, now mailing.Member, err error) bool {
	if err == nil && c.Operation != mailing.Unsubscribe && !now.State.Mailable() {
		err = mailing.ErrSuppressed
	}
	if err != nil && !call.Member(err) {
		return p.stop(err)
	}
	o := mailing.Outcome{ID: c.ID, State: now.State, Since: now.Since, Err: err}
	if err != nil && now.State != mailing.Cleaned {
		o.State = mailing.Absent
	}
	return p.yield(o, nil)
}

// each carries out changes one by one.
func (p *push) each(changes []mailing.Change) bool {
	for _, c := range changes {
		now, err := p.a.carryOut(p.ctx, c)
		if !p.settle(c, now, err) {
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
		Text  string `json:"error"`
	} `json:"errors"`
}

// batch adds new members.
func (p *push) batch(changes []mailing.Change) bool {
	open := map[mailing.Secret]mailing.Change{}
	members := []map[string]any{}
	for _, c := range changes {
		if _, twice := open[c.Key]; !twice {
			open[c.Key] = c
			members = append(members, p.a.newcomer(c))
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
		if c, ok := take(m.Email); ok && !p.settle(c, mailing.Member{State: m.state()}, nil) {
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
			err := &mailing.StatusError{Status: http.StatusBadRequest, Code: codeOf(e.Text)}
			if !p.settle(c, mailing.Member{}, err) {
				return false
			}
		}
	}
	return true
}

// fields returns a member as the service wants it, without a status.
func (a *Audience) fields(c mailing.Change) map[string]any {
	m := map[string]any{"email_address": c.Address.Reveal()}
	merge := map[string]any{}
	if !c.Name.IsZero() {
		merge["FNAME"] = c.Name.Reveal()
	}
	if a.SourceField != "" && c.Source != "" {
		merge[a.SourceField] = c.Source
	}
	if len(merge) > 0 {
		m["merge_fields"] = merge
	}
	return m
}

// newcomer returns a new member as the service wants it, with the time of the
// consent and what it covers.
func (a *Audience) newcomer(c mailing.Change) map[string]any {
	m := a.fields(c)
	m["status"] = "subscribed"
	if !c.Since.IsZero() {
		m["timestamp_signup"] = c.Since.UTC().Format(time.RFC3339)
		m["timestamp_opt"] = m["timestamp_signup"]
	}
	a.permit(m)
	return m
}

// permit enables the marketing permissions.
func (a *Audience) permit(m map[string]any) {
	var all []map[string]any
	for _, id := range a.Permissions {
		all = append(all, map[string]any{"marketing_permission_id": id, "enabled": true})
	}
	if len(all) > 0 {
		m["marketing_permissions"] = all
	}
}

// carryOut carries out one change and says how the member stands then, and since when
// if an unsubscribe took them off the list.
func (a *Audience) carryOut(ctx context.Context, c mailing.Change) (now mailing.Member, err error) {
	service := a.service()
	err = service.Again(ctx, func() (err error) {
		now, err = a.tryOnce(ctx, c)
		if c.Over.Since.IsZero() {
			c.Over = mailing.Member{} // a further try could not tell a second opt-out from the first
		}
		return err
	})
	return now, err
}

// tryOnce tries one change once.
func (a *Audience) tryOnce(ctx context.Context, c mailing.Change) (mailing.Member, error) {
	m, path, found, err := a.find(ctx, c.Key)
	switch {
	case c.Operation == mailing.Unsubscribe && errors.Is(err, mailing.ErrAddress):
		return mailing.Member{}, nil // only somebody else is there
	case err != nil:
		return mailing.Member{}, err
	case c.Operation == mailing.Unsubscribe:
		return a.unsubscribe(ctx, path, m, found)
	}
	if !found {
		now, err := a.write(ctx, http.MethodPost, "/members?skip_merge_validation=true", a.newcomer(c))
		if codeIn(err) != mailing.CodeExists {
			return now, err
		}
		if m, path, found, err = a.find(ctx, c.Key); err != nil || !found { // somebody was faster
			return mailing.Member{}, cmp.Or(err, error(&mailing.StatusError{Status: http.StatusBadRequest, Code: mailing.CodeExists}))
		}
	}
	return a.change(ctx, path, m, c)
}

// change changes a member who is there (M5).
func (a *Audience) change(ctx context.Context, path string, m member, c mailing.Change) (mailing.Member, error) {
	s := m.state()
	switch {
	case s == mailing.Cleaned, s == mailing.Unsubscribed && !c.Overcomes(s, m.since()):
		return mailing.Member{State: s}, mailing.ErrSuppressed
	case s.Mailable():
		return a.write(ctx, http.MethodPatch, path+"?skip_merge_validation=true", a.fields(c))
	}
	body := map[string]any{"status": "pending"}
	a.permit(body)
	return a.write(ctx, http.MethodPatch, path, body)
}

// unsubscribe takes a member off the list, and says since when.
func (a *Audience) unsubscribe(ctx context.Context, path string, m member, found bool) (mailing.Member, error) {
	if !found {
		return mailing.Member{}, nil
	}
	if s := m.state(); !s.Mailable() {
		return mailing.Member{State: s}, nil
	}
	m = member{}
	err := a.send(ctx, http.MethodPatch, path, map[string]any{"status": "unsubscribed"}, &m)
	return mailing.Member{State: m.state(), Since: m.since()}, err
}

// write writes a member and says how they stand then.
func (a *Audience) write(ctx context.Context, method, path string, body any) (mailing.Member, error) {
	var m member
	err := a.send(ctx, method, path, body, &m)
	return mailing.Member{State: m.state()}, err
}
