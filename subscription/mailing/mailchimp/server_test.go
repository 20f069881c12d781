package mailchimp_test

import (
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// server behaves as the documented API of list members does.
type server struct {
	now      time.Time
	all      []*member
	log      []string        // the calls, without whom
	statuses []string        // that were set on members who existed, "from to"
	bad      map[string]bool // addresses that are refused
	half     bool            // a batch is carried out and answered for its first half only
	whole    bool            // a batch is refused as a whole
	deleted  map[string]bool // for good
	short    bool            // a list of members ends before its total
	ascii    bool            // only ASCII letters are lower-cased
}

type member struct {
	ID      string            `json:"id"`
	Email   string            `json:"email_address"`
	Status  string            `json:"status"`
	Changed stamp             `json:"last_changed"`
	Merge   map[string]string `json:"merge_fields"`
}

// stamp is a time as Mailchimp writes it: an unknown one is empty.
type stamp struct{ time.Time }

func (t stamp) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte(`""`), nil
	}
	return json.Marshal(t.Format(time.RFC3339))
}

// seed puts somebody into the audience.
func (s *server) seed(m mailing.Member) {
	status := map[mailing.State]string{mailing.Subscribed: "subscribed", mailing.Pending: "pending", mailing.Cleaned: "cleaned"}[m.State]
	one := &member{Email: m.Key.Reveal(), Status: cmp.Or(status, "unsubscribed"), ID: s.hash(m.Key.Reveal())}
	one.Changed = stamp{m.Since}
	s.all = append(s.all, one)
}

// hash is where an address is found, lower-cased as the server does it.
func (s *server) hash(email string) string {
	lower := strings.ToLower(email)
	if s.ascii {
		lower = mailing.KeyOf(customer.Email(email)).Reveal()
	}
	sum := md5.Sum([]byte(lower))
	return hex.EncodeToString(sum[:])
}

// at is the hash that a path or an address names.
func (s *server) at(name string) string {
	if strings.Contains(name, "@") {
		return s.hash(name)
	}
	return name
}

// find is the member at a hash, or at an address.
func (s *server) find(name string) *member {
	at := s.at(name)
	for _, m := range s.all {
		if m.ID == at {
			return m
		}
	}
	return nil
}

type sent struct {
	Email       string            `json:"email_address"`
	Status      string            `json:"status"`
	StatusIfNew string            `json:"status_if_new"`
	Merge       map[string]string `json:"merge_fields"`
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, key, _ := r.BasicAuth()
	path, ok := strings.CutPrefix(r.URL.Path, "/3.0/lists/aud1")
	hash, deletes := strings.CutSuffix(strings.TrimPrefix(path, "/members/"), "/actions/delete-permanent")
	hash = s.at(hash)
	s.log = append(s.log, r.Method+" "+path[:min(len(path), len("/members/"))])
	switch {
	case key != "s3cret-us1":
		fail(w, http.StatusUnauthorized)
	case !ok:
		fail(w, http.StatusNotFound)
	case r.Method == "GET" && path == "/members":
		s.list(w, r)
	case r.Method == "POST" && path == "":
		s.batch(w, r)
	case r.Method == "POST" && deletes:
		s.erase(w, hash)
	default:
		s.one(w, r, hash)
	}
}

func fail(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": "Something", "detail": "about ann@example.com", "status": status})
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	all := []*member{}
	for _, m := range s.all {
		if (r.URL.Query().Get("status") == "archived") == (m.Status == "archived") {
			all = append(all, m)
		}
	}
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	count, _ := strconv.Atoi(r.URL.Query().Get("count"))
	from, total := min(offset, len(all)), len(all)
	if s.short {
		total++
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"members": all[from:min(from+count, len(all))], "total_items": total})
}

func (s *server) erase(w http.ResponseWriter, hash string) {
	m := s.find(hash)
	if m == nil {
		fail(w, http.StatusNotFound)
		return
	}
	s.deleted[hash] = true
	for i := range s.all {
		if s.all[i] == m {
			s.all = append(s.all[:i], s.all[i+1:]...)
			break
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// set changes a member, and notes a status that is set on one who exists.
func (s *server) set(m *member, b sent) {
	if b.Status != "" {
		s.statuses = append(s.statuses, m.Status+" "+b.Status)
		m.Status = b.Status
	}
	if b.Merge != nil {
		m.Merge = b.Merge
	}
	m.Changed = stamp{s.now}
}

func (s *server) create(b sent, status string) *member {
	m := &member{s.hash(b.Email), b.Email, status, stamp{s.now}, b.Merge}
	s.all = append(s.all, m)
	return m
}

// one serves GET, PUT and PATCH of a member.
func (s *server) one(w http.ResponseWriter, r *http.Request, hash string) {
	var b sent
	_ = json.NewDecoder(r.Body).Decode(&b) // GET has none
	m := s.find(hash)
	switch {
	case s.bad[b.Email] || s.deleted[hash] && r.Method != "GET":
		fail(w, http.StatusBadRequest)
		return
	case m == nil && r.Method == "PUT":
		m = s.create(b, cmp.Or(b.Status, b.StatusIfNew))
	case m == nil:
		fail(w, http.StatusNotFound)
		return
	case r.Method == "PUT" || r.Method == "PATCH":
		if m.Status == "cleaned" && b.Status != "" || m.Status == "unsubscribed" && b.Status == "subscribed" {
			fail(w, http.StatusBadRequest) // in compliance state
			return
		}
		s.set(m, b)
	}
	_ = json.NewEncoder(w).Encode(m)
}

func (s *server) batch(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Members        []sent
		UpdateExisting bool `json:"update_existing"`
	}
	if json.NewDecoder(r.Body).Decode(&b) != nil || len(b.Members) > 500 || s.whole {
		fail(w, http.StatusBadRequest)
		return
	}
	if s.half {
		b.Members = b.Members[:(len(b.Members)+1)/2]
	}
	var created, updated []*member
	var refused []map[string]string
	for _, one := range b.Members {
		m := s.find(one.Email)
		switch {
		case s.bad[one.Email] || s.deleted[s.hash(one.Email)]:
			refused = append(refused, map[string]string{"email_address": one.Email, "error_code": "ERROR_GENERIC", "error": one.Email + " looks fake"})
		case m == nil:
			created = append(created, s.create(one, one.Status))
		case m.Status == "archived": // the worst that it can do
			s.set(m, one)
			created = append(created, m)
		case b.UpdateExisting:
			s.set(m, one)
			updated = append(updated, m)
		default:
			refused = append(refused, map[string]string{"email_address": one.Email, "error_code": "ERROR_CONTACT_EXISTS", "error": one.Email + " is already a list member"})
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"new_members": created, "updated_members": updated, "errors": refused,
		"total_created": len(created), "total_updated": len(updated), "error_count": len(refused)})
}
