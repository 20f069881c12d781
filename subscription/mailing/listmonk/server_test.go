package listmonk_test

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// server behaves as the documented API of subscribers does.
type server struct {
	now  time.Time
	last int
	all  []*person
	log  []string // the calls, without what they carry
	bad  string   // an address that is refused, with says
	says string   // the key of the server's words
	cap  int      // subscribers on a page, at most; 0 is any number
	asks []int    // who was sent the opt-in mail

	unsent string // an address whose mail is refused

	// The user may not manage the list. Version 4.1 says that a change of it
	// succeeded, and changes nothing; 4.1 and 5.1 take a subscriber for no list.
	denied bool

	old bool // before 6.1, which brought PATCH: 404 with 3.0, 4.1 and 5.1
}

type person struct {
	ID      int             `json:"id"`
	Email   string          `json:"email"`
	Name    string          `json:"name"`
	Status  string          `json:"status"`
	Attribs json.RawMessage `json:"attribs"`
	Updated time.Time       `json:"updated_at"`
	Lists   []*entry        `json:"lists"`
}

type entry struct {
	ID      int        `json:"id"`
	Status  string     `json:"subscription_status"`
	Created time.Time  `json:"subscription_created_at"`
	Updated *time.Time `json:"subscription_updated_at,omitempty"`
}

const ours, others = 3, 4

// seed puts somebody on the list.
func (s *server) seed(m mailing.Member) {
	s.last++
	p := &person{ID: s.last, Email: m.Key.Reveal(), Name: "old", Status: "enabled", Updated: m.Since, Attribs: json.RawMessage(`{"city":"Oslo"}`)}
	on := &entry{ID: ours, Created: m.Since.Add(-time.Hour)}
	if !m.Since.IsZero() {
		on.Updated = &m.Since
	}
	switch m.State {
	case mailing.Subscribed:
		on.Status = "confirmed"
	case mailing.Pending:
		on.Status = "unconfirmed"
	case mailing.Cleaned:
		p.Status, on.Status = "blocklisted", "unsubscribed"
	default:
		on.Status = "unsubscribed"
	}
	p.Lists = []*entry{on}
	s.all = append(s.all, p)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, token, _ := r.BasicAuth()
	path, api := strings.CutPrefix(r.URL.Path, "/api/subscribers")
	list, isList := strings.CutPrefix(r.URL.Path, "/api/lists/")
	s.log = append(s.log, r.Method+" "+regexp.MustCompile(`\d+`).ReplaceAllString(path, "N"))
	switch id, err := strconv.Atoi(strings.TrimPrefix(path, "/")); {
	case user != "api" || token != "s3cret":
		s.fail(w, http.StatusForbidden)
	case r.URL.Path == "/api/config":
		reply(w, map[string]any{"lang": "de"})
	case r.URL.Path == "/api/lang/de":
		reply(w, words)
	case isList:
		s.list(w, list)
	case !api:
		s.fail(w, http.StatusNotFound)
	case r.Method == "GET" && path == "":
		s.get(w, r)
	case r.Method == "POST" && path == "":
		s.post(w, r)
	case r.Method == "PUT" && path == "/lists":
		s.lists(w, r)
	case r.Method == "PATCH" && err == nil && !s.old:
		s.patch(w, r, id)
	case r.Method == "PUT" && err == nil:
		s.put(w, r, id)
	case r.Method == "POST" && strings.HasSuffix(path, "/optin"):
		s.optin(w, strings.TrimSuffix(path, "/optin"))
	case r.Method == "DELETE" && err == nil:
		s.all = slices.DeleteFunc(s.all, func(p *person) bool { return p.ID == id })
		reply(w, true)
	default:
		s.fail(w, http.StatusNotFound)
	}
}

func (s *server) fail(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": "something about ann@example.com"})
}

// words are some of the server's, in its language.
var words = map[string]string{
	"subscribers.invalidEmail": "Keine Adresse.", "subscribers.domainBlocklisted": "Domain gesperrt.",
	"subscribers.invalidName": "Kein Name.", "subscribers.other": "Etwas anderes.",
}

// refuse answers with 400 and the server's words (seen with 3.0, 4.1, 5.1 and 6.2).
func (s *server) refuse(w http.ResponseWriter, key string) {
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": words[key]})
}

func reply(w http.ResponseWriter, data any) {
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// The conditions that a query can be, in parentheses or not.
var (
	quoted  = regexp.MustCompile(`^\(?LOWER\(subscribers\.email\) = LOWER\('((?:[^']|'')*)'\)\)?$`)
	equals  = regexp.MustCompile(`^\(LOWER\(subscribers\.email\) = LOWER\(convert_from\(decode\('([0-9a-f]*)', 'hex'\), 'UTF8'\)\)\)$`)
	further = regexp.MustCompile(`^\(subscribers\.id > (\d+)\)$`)
)

// where is a query's condition. The server replaces %order% in it (seen with 3.0,
// 4.1, 5.1 and 6.2), and cannot compare with a NUL.
func where(query string) func(*person) bool {
	query = strings.ReplaceAll(query, "%order%", "subscribers.id asc")
	if m := quoted.FindStringSubmatch(query); m != nil {
		return func(p *person) bool { return strings.EqualFold(p.Email, strings.ReplaceAll(m[1], "''", "'")) }
	}
	if m := equals.FindStringSubmatch(query); m != nil {
		address, err := hex.DecodeString(m[1])
		if err != nil || bytes.ContainsRune(address, 0) || !utf8.Valid(address) {
			return nil
		}
		return func(p *person) bool { return strings.EqualFold(p.Email, string(address)) }
	}
	if m := further.FindStringSubmatch(query); m != nil {
		last, _ := strconv.Atoi(m[1])
		return func(p *person) bool { return p.ID > last }
	}
	return nil
}

// get pages by number. The order by anything but the number is none, as many
// subscribers can have the same time, and the count can be an old one. Without a
// condition the server relies on that count: if it is zero, so is the answer
// (seen with 3.0 and 4.1, with slow-query caching).
func (s *server) get(w http.ResponseWriter, r *http.Request) {
	var found []*person
	if q := r.URL.Query().Get("query"); q != "" {
		ok := where(q)
		if ok == nil {
			s.fail(w, http.StatusBadRequest)
			return
		}
		found = slices.DeleteFunc(slices.Clone(s.all), func(p *person) bool { return !ok(p) })
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	per, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	if s.cap > 0 {
		per = min(per, s.cap)
	}
	if r.URL.Query().Get("order_by") != "" && page%2 == 0 {
		found = slices.Clone(found)
		slices.Reverse(found)
	}
	from := min((page-1)*per, len(found))
	reply(w, map[string]any{"results": found[from:min(from+per, len(found))], "total": len(found) / 2, "page": page, "per_page": per})
}

// optin sends the opt-in mail to who is unconfirmed.
func (s *server) optin(w http.ResponseWriter, path string) {
	id, _ := strconv.Atoi(strings.TrimPrefix(path, "/"))
	if slices.ContainsFunc(s.all, func(p *person) bool { return p.ID == id && p.Email == s.unsent }) {
		s.fail(w, http.StatusInternalServerError) // seen with 5.1 and 6.2; 3.0 and 4.1 say nothing
		return
	}
	s.confirm(id)
	reply(w, true)
}

// confirm sends one mail for all lists that are unconfirmed, if there are any.
func (s *server) confirm(id int) {
	for _, p := range s.all {
		if p.ID == id && slices.ContainsFunc(p.Lists, func(e *entry) bool { return e.Status == "unconfirmed" }) {
			s.asks = append(s.asks, id)
		}
	}
}

// list is one list, a 400 if there is none; without a number versions 3.0 and 4.1
// answer with another one, or with many.
func (s *server) list(w http.ResponseWriter, number string) {
	switch id, _ := strconv.Atoi(number); id {
	case ours, others:
		reply(w, map[string]any{"id": id, "name": "a list"})
	case 0:
		reply(w, map[string]any{"results": []any{}})
	default:
		s.fail(w, http.StatusBadRequest)
	}
}

type sent struct {
	Email, Name, Status string
	Lists               []int
	Attribs             json.RawMessage
	Preconfirm          bool  `json:"preconfirm_subscriptions"`
	IDs                 []int `json:"ids"`
	Targets             []int `json:"target_list_ids"`
	Action              string
}

func (s *server) post(w http.ResponseWriter, r *http.Request) {
	var b sent
	switch {
	case json.NewDecoder(r.Body).Decode(&b) != nil || b.Name == "":
		s.fail(w, http.StatusBadRequest)
		return
	case b.Email == s.bad:
		s.refuse(w, s.says)
		return
	case strings.ContainsRune(b.Name, 0):
		s.fail(w, http.StatusInternalServerError)
		return
	}
	b.Email = strings.ToLower(b.Email)
	for _, p := range s.all {
		if p.Email == b.Email {
			s.fail(w, http.StatusConflict)
			return
		}
	}
	s.last++
	p := &person{ID: s.last, Email: b.Email, Name: b.Name, Status: b.Status, Updated: s.now}
	for _, l := range b.Lists {
		if l != ours && l != others || s.denied {
			continue // and yet a success: seen with 3.0, 4.1, 5.1 and 6.2
		}
		e := &entry{ID: l, Status: "unconfirmed", Created: s.now, Updated: &s.now}
		if b.Preconfirm {
			e.Status = "confirmed"
		}
		p.Lists = append(p.Lists, e)
	}
	s.all = append(s.all, p)
	reply(w, p)
}

// lists changes memberships; adding sets the status whatever it was, and leaves
// the time of one that was there alone (seen with 3.0, 4.1, 5.1 and 6.2).
func (s *server) lists(w http.ResponseWriter, r *http.Request) {
	var b sent
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		s.fail(w, http.StatusBadRequest)
		return
	}
	for _, p := range s.all {
		if !slices.Contains(b.IDs, p.ID) || s.denied {
			continue
		}
		i := slices.IndexFunc(p.Lists, func(e *entry) bool { return e.ID == b.Targets[0] })
		switch {
		case b.Action == "add" && i < 0:
			p.Lists = append(p.Lists, &entry{b.Targets[0], b.Status, s.now, &s.now})
		case b.Action == "add":
			p.Lists[i].Status = b.Status
		case b.Action == "unsubscribe" && i >= 0:
			p.Lists[i].Status, p.Lists[i].Updated = "unsubscribed", &s.now
		}
	}
	reply(w, true)
}

// takes reports whether a change of a name is possible: not to one of more than
// 2,000 bytes (400, though a creation takes it), nor to one with a NUL (500). Seen
// with 3.0, 4.1, 5.1 and 6.2.
func (s *server) takes(w http.ResponseWriter, name string) bool {
	switch {
	case len(name) > 2000:
		s.refuse(w, "subscribers.invalidName")
	case strings.ContainsRune(name, 0):
		s.fail(w, http.StatusInternalServerError)
	default:
		return true
	}
	return false
}

// patch changes what is given, and sends mail to confirm every list that is
// unconfirmed unless it is to preconfirm, which without lists confirms none (seen
// with 6.2).
func (s *server) patch(w http.ResponseWriter, r *http.Request, id int) {
	var b sent
	if json.NewDecoder(r.Body).Decode(&b) != nil || !s.takes(w, b.Name) {
		return
	}
	for _, p := range s.all {
		if p.ID == id {
			p.Name, p.Status, p.Updated = b.Name, cmp.Or(b.Status, p.Status), s.now
		}
	}
	if !b.Preconfirm {
		s.confirm(id)
	}
	reply(w, true)
}

// put replaces a subscriber. Version 4.1 subscribes to every list that is named,
// others leave one that was left alone; all of them forget those that are not
// named, send mail to confirm those that are unconfirmed, or confirm them.
func (s *server) put(w http.ResponseWriter, r *http.Request, id int) {
	var b sent
	if json.NewDecoder(r.Body).Decode(&b) != nil || !s.takes(w, b.Name) {
		return
	}
	for _, p := range s.all {
		if p.ID != id {
			continue
		}
		var lists []*entry
		for _, l := range b.Lists {
			e := &entry{l, "unconfirmed", s.now, &s.now}
			for _, old := range p.Lists {
				if old.ID == l && (old.Status == "confirmed" || b.Preconfirm) {
					e.Status = "confirmed"
				}
			}
			lists = append(lists, e)
		}
		p.Name, p.Status, p.Attribs, p.Lists, p.Updated = b.Name, cmp.Or(b.Status, p.Status), b.Attribs, lists, s.now
	}
	if !b.Preconfirm {
		s.confirm(id)
	}
	reply(w, true)
}
