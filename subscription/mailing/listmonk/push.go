package listmonk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call"
)

// Push carries out the changes one by one. It asks how the subscriber stands
// before it changes anything, and again before every further try. The state of an
// outcome is what the server says afterwards, because a server can accept a change
// of a list that the user may not manage, and do nothing.
//
//   - Somebody new becomes a confirmed subscriber of the list: consent was given here.
//   - Somebody off the list whom Change.Overcomes allows becomes unconfirmed, never
//     confirmed, and is sent the opt-in mail; on a list with single opt-in listmonk
//     sends none, and mails these as well. An Add of somebody unconfirmed has the
//     mail sent again. The mail names every list on which the subscriber is
//     unconfirmed: the server cannot send a narrower one.
//   - Everybody else who is off the list, or blocked, is mailing.ErrSuppressed
//     (M5). To put somebody back there is one try.
//   - A name is cut to 2,000 bytes. A server before 6.1 changes the name of a
//     subscriber only together with the subscriptions: there the name stays as it
//     is, unless the subscriber is confirmed on all their lists.
//   - The server lower-cases all letters. An address with capitals beyond ASCII
//     would become another one (I4): it is mailing.ErrAddress.
//   - An address, a domain or a name that the server does not take is
//     mailing.ErrRefused, with a mailing.Code.
//   - A call that fails is that member's error, a repeated 5xx included, and the
//     rest goes on (M6); a 401, 403 or 429 stops everything.
func (l *List) Push(ctx context.Context, changes []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		if err := l.exists(ctx); err != nil {
			yield(mailing.Outcome{}, err)
			return
		}
		for _, c := range changes {
			now, err := l.carryOut(ctx, c)
			if err != nil && !call.Member(err) {
				yield(mailing.Outcome{}, err)
				return
			}
			if err != nil && now.State != mailing.Cleaned {
				now.State = mailing.Absent
			}
			if !yield(mailing.Outcome{ID: c.ID, State: now.State, Since: now.Since, Err: err}, nil) {
				return
			}
		}
	}
}

func answered(err error, status int) bool {
	var s *mailing.StatusError
	return errors.As(err, &s) && s.Status == status
}

// carryOut carries out one change and says how the member stands then, and since
// when if an unsubscribe took them off the list.
func (l *List) carryOut(ctx context.Context, c mailing.Change) (now mailing.Member, err error) {
	service := l.service()
	err = service.Again(ctx, func() (err error) {
		if c.Operation == mailing.Unsubscribe {
			now, err = l.unsubscribe(ctx, c)
			return err
		}
		now = mailing.Member{}
		now.State, err = l.tryOnce(ctx, &c)
		return err
	})
	return now, err
}

// tryOnce tries one change once.
func (l *List) tryOnce(ctx context.Context, c *mailing.Change) (mailing.State, error) {
	s, found, err := l.find(ctx, c.Key)
	switch {
	case err != nil:
		return 0, err
	case found:
		return l.subscribe(ctx, s, c)
	case strings.ContainsFunc(c.Key.Reveal(), capital):
		return 0, mailing.ErrAddress
	}
	state, err := l.create(ctx, *c)
	if !answered(err, http.StatusConflict) {
		return state, err
	}
	// Somebody was faster.
	if s, found, err = l.find(ctx, c.Key); err != nil || !found {
		return 0, cmp.Or(err, error(&mailing.StatusError{Status: http.StatusConflict}))
	}
	return l.subscribe(ctx, s, c)
}

// capital reports whether a letter is a capital, those beyond ASCII too: listmonk
// lower-cases them all, and would make it somebody else's address (I4).
func capital(r rune) bool { return unicode.In(r, unicode.Lu, unicode.Lt, unicode.Other_Uppercase) }

func (l *List) create(ctx context.Context, c mailing.Change) (mailing.State, error) {
	local, _, _ := strings.Cut(c.Address.Reveal(), "@")
	var made struct {
		Data subscriber `json:"data"`
	}
	err := l.change(ctx, http.MethodPost, "", map[string]any{
		"email": c.Address.Reveal(), "name": cmp.Or(nameOf(c), local), "status": "enabled",
		"lists": []int{l.ID}, "preconfirm_subscriptions": true,
	}, &made)
	if err != nil {
		return 0, err
	}
	state, _ := l.state(made.Data)
	return state, nil
}

// subscribe puts a subscriber of the server on the list (M5). Somebody who left it
// is put back in one try: if an operator takes them off again, the server leaves
// the time at that of the first opt-out, and a further try could not tell.
func (l *List) subscribe(ctx context.Context, s subscriber, c *mailing.Change) (mailing.State, error) {
	switch state, since := l.state(s); state {
	case mailing.Cleaned:
		return state, mailing.ErrSuppressed
	case mailing.Unsubscribed:
		if !c.Overcomes(state, since) {
			return 0, mailing.ErrSuppressed
		}
		c.Over = mailing.Member{}
		now, err := l.membership(ctx, s, "add", "unconfirmed")
		if err != nil || now.State != mailing.Pending {
			return now.State, err
		}
		return now.State, l.sendOptIn(ctx, s)
	case mailing.Absent:
		now, err := l.membership(ctx, s, "add", "confirmed")
		return now.State, err
	default:
		if err := l.rename(ctx, s, nameOf(*c)); err != nil || state != mailing.Pending || c.Operation != mailing.Add {
			return state, err
		}
		return state, l.sendOptIn(ctx, s)
	}
}

// sendOptIn has the server send the opt-in mail for what is unconfirmed.
func (l *List) sendOptIn(ctx context.Context, s subscriber) error {
	return l.send(ctx, http.MethodPost, "/"+strconv.Itoa(s.ID)+"/optin", nil, nil)
}

// unsubscribe takes somebody off the list, and says since when they are.
func (l *List) unsubscribe(ctx context.Context, c mailing.Change) (mailing.Member, error) {
	s, found, err := l.find(ctx, c.Key)
	if err != nil || !found {
		return mailing.Member{}, err
	}
	if state, _ := l.state(s); !state.Mailable() {
		return mailing.Member{State: state}, nil
	}
	return l.membership(ctx, s, "unsubscribe", "")
}

// membership changes the one subscription, and no other, and says how the
// subscriber stands then, and since when.
func (l *List) membership(ctx context.Context, s subscriber, action, status string) (mailing.Member, error) {
	body := map[string]any{"ids": []int{s.ID}, "action": action, "target_list_ids": []int{l.ID}}
	if status != "" {
		body["status"] = status
	}
	if err := l.send(ctx, http.MethodPut, "/lists", body, nil); err != nil {
		return mailing.Member{}, err
	}
	s, found, err := l.find(ctx, mailing.KeyOf(customer.Email(s.Email)))
	if err != nil || !found {
		return mailing.Member{}, err
	}
	state, since := l.state(s)
	return mailing.Member{State: state, Since: since}, nil
}

// rename changes the name and nothing else. A server before 6.1 cannot do that;
// there, the subscriber is replaced, if that is safe.
func (l *List) rename(ctx context.Context, s subscriber, name string) error {
	if name == "" || name == s.Name {
		return nil
	}
	path := "/" + strconv.Itoa(s.ID)
	err := l.change(ctx, http.MethodPatch, path, map[string]any{
		"name":                     name,
		"status":                   "",   // as it is when the server writes
		"preconfirm_subscriptions": true, // of none: else it sends mail to confirm all that are unconfirmed
	}, nil)
	if !answered(err, http.StatusNotFound) && !answered(err, http.StatusMethodNotAllowed) {
		return err
	}
	return l.replace(ctx, path, s, name)
}

// replace writes a subscriber with another name. For a list that is unconfirmed
// the server would send the opt-in mail, or confirm it; before version 5 it would
// subscribe to one that was left.
func (l *List) replace(ctx context.Context, path string, s subscriber, name string) error {
	lists := []int{}
	for _, on := range s.Lists {
		if on.Status != "confirmed" {
			return nil
		}
		lists = append(lists, on.ID)
	}
	attribs := s.Attribs
	if len(attribs) == 0 {
		attribs = json.RawMessage("{}")
	}
	return l.change(ctx, http.MethodPut, path, map[string]any{
		"email": s.Email, "name": name, "status": "", "lists": lists, "attribs": attribs,
	}, nil)
}

// maxName is how many bytes of a name the server takes in a change of it.
const maxName = 2000

// nameOf returns the name as it is sent, cut between two letters if it is too
// long.
func nameOf(c mailing.Change) string {
	name := c.Name.Reveal()
	if len(name) > maxName {
		end := maxName
		for end > 0 && !utf8.RuneStart(name[end]) {
			end--
		}
		name = name[:end]
	}
	return strings.TrimSpace(name)
}
