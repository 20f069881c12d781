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
	says     [2]string       // the title and the detail of that refusal; empty is as one that looks fake
	down     map[string]bool // addresses whose writes are answered with 500
	faster   string          // an address that signs up and leaves just before it is added
	bodies   []sent          // what was sent for single members
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
	SignUp      string `json:"timestamp_signup"`
	OptIn       string `json:"timestamp_opt"`
	Permissions []struct {
		ID      string `json:"marketing_permission_id"`
		Enabled bool   `json:"enabled"`
	} `json:"marketing_permissions"`
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
	case r.Method == "GET" && path == "":
		_, _ = w.Write([]byte(`{"id": "aud1"}`))
	case r.Method == "POST" && path == "":
		s.batch(w, r)
	case r.Method == "POST" && path == "/members":
		s.add(w, r)
	case r.Method == "POST" && deletes:
		s.erase(w, hash)
	default:
		s.one(w, r, hash)
	}
}

func fail(w http.ResponseWriter, status int) { say(w, status, "Something", "about ann@example.com") }

// say refuses as the documented problems do.
func say(w http.ResponseWriter, status int, title, detail string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "of 3.0", "title": title, "detail": detail, "status": status, "instance": "x"})
}

// refuses answers for a member who is not taken.
func (s *server) refuses(w http.ResponseWriter, email, hash string) bool {
	switch {
	case s.down[email]:
		fail(w, http.StatusInternalServerError)
	case s.bad[email]:
		says := s.refusal(email)
		say(w, http.StatusBadRequest, says[0], says[1])
	case s.deleted[hash]:
		say(w, http.StatusBadRequest, "Forgotten Email Not Subscribed", email+" was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.")
	default:
		return false
	}
	return true
}

func (s *server) refusal(email string) [2]string {
	if s.says == ([2]string{}) {
		return [2]string{"Invalid Resource", email + " looks fake or invalid, please enter a real email address."}
	}
	return s.says
}

// add serves the POST of a new member.
func (s *server) add(w http.ResponseWriter, r *http.Request) {
	var b sent
	_ = json.NewDecoder(r.Body).Decode(&b)
	s.bodies = append(s.bodies, b)
	if s.refuses(w, b.Email, s.hash(b.Email)) {
		return
	}
	if s.faster == b.Email {
		s.seed(mailing.Member{Key: mailing.NewSecret(b.Email), State: mailing.Unsubscribed, Since: s.now})
	}
	if s.find(b.Email) != nil {
		say(w, http.StatusBadRequest, "Member Exists", b.Email+" is already a list member. Use PUT to insert or update list members.")
		return
	}
	_ = json.NewEncoder(w).Encode(s.create(b, b.Status))
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
	if r.Method != "GET" {
		s.bodies = append(s.bodies, b)
		email := b.Email
		if m != nil {
			email = m.Email
		}
		if s.refuses(w, email, hash) {
			return
		}
	}
	switch {
	case m == nil && r.Method == "PUT":
		m = s.create(b, cmp.Or(b.Status, b.StatusIfNew))
	case m == nil:
		fail(w, http.StatusNotFound)
		return
	case r.Method == "PUT" || r.Method == "PATCH":
		if m.Status == "cleaned" && b.Status != "" || m.Status == "unsubscribed" && b.Status == "subscribed" {
			say(w, http.StatusBadRequest, "Member In Compliance State", m.Email+" is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.")
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
	for _, one := range b.Members {
		if s.down[one.Email] {
			fail(w, http.StatusInternalServerError)
			return
		}
	}
	s.bodies = append(s.bodies, b.Members...)
	if s.half {
		b.Members = b.Members[:(len(b.Members)+1)/2]
	}
	var created, updated []*member
	var refused []map[string]string
	for _, one := range b.Members {
		m := s.find(one.Email)
		switch {
		case s.bad[one.Email] || s.deleted[s.hash(one.Email)]:
			refused = append(refused, map[string]string{"email_address": one.Email, "error_code": "ERROR_GENERIC", "error": s.refused(one.Email)})
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

// refused is what a batch says of a member who is not taken.
func (s *server) refused(email string) string {
	if s.deleted[s.hash(email)] {
		return email + " was permanently deleted and cannot be re-imported."
	}
	return s.refusal(email)[1]
}
