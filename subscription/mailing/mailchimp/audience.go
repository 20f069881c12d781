// Package mailchimp syncs with an audience of Mailchimp, by its Marketing API
// of list members.
//
//	M1  Name, Members, Push of a mailing.Provider.                     Audience
//	M5  Unsubscribed ones are never set to subscribed: they are asked. Audience.Push
//	M6  Asks again how one stands before every further try.            Audience.Push
//
// Mailchimp finds a member by the MD5 of the lower-cased address, or by the
// address itself. Which letters beyond ASCII it lower-cases is its own affair, so
// such an address is given as it is. Whoever is found and has another key (I4,
// only ASCII letters fold) is somebody else, and is left alone.
package mailchimp

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
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

// Audience is one audience, a list in the API, a [mailing.Provider] and a
// [mailing.Eraser]. It prints as its name. Key and ID are needed.
type Audience struct {
	Key mailing.Secret // of the API; what follows its last "-" is the data centre
	ID  string         // of the audience

	// BaseURL is the address before "/3.0"; empty is Mailchimp's own, of the
	// data centre that the key names. Credentials do not belong in it.
	BaseURL string

	// Permissions are the IDs of the audience's marketing permissions (GDPR
	// fields) that the consent covers. They are enabled for new members, and for
	// those who consented anew; the batch call takes none, so new members then go
	// one by one. A member of the list keeps what they chose there.
	Permissions []string

	// SourceField is the tag of a merge field that is sent the consent's source;
	// empty sends none. The API has no field of its own for it.
	SourceField string

	// HTTP is what calls are made with; nil is a client with a time-out of 150
	// seconds, as Mailchimp itself gives up after 120. A call that times out is
	// not repeated. Redirects are not followed.
	HTTP *http.Client

	// Wait waits between tries of a call; nil waits with a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

var (
	_ mailing.Provider = (*Audience)(nil)
	_ mailing.Eraser   = (*Audience)(nil)
)

// ErrKey says that the key names no data centre, and there is no BaseURL.
var ErrKey = errors.New("mailchimp: the key names no data centre")

// Name returns "mailchimp" and the audience's ID.
func (a *Audience) Name() string { return "mailchimp " + a.ID }

// String returns the name.
func (a *Audience) String() string { return a.Name() }

// Format prints the name, whatever the verb.
func (a Audience) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.Name()) }

// LogValue returns the name.
func (a Audience) LogValue() slog.Value { return slog.StringValue(a.Name()) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Audience) MarshalText() ([]byte, error) {
	return redact.Unsent("a mailchimp.Audience", "its Name")
}

// member is what Mailchimp says of one.
type member struct {
	ID          string         `json:"id"` // the MD5 by which they are found
	Email       string         `json:"email_address"`
	Status      string         `json:"status"`
	LastChanged string         `json:"last_changed"`
	MergeFields map[string]any `json:"merge_fields"`
}

// state returns how a member stands. Since is the time of their latest change,
// so it can be later than the unsubscribe, but never earlier. An archived
// member counts as unsubscribed, and so does one of an unknown kind. A
// transactional member counts as absent: they are sent no marketing, and have
// not refused it.
func (m *member) state() mailing.State {
	switch m.Status {
	case "subscribed":
		return mailing.Subscribed
	case "pending":
		return mailing.Pending
	case "cleaned":
		return mailing.Cleaned
	case "transactional":
		return mailing.Absent
	}
	return mailing.Unsubscribed
}

// since returns when the member was changed last; zero means unknown.
func (m *member) since() time.Time {
	t, err := time.Parse(time.RFC3339, m.LastChanged)
	if err != nil {
		return time.Time{}
	}
	return t
}

const perPage = 1000

// Members yields everyone in the audience but transactional contacts. It asks for archived
// members apart: it is not documented that the answer about the others has them.
func (a *Audience) Members(ctx context.Context) iter.Seq2[mailing.Member, error] {
	return func(yield func(mailing.Member, error) bool) {
		seen := map[mailing.Secret]bool{}
		for _, status := range []string{"", "archived"} {
			for m, err := range a.pages(ctx, status) {
				if err != nil {
					yield(mailing.Member{}, err)
					return
				}
				key := mailing.KeyOf(customer.Email(m.Email))
				if seen[key] {
					continue
				}
				seen[key] = true
				if s := m.state(); s != mailing.Absent && !yield(mailing.Member{Key: key, State: s, Since: m.since()}, nil) {
					return
				}
			}
		}
	}
}

// pages yields the members with a status, or, without one, all members but
// perhaps the archived ones. If an answer ends before its own total, the error
// is mailing.ErrNoAnswer: the members left out would be taken for absent.
func (a *Audience) pages(ctx context.Context, status string) iter.Seq2[member, error] {
	return func(yield func(member, error) bool) {
		for read := 0; ; {
			var page struct {
				Members []member `json:"members"`
				Total   int      `json:"total_items"`
			}
			query := url.Values{"count": {strconv.Itoa(perPage)}, "offset": {strconv.Itoa(read)},
				"fields":     {"members.email_address,members.status,members.last_changed,total_items"},
				"sort_field": {"timestamp_signup"}, "sort_dir": {"ASC"}}
			if status != "" {
				query.Set("status", status)
			}
			s := a.service()
			err := a.call(ctx, s.Do, http.MethodGet, "/members?"+query.Encode(), nil, &page)
			if err == nil && len(page.Members) == 0 && read < page.Total {
				err = mailing.ErrNoAnswer
			}
			if err != nil {
				yield(member{}, err)
				return
			}
			for _, m := range page.Members {
				if !yield(m, nil) {
					return
				}
			}
			if read += len(page.Members); read >= page.Total {
				return
			}
		}
	}
}

// Erase deletes the member for good. Mailchimp does not let an address that was
// deleted so be imported again; only the person can sign up.
func (a *Audience) Erase(ctx context.Context, address mailing.Secret) error {
	service := a.service()
	return service.Again(ctx, func() error {
		_, path, found, err := a.find(ctx, mailing.KeyOf(customer.Email(address.Reveal())))
		if err != nil || !found {
			if errors.Is(err, mailing.ErrAddress) {
				return nil // it is not there
			}
			return err
		}
		err = a.send(ctx, http.MethodPost, path+"/actions/delete-permanent", nil, nil)
		if status(err) == http.StatusNotFound {
			return nil
		}
		return err
	})
}

// find returns the member with exactly this key, and where it is, in one try.
// If there is nobody, path is where the member would be; if there is somebody
// else, the error is mailing.ErrAddress.
func (a *Audience) find(ctx context.Context, key mailing.Secret) (m member, path string, found bool, err error) {
	path = memberPath(key.Reveal())
	err = a.send(ctx, http.MethodGet, path, nil, &m)
	switch {
	case status(err) == http.StatusNotFound:
		return member{}, path, false, nil
	case err != nil:
		return member{}, path, false, err
	case mailing.KeyOf(customer.Email(m.Email)) != key:
		return member{}, path, false, mailing.ErrAddress
	}
	if m.ID != "" {
		path = "/members/" + url.PathEscape(m.ID)
	}
	return m, path, true, nil
}

// memberPath returns the path of the member with a key: the MD5 of the
// lower-cased address, which the key is, or the address itself if it has
// letters beyond ASCII.
func memberPath(key string) string {
	if strings.ContainsFunc(key, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return "/members/" + url.PathEscape(key)
	}
	sum := md5.Sum([]byte(key)) // Mailchimp's choice; it protects nothing
	return "/members/" + hex.EncodeToString(sum[:])
}

// status returns the HTTP status of an error, or 0.
func status(err error) int {
	var s *mailing.StatusError
	if errors.As(err, &s) {
		return s.Status
	}
	return 0
}

func (a *Audience) service() call.Service {
	return call.Service{HTTP: a.HTTP, Wait: a.Wait, Code: code, Auth: func(r *http.Request) {
		r.SetBasicAuth("clientele", a.Key.Reveal()) // any user will do
	}}
}

// send calls the API of the audience once.
func (a *Audience) send(ctx context.Context, method, path string, body, answer any) error {
	s := a.service()
	return a.call(ctx, s.Send, method, path, body, answer)
}

// caller is a Send or a Do.
type caller func(ctx context.Context, method, url string, body, answer any) error

func (a *Audience) call(ctx context.Context, by caller, method, path string, body, answer any) error {
	base, err := a.base()
	if err != nil {
		return err
	}
	return by(ctx, method, base+"/3.0/lists/"+url.PathEscape(a.ID)+path, body, answer)
}

// base returns the address of the API, without the version.
func (a *Audience) base() (string, error) {
	if a.BaseURL != "" {
		return strings.TrimRight(a.BaseURL, "/"), nil
	}
	key := a.Key.Reveal()
	centre := key[strings.LastIndexByte(key, '-')+1:]
	if centre == "" || centre == key || strings.Trim(centre, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return "", ErrKey
	}
	return "https://" + centre + ".api.mailchimp.com", nil
}
