// Package mailchimp syncs with an audience of Mailchimp, by its Marketing API
// of list members.
//
//	M1  Name, Members, Push of a mailing.Provider.                     Audience
//	M5  Unsubscribed ones are never set to subscribed: they are asked. Audience.Push
//	M6  Every call can happen twice.                                   Audience.Push
//
// Mailchimp finds a member by the MD5 of the lower-cased address. Here that is
// the address's key, of which only ASCII letters are lower-cased (I4): a member
// whose address has other capital letters may not be found, and is then
// reported, rather than taken for somebody else.
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

	"github.com/clientele-go/clientele/customer"
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

	// HTTP is what calls are made with; nil is a client with a time-out of 30
	// seconds. Redirects are not followed.
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

// Name is "mailchimp" and the audience's ID.
func (a *Audience) Name() string { return "mailchimp " + a.ID }

// String is the name.
func (a *Audience) String() string { return a.Name() }

// Format prints the name, whatever the verb.
func (a Audience) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.Name()) }

// LogValue is the name.
func (a Audience) LogValue() slog.Value { return slog.StringValue(a.Name()) }

// MarshalText writes the name.
func (a Audience) MarshalText() ([]byte, error) { return []byte(a.Name()), nil }

// member is what Mailchimp says of one.
type member struct {
	Email       string         `json:"email_address"`
	Status      string         `json:"status"`
	LastChanged time.Time      `json:"last_changed"`
	MergeFields map[string]any `json:"merge_fields"`
}

// state is how a member stands. Since is when they were changed last, so it can
// be later than the unsubscribe, never earlier. An archived member is
// unsubscribed, and so is one of an unknown kind. A transactional one is
// absent: they are sent no marketing, and have not refused it.
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

const perPage = 1000

// Members yields everyone in the audience but transactional contacts.
func (a *Audience) Members(ctx context.Context) iter.Seq2[mailing.Member, error] {
	return func(yield func(mailing.Member, error) bool) {
		seen := map[mailing.Secret]bool{}
		for read := 0; ; {
			var page struct {
				Members []member `json:"members"`
				Total   int      `json:"total_items"`
			}
			query := url.Values{"count": {strconv.Itoa(perPage)}, "offset": {strconv.Itoa(read)},
				"fields":     {"members.email_address,members.status,members.last_changed,total_items"},
				"sort_field": {"timestamp_signup"}, "sort_dir": {"ASC"}}
			if err := a.do(ctx, http.MethodGet, "/members?"+query.Encode(), nil, &page); err != nil {
				yield(mailing.Member{}, err)
				return
			}
			before := len(seen)
			for _, m := range page.Members {
				key := mailing.KeyOf(customer.Email(m.Email))
				if seen[key] {
					continue
				}
				seen[key] = true
				if s := m.state(); s != mailing.Absent && !yield(mailing.Member{Key: key, State: s, Since: m.LastChanged}, nil) {
					return
				}
			}
			read += len(page.Members)
			if len(seen) == before || read >= page.Total {
				return
			}
		}
	}
}

// Erase deletes the member for good. Mailchimp does not let an address that was
// deleted so be imported again; only the person can sign up.
func (a *Audience) Erase(ctx context.Context, address mailing.Secret) error {
	key := mailing.KeyOf(customer.Email(address.Reveal()))
	err := a.do(ctx, http.MethodPost, memberPath(key)+"/actions/delete-permanent", nil, nil)
	if status(err) == http.StatusNotFound {
		return nil
	}
	return err
}

// memberPath is where a member is: at the MD5 of the address with its ASCII letters
// lower-cased.
func memberPath(key mailing.Secret) string {
	sum := md5.Sum([]byte(key.Reveal())) // Mailchimp's choice; it protects nothing
	return "/members/" + hex.EncodeToString(sum[:])
}

// status is the HTTP status of an error, or 0.
func status(err error) int {
	var s *mailing.StatusError
	if errors.As(err, &s) {
		return s.Status
	}
	return 0
}

// do calls the API of the audience.
func (a *Audience) do(ctx context.Context, method, path string, body, answer any) error {
	base, err := a.base()
	if err != nil {
		return err
	}
	s := call.Service{HTTP: a.HTTP, Wait: a.Wait, Auth: func(r *http.Request) {
		r.SetBasicAuth("clientele", a.Key.Reveal()) // any user will do
	}}
	return s.Do(ctx, method, base+"/3.0/lists/"+url.PathEscape(a.ID)+path, body, answer)
}

// base is the address before the version.
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
