package pages

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// news is how many new addresses a list has, as of a state of the shop.
type news struct {
	n        int
	known    bool // the last plan worked
	planned  bool
	version  uint64 // of the state
	counting bool   // a plan is being made
}

// maxPlan bounds a plan that nobody waits for.
const maxPlan = 2 * time.Minute

// version returns the version of the shop's state, 0 if it has none.
func (s *server) version() uint64 {
	if s.State == nil {
		return 0
	}
	now, done := s.State()
	defer done()
	return now.Version
}

// uploads returns the button of each list that was added, with the number of its new
// addresses. The number is the last plan's, since a plan asks the service. If the shop has
// changed since, the next plan is made meanwhile, and a later page has its number.
func (s *server) uploads(ctx context.Context) (all []tab) {
	s.services.mu.Lock()
	none := len(s.services.all) == 0
	s.services.mu.Unlock()
	if none {
		return nil
	}
	version := s.version()
	s.services.mu.Lock()
	defer s.services.mu.Unlock()
	for _, l := range s.services.all {
		b := tab{Title: "Upload", Link: link("upload", url.Values{"list": {strconv.Itoa(l.number)}})}
		if l.news.known {
			b.Title += " " + newAddresses(l.news.n)
		}
		if len(s.services.all) > 1 || !l.news.known {
			b.Title += " to " + l.provider.Name()
		}
		all = append(all, b)
		old := !l.news.planned || l.news.version != version || s.State == nil
		if old && !l.news.counting && !l.progress.Running {
			l.news.counting = true
			go s.count(context.WithoutCancel(ctx), l, &service{provider: l.provider, gate: l.gate}, version)
		}
	}
	return all
}

func newAddresses(n int) string {
	if n == 1 {
		return "1 new address"
	}
	return fmt.Sprintf("%d new addresses", n)
}

// count plans an upload to the list of now, for its number alone.
func (s *server) count(ctx context.Context, l, now *service, version uint64) {
	ctx, cancel := context.WithTimeout(ctx, maxPlan)
	defer cancel()
	p, err := s.plan(ctx, now)
	s.services.note(l, news{n: p.NewAddresses(), known: err == nil, planned: true, version: version})
}

func (s *services) note(l *service, n news) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.news = n
}
