package pages

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/listmonk"
	"github.com/clientele-go/clientele/subscription/mailing/mailchimp"
)

// services are the mailing lists that were added, with their credentials, which stay in
// memory and are never shown.
type services struct {
	mu  sync.Mutex
	all []*service
}

// A service is one list of a mailing service.
type service struct {
	number   int
	provider mailing.Provider
	gate     *gate
	progress progress
	news     news
}

// progress is how far an upload is.
type progress struct {
	Running     bool
	Done, Total int
	Failed      int
	Results     *table // of the last upload
	Error       string
}

// maxServices is how many lists can be added.
const maxServices = 20

func (s *services) add(p mailing.Provider, g *gate) (*service, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.all, func(o *service) bool { return o.provider.Name() == p.Name() }); i >= 0 {
		s.all[i].provider, s.all[i].gate, s.all[i].news = p, g, news{} // the same list with other credentials
		return s.all[i], nil
	}
	if len(s.all) >= maxServices {
		return nil, badRequest{fmt.Errorf("there are %d lists already", maxServices)}
	}
	added := &service{number: len(s.all) + 1, provider: p, gate: g}
	s.all = append(s.all, added)
	return added, nil
}

func (s *services) find(number string) (*service, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(s.all) {
		return s.all[n-1], nil
	}
	return nil, errNoPage
}

// mailingView is what the template of the mailing lists shows.
type mailingView struct {
	Lists []tab
	Token string
}

// mailing shows the lists that were added, and the form that adds one.
func (s *server) mailing(r *http.Request, _ url.Values) (any, error) {
	if s.Acknowledgements == nil {
		return nil, errNoPage
	}
	body := mailingView{Token: s.token(r, "mailing", "", "")}
	s.services.mu.Lock()
	defer s.services.mu.Unlock()
	for _, l := range s.services.all {
		body.Lists = append(body.Lists, tab{Title: l.provider.Name(), Link: link("upload", url.Values{"list": {strconv.Itoa(l.number)}})})
	}
	return view{template: "mailing", Title: "Mailing lists", Nav: s.tabs("mailing", ""), Body: body}, nil
}

// addService adds a list with its credentials.
func (s *server) addService(r *http.Request, v url.Values) (any, error) {
	if s.Acknowledgements == nil {
		return nil, errNoPage
	}
	if !s.confirmed(r, v, "mailing", "", "") {
		return nil, errChanged
	}
	g := &gate{any: s.AnyAddress}
	p, err := s.provider(v, g)
	if err != nil {
		return nil, err
	}
	added, err := s.services.add(p, g)
	if err != nil {
		return nil, err
	}
	return redirect(link("upload", url.Values{"list": {strconv.Itoa(added.number)}})), nil
}

// provider makes a provider of what was typed.
func (s *server) provider(v url.Values, g *gate) (mailing.Provider, error) {
	switch v.Get("service") {
	case "listmonk":
		id, err := strconv.Atoi(v.Get("list"))
		base, errBase := s.address(v.Get("address"))
		if err := cmp.Or(err, errBase); err != nil || id < 1 || v.Get("user") == "" || v.Get("secret") == "" {
			return nil, badRequest{errors.New("listmonk needs the server's address, the API user, its token, and the number of the list")}
		}
		return &listmonk.List{BaseURL: base, User: mailing.NewSecret(v.Get("user")), Token: mailing.NewSecret(v.Get("secret")), ID: id, HTTP: g.client(), Wait: g.wait}, nil
	case "mailchimp":
		a := &mailchimp.Audience{Key: mailing.NewSecret(v.Get("secret")), ID: v.Get("list"), HTTP: g.client(), Wait: g.wait}
		if v.Get("address") != "" {
			base, err := s.address(v.Get("address"))
			if err != nil {
				return nil, badRequest{errors.New("the address of the service is not https://name")}
			}
			a.BaseURL = base
		}
		if v.Get("secret") == "" || a.ID == "" {
			return nil, badRequest{errors.New("a Mailchimp list needs the API key and the ID of the audience")}
		}
		return a, nil
	}
	return nil, badRequest{errors.New("service: want listmonk or mailchimp")}
}

// uploadView is what the template of one list shows.
type uploadView struct {
	Name      string
	New       int
	Counts    *table
	Reasons   *table
	Hidden    []option
	Confirm   string
	Progress  progress
	Unreached string // why there is no plan
}

// planUpload shows what an upload would do, in numbers with reasons (M1, M2), or how far
// the one that runs is.
func (s *server) planUpload(r *http.Request, v url.Values) (any, error) {
	l, err := s.services.find(v.Get("list"))
	if err != nil {
		return nil, err
	}
	out := view{template: "upload", Title: "Mailing list", Nav: s.tabs("mailing", "")}
	body := uploadView{Name: l.provider.Name(), Progress: s.services.progress(l)}
	if body.Progress.Running {
		out.Refresh, out.Body = 1, body
		return out, nil
	}
	version := s.version()
	p, err := s.plan(r.Context(), l)
	s.services.note(l, news{n: p.NewAddresses(), known: err == nil, planned: true, version: version})
	if err != nil {
		body.Unreached = l.plain(err)
		out.Body = body
		return out, nil
	}
	if err := body.count(p); err != nil {
		return nil, err
	}
	body.Hidden = hiddenWith(url.Values{"list": {strconv.Itoa(l.number)}}, s.token(r, "upload", l.provider.Name(), shownOf(p)))
	out.Body = body
	return out, nil
}

func (s *services) progress(l *service) progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	return l.progress
}

func (s *server) plan(ctx context.Context, l *service) (mailing.Proposal, error) {
	shop := mailing.Shop{Customers: s.Facts, Consents: s.Consents, Acknowledgements: s.Acknowledgements}
	if shop.Consents == nil {
		shop.Consents = mailing.Memory{}
	}
	return mailing.Plan(ctx, shop, l.provider, mailing.Query{AsOf: s.Now()})
}

// plain returns an error in the library's words, which show no credential and no
// address, unless it is of somebody else.
func (l *service) plain(err error) string {
	var status *mailing.StatusError
	switch {
	case l.gate.refused.Load():
		return capital(errPrivate.Error()) + "."
	case errors.As(err, &status):
		return status.Error()
	case errors.Is(err, mailing.ErrProvider), errors.Is(err, mailing.ErrStopped):
		return "The service does not answer as it should."
	}
	return "The service could not be reached, or gave another answer than expected."
}

// shownOf returns a plan as the token has it: how many of each action.
func shownOf(p mailing.Proposal) string {
	return fmt.Sprint(p.Count(mailing.Add), p.Count(mailing.Update), p.Count(mailing.Unsubscribe))
}

// countRow is how many addresses something happens to.
type countRow struct {
	What      export.Word `csv:"what" json:"what"`
	Addresses int         `csv:"addresses" json:"addresses"`
}

// count fills in the numbers of a plan.
func (u *uploadView) count(p mailing.Proposal) (err error) {
	u.New, u.Confirm = p.NewAddresses(), "Upload "+newAddresses(p.NewAddresses())
	var counts, reasons []countRow
	for _, o := range []mailing.Operation{mailing.Add, mailing.Update, mailing.Unsubscribe, mailing.Skip} {
		counts = append(counts, countRow{export.Word(o.String()), p.Count(o)})
	}
	by := map[mailing.Reason]int{}
	for _, skipped := range p.Skipped {
		by[skipped.Reason]++
	}
	for reason := mailing.UpToDate; reason <= mailing.Refused; reason++ {
		if by[reason] > 0 {
			reasons = append(reasons, countRow{export.Word(reason.String()), by[reason]})
		}
	}
	if u.Counts, err = newTable("plan", "What an upload does", export.Rows(counts...)); err != nil {
		return err
	}
	u.Reasons, err = newTable("reasons", "Why addresses are skipped", export.Rows(reasons...))
	return err
}

// upload carries out a plan that was shown. It runs on when the person leaves; the page
// shows how far it is.
func (s *server) upload(r *http.Request, v url.Values) (any, error) {
	l, err := s.services.find(v.Get("list"))
	if err != nil {
		return nil, err
	}
	p, err := s.plan(r.Context(), l)
	if err != nil {
		return nil, badRequest{errors.New(l.plain(err))}
	}
	if !s.confirmed(r, v, "upload", l.provider.Name(), shownOf(p)) {
		return nil, errChanged
	}
	if s.services.begin(l, len(p.Changes)) {
		go s.apply(context.WithoutCancel(r.Context()), l, p)
	}
	return redirect(link("upload", url.Values{"list": {strconv.Itoa(l.number)}})), nil
}

// begin notes that an upload runs. It reports whether none did.
func (s *services) begin(l *service, total int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.progress.Running {
		return false
	}
	l.progress = progress{Running: true, Total: total}
	return true
}

// apply carries out a plan and notes what became of it.
func (s *server) apply(ctx context.Context, l *service, p mailing.Proposal) {
	course := mailing.Course{Progress: func(r mailing.Result) {
		s.services.mu.Lock()
		defer s.services.mu.Unlock()
		if l.progress.Done++; r.Err != nil {
			l.progress.Failed++
		}
	}}
	results, err := mailing.Apply(ctx, p, l.provider, s.Acknowledgements, course)
	t, errTable := resultsTable(results)
	s.services.done(l, t, errors.Is(err, mailing.ErrStopped) || errTable != nil, err)
	s.count(ctx, l, l, s.version())
}

// done notes that an upload has ended.
func (s *services) done(l *service, results *table, failed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.progress.Running, l.progress.Results = false, results; failed {
		l.progress.Error = l.plain(err)
	}
}

// resultsTable shows what the service did with each address (M6).
func resultsTable(results []mailing.Result) (*table, error) {
	var rows []resultRow
	for _, r := range results {
		row := resultRow{Address: export.Word(r.Change.Key.Fingerprint()), Action: export.Word(r.Change.Operation.String())}
		row.State = export.Word(r.State.String())
		if r.Err != nil {
			row.State, row.Why = "not done", export.Word(r.Err.Error())
		}
		rows = append(rows, row)
	}
	return newTable("results", "What the last upload did", export.Rows(rows...))
}

// resultRow is what became of one change.
type resultRow struct {
	Address export.Word `csv:"address" json:"address"`
	Action  export.Word `csv:"action" json:"action"`
	State   export.Word `csv:"state" json:"state"`
	Why     export.Word `csv:"why" json:"why"`
}
