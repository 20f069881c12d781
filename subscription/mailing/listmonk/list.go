// Package listmonk syncs with a list of a listmonk server, by its API of
// subscribers.
//
//	M1  Name, Members, Push of a mailing.Provider.                     List
//	M5  Unsubscribed ones become unconfirmed, by a newer consent only. List.Push
//	M6  Asks again how one stands before every further try.            List.Push
//
// The user of the API needs the permissions to get and manage subscribers, to
// query them by SQL, and to get and manage all lists. The server hides subscribers
// who are only on others, so that they can neither be added nor erased, and before
// version 6.1 takes a subscriber whose name is changed off the others.
package listmonk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/internal/call"
)

// List is one list of a listmonk server, a [mailing.Provider] and a
// [mailing.Eraser]. It prints as its name. All fields but HTTP and Wait are
// needed.
type List struct {
	BaseURL string         // of the server, "https://lists.example.com", without credentials
	User    mailing.Secret // of the API
	Token   mailing.Secret // the user's
	ID      int            // of the list

	// HTTP is what calls are made with; nil is a client with a time-out of 150
	// seconds. Redirects are not followed.
	HTTP *http.Client

	// Wait waits between tries of a call; nil waits with a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

var (
	_ mailing.Provider = (*List)(nil)
	_ mailing.Eraser   = (*List)(nil)
)

// Name returns "listmonk", the server's host and path, and the list's number.
func (l *List) Name() string {
	host := ""
	if u, err := url.Parse(l.BaseURL); err == nil {
		host = u.Host + strings.TrimRight(u.Path, "/")
	}
	return fmt.Sprintf("listmonk %s %d", host, l.ID)
}

// String returns the name.
func (l *List) String() string { return l.Name() }

// Format prints the name, whatever the verb.
func (l List) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, l.Name()) }

// LogValue returns the name.
func (l List) LogValue() slog.Value { return slog.StringValue(l.Name()) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (List) MarshalText() ([]byte, error) {
	return redact.Unsent("a listmonk.List", "its Name")
}

// subscriber is what listmonk says of one.
type subscriber struct {
	ID        int             `json:"id"`
	Email     string          `json:"email"`
	Name      string          `json:"name"`
	Status    string          `json:"status"`
	Attribs   json.RawMessage `json:"attribs"`
	UpdatedAt time.Time       `json:"updated_at"`
	Lists     []subscription  `json:"lists"`
}

type subscription struct {
	ID        int       `json:"id"`
	Status    string    `json:"subscription_status"`
	CreatedAt time.Time `json:"subscription_created_at"`
	UpdatedAt time.Time `json:"subscription_updated_at"`
}

// left returns when a person who is unsubscribed left the list; zero means
// unknown. The server sets the time when the person unsubscribes on its page,
// and when its action "unsubscribe" is called, but not when somebody sets the
// status. If a subscription was never changed, as far as its times tell, its
// time of leaving is unknown. If it was changed earlier, by a confirmation for
// example, it seems to have been left at that time: then only the
// acknowledgement shows that the time is too early (M5).
func (s subscription) left() time.Time {
	if s.UpdatedAt.Equal(s.CreatedAt) {
		return time.Time{}
	}
	return s.UpdatedAt
}

// state returns how a person stands on the list, and since when. A subscriber
// who is not enabled counts as cleaned, because no list sends them mail. A
// subscription of an unknown kind counts as unsubscribed.
func (l *List) state(s subscriber) (mailing.State, time.Time) {
	if s.Status != "enabled" {
		return mailing.Cleaned, s.UpdatedAt
	}
	for _, on := range s.Lists {
		switch {
		case on.ID != l.ID:
		case on.Status == "confirmed":
			return mailing.Subscribed, on.UpdatedAt
		case on.Status == "unconfirmed":
			return mailing.Pending, on.UpdatedAt
		default:
			return mailing.Unsubscribed, on.left()
		}
	}
	return mailing.Absent, time.Time{}
}

// page is an answer with subscribers. The server's count of them can be out of
// date, so it is not read.
type page struct {
	Data struct {
		Results []subscriber `json:"results"`
	} `json:"data"`
}

const perPage = 1000 // the server may give fewer

// Members yields everyone on the list, and everyone on the server who is not
// enabled. It reads all of the server's subscribers by their numbers, each page
// from where the last one ended, so that nobody is left out if others are deleted
// meanwhile. Versions 3 and 4 answer a request without a condition from a count
// that can be a day old, and with no subscribers if that is zero.
func (l *List) Members(ctx context.Context) iter.Seq2[mailing.Member, error] {
	return func(yield func(mailing.Member, error) bool) {
		if err := l.exists(ctx); err != nil {
			yield(mailing.Member{}, err)
			return
		}
		seen := map[mailing.Secret]bool{}
		for last, more := 0, true; more; {
			var p page
			if err := l.callSubscribers(ctx, http.MethodGet, "?"+condition(fmt.Sprintf("subscribers.id > %d", last), perPage), &p); err != nil {
				yield(mailing.Member{}, err)
				return
			}
			more = false // unless somebody has a higher number
			for _, s := range p.Data.Results {
				if s.ID > last {
					last, more = s.ID, true
				}
				key := mailing.KeyOf(customer.Email(s.Email))
				if seen[key] {
					continue
				}
				seen[key] = true
				state, since := l.state(s)
				if state != mailing.Absent && !yield(mailing.Member{Key: key, State: state, Since: since}, nil) {
					return
				}
			}
		}
	}
}

// condition returns the query for the first subscribers, by number, of whom an
// SQL expression is true.
func condition(sql string, perPage int) string {
	return url.Values{"query": {"(" + sql + ")"}, "page": {"1"}, "per_page": {strconv.Itoa(perPage)}, "order": {"asc"}}.Encode()
}

// Erase deletes the subscriber, from all lists of the server.
func (l *List) Erase(ctx context.Context, address mailing.Secret) error {
	service := l.service()
	return service.Again(ctx, func() error {
		s, found, err := l.find(ctx, mailing.KeyOf(customer.Email(address.Reveal())))
		if err != nil || !found {
			return err
		}
		return l.send(ctx, http.MethodDelete, "/"+strconv.Itoa(s.ID), nil, nil)
	})
}

// find looks a subscriber up by the key, in one try. The key goes as hexadecimal
// digits, because the server replaces %order% wherever it stands in the expression.
func (l *List) find(ctx context.Context, key mailing.Secret) (subscriber, bool, error) {
	if text := key.Reveal(); strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return subscriber{}, false, nil // the server's database cannot store that
	}
	var p page
	sql := fmt.Sprintf("LOWER(subscribers.email) = LOWER(convert_from(decode('%x', 'hex'), 'UTF8'))", key.Reveal())
	if err := l.send(ctx, http.MethodGet, "?"+condition(sql, 10), nil, &p); err != nil {
		return subscriber{}, false, err
	}
	for _, s := range p.Data.Results {
		if mailing.KeyOf(customer.Email(s.Email)) == key {
			return s, true, nil
		}
	}
	return subscriber{}, false, nil
}

func (l *List) service() call.Service {
	return call.Service{HTTP: l.HTTP, Wait: l.Wait, Auth: func(r *http.Request) {
		r.SetBasicAuth(l.User.Reveal(), l.Token.Reveal())
	}}
}

// exists returns an error if the server does not have the list: it would accept
// the members all the same and put them on no list. Asked for list 0, versions
// 3 and 4 answer with other lists.
func (l *List) exists(ctx context.Context) error {
	s := l.service()
	var answer struct {
		Data struct {
			ID int `json:"id"`
		} `json:"data"`
	}
	err := s.Do(ctx, http.MethodGet, l.url("/lists/"+strconv.Itoa(l.ID)), nil, &answer)
	if answered(err, http.StatusBadRequest) || err == nil && (l.ID < 1 || answer.Data.ID != l.ID) {
		return &mailing.StatusError{Status: http.StatusBadRequest, Code: mailing.CodeList}
	}
	return err
}

func (l *List) url(path string) string { return strings.TrimRight(l.BaseURL, "/") + "/api" + path }

// callSubscribers reads from the API of subscribers, with further tries.
func (l *List) callSubscribers(ctx context.Context, method, path string, answer any) error {
	s := l.service()
	return s.Do(ctx, method, l.url("/subscribers"+path), nil, answer)
}

// send calls the API of subscribers once.
func (l *List) send(ctx context.Context, method, path string, body, answer any) error {
	s := l.service()
	return s.Send(ctx, method, l.url("/subscribers"+path), body, answer)
}
