package house

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/loaded"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/mailing"
)

var (
	bg   = context.Background()
	noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
)

// maker makes what has unexported fields, by the means that hosts have.
type maker func(t *testing.T, f *filler) any

func makers() map[string]maker {
	return map[string]maker{
		"notify.Token": func(_ *testing.T, f *filler) any { return notify.NewToken(f.canary(&credential, "notify.Token")) },
		"subscription/mailing.Secret": func(_ *testing.T, f *filler) any {
			return mailing.NewSecret(f.canary(&credential, "mailing.Secret"))
		},
		"gdpr.Key":                        func(t *testing.T, f *filler) any { return newKey(t, f) },
		"customer.Cursor":                 func(t *testing.T, f *filler) any { return newCursor(t, f) },
		"customer.CursorKey":              func(t *testing.T, f *filler) any { return *newCursorKey(t, f) },
		"customer.Sum":                    func(*testing.T, *filler) any { return customer.Sum{} },
		"customer/segment.Segment":        newSegment,
		"customer.StatusTrend":            newStatusTrend,
		"customer/lifecycle.CohortReport": newCohorts,
		"*customer/rollup.Memory":         newRollup,
		"customer.Paging":                 func(t *testing.T, f *filler) any { p, _ := newPaging(t, f); return *p },
		"customer.Place":                  func(t *testing.T, f *filler) any { _, place := newPaging(t, f); return place },
		"customer.Sorted": func(t *testing.T, f *filler) any {
			return *f.value(t, of[customer.Memory]()).(customer.Memory).Sorted()
		},
		"*customer/loaded.Customers": func(t *testing.T, f *filler) any {
			c, err := loaded.Load(bg, f.value(t, of[customer.Memory]()).(customer.Memory), nil)
			if err != nil {
				t.Fatal(err)
			}
			return c
		},
		"*engagement.Loaded": func(t *testing.T, f *filler) any {
			l, err := engagement.Load(bg, f.value(t, of[engagement.Memory]()).(engagement.Memory), nil)
			if err != nil {
				t.Fatal(err)
			}
			return l
		},
		"*subscription.Loaded": func(t *testing.T, f *filler) any {
			l, err := subscription.Load(bg, f.value(t, of[subscription.Memory]()).(subscription.Memory), nil)
			if err != nil {
				t.Fatal(err)
			}
			return l
		},
		"*notify.Loaded": func(t *testing.T, f *filler) any {
			l, err := notify.Load(bg, f.value(t, of[notify.Memory]()).(notify.Memory), nil)
			if err != nil {
				t.Fatal(err)
			}
			return l
		},
		"engagement.Sorted": func(t *testing.T, f *filler) any {
			return *f.value(t, of[engagement.Memory]()).(engagement.Memory).Sorted()
		},
		"subscription.Sorted": func(t *testing.T, f *filler) any {
			return *f.value(t, of[subscription.Memory]()).(subscription.Memory).Sorted()
		},
		"notify.Sorted":                              func(t *testing.T, f *filler) any { return *f.value(t, of[notify.Memory]()).(notify.Memory).Sorted() },
		"engagement.Groups":                          newGroups,
		"subscription/mailing.Shop":                  newShop,
		"subscription/mailing.Proposal":              func(t *testing.T, f *filler) any { return newProposal(t, f) },
		"subscription/mailing.Change":                func(t *testing.T, f *filler) any { return newProposal(t, f).Changes[0] },
		"*subscription/mailing.ContactError":         newContactError,
		"*subscription/mailing.FileAcknowledgements": newFileAcknowledgements,
		"*export/folder.Error":                       func(t *testing.T, f *filler) any { return newFolderError(t, f) },
		"*export.Problems":                           func(t *testing.T, f *filler) any { return newFolderError(t, f).Problems },

		"gdpr.Receipt":           func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).receipt },
		"gdpr.Guard":             func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).registry.Guard() },
		"*gdpr.Registry":         func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).registry },
		"*gdpr.FileJournal":      func(t *testing.T, f *filler) any { return newErasure(t, f, inFiles(t)).registry.Journal },
		"*gdpr.FileTombstones":   func(t *testing.T, f *filler) any { return newErasure(t, f, inFiles(t)).registry.Tombstones },
		"*gdpr.MemoryJournal":    func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).registry.Journal },
		"*gdpr.MemoryTombstones": func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).registry.Tombstones },
		"*gdpr.ReceiptError":     newReceiptError,
		"*gdpr.Error":            func(t *testing.T, f *filler) any { return newErasure(t, f, inMemory(t)).failed },
	}
}

func newKey(t *testing.T, f *filler) gdpr.Key {
	t.Helper()
	k, err := gdpr.NewKey("k1", []byte(f.canary(&credential, "gdpr.Key")+" is 32 bytes and more, as it must be"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newCursorKey(t *testing.T, f *filler) *customer.CursorKey {
	t.Helper()
	k, err := customer.NewCursorKey([]byte(f.canary(&credential, "customer.CursorKey") + " is 32 bytes and more, as it must be"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// newCursor is the cursor of a list that is sorted by e-mail.
func newCursor(t *testing.T, f *filler) customer.Cursor {
	t.Helper()
	email := customer.Email(f.canary(&personal, "customer.Cursor"))
	repo := customer.Memory{Customers: []customer.Customer{{ID: "1", Email: email}, {ID: "2"}}}
	page, err := customer.List(bg, repo, customer.Query{AsOf: noon, Limit: 1, Sort: customer.Sort{Column: "email"}}, &customer.Run{CursorKey: newCursorKey(t, f)})
	if err != nil || page.Next == "" {
		t.Fatal(err, page)
	}
	return page.Next
}

// newSegment is a segment of those with a name.
func newSegment(t *testing.T, f *filler) any {
	t.Helper()
	s, err := segment.Parse(`name = "` + f.canary(&personal, "customer/segment.Segment") + `"`)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newStatusTrend is the trend of somebody who logged in.
func newStatusTrend(t *testing.T, f *filler) any {
	t.Helper()
	email := customer.Email(f.canary(&personal, "customer.StatusTrend"))
	repo := customer.Memory{Customers: []customer.Customer{{ID: "1", Email: email}}, Logins: []customer.Login{{Customer: "1", At: noon}}}
	trend, err := customer.TrackStatus(bg, repo, over(customer.Query{AsOf: noon}, calendar.Span{}, calendar.Day), nil)
	if err != nil {
		t.Fatal(err)
	}
	return trend
}

// newCohorts is the cohort of somebody who logged in and bought something.
func newCohorts(t *testing.T, f *filler) any {
	t.Helper()
	email := customer.Email(f.canary(&personal, "customer/lifecycle.CohortReport"))
	repo := customer.Memory{
		Customers: []customer.Customer{{ID: "1", Email: email}}, Logins: []customer.Login{{Customer: "1", At: noon}},
		Orders: []customer.Order{{Customer: "1", PaidAt: noon, Total: customer.Money{Currency: "EUR"}}},
	}
	r, err := lifecycle.Cohorts(bg, repo, lifecycle.CohortQuery{AsOf: noon, Money: true}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newGroups(t *testing.T, f *filler) any {
	t.Helper()
	value := engagement.Value{Field: "phone", Value: f.canary(&personal, "engagement.Groups")}
	var r engagement.Report
	r.Add(&engagement.Digest{ID: "1", LastInteraction: noon, Values: []engagement.Value{value}}, &engagement.Query{AsOf: noon, Top: 1})
	if g := r.ByValue["phone"]; g != nil && g.Total == 1 {
		return *g
	}
	t.Fatal("no groups")
	return nil
}

func newShop(t *testing.T, f *filler) any {
	t.Helper()
	return mailing.Shop{
		Customers:        f.value(t, of[customer.Memory]()).(customer.Memory),
		Consents:         f.value(t, of[mailing.Memory]()).(mailing.Memory),
		Acknowledgements: f.value(t, of[*mailing.MemoryAcknowledgements]()).(*mailing.MemoryAcknowledgements),
	}
}

// refusing is a mailing list that refuses everybody, and says whom.
type refusing struct{ text string }

func (r refusing) Name() string { return "refusing" }

func (r refusing) Members(context.Context) iter.Seq2[mailing.Member, error] {
	return func(func(mailing.Member, error) bool) {}
}

func (r refusing) Push(_ context.Context, changes []mailing.Change) iter.Seq2[mailing.Outcome, error] {
	return func(yield func(mailing.Outcome, error) bool) {
		for _, c := range changes {
			if !yield(mailing.Outcome{ID: c.ID, Err: errors.New(r.text)}, nil) {
				return
			}
		}
	}
}

func newContactError(t *testing.T, f *filler) any {
	t.Helper()
	text := f.canary(&credential, "mailing.ContactError")
	consent := customer.Consent{Answer: customer.Granted, At: noon}
	shop := mailing.Shop{
		Customers:        customer.Memory{Customers: []customer.Customer{{ID: "1", Email: customer.Email(text + "@example.com"), EmailConsent: consent}}},
		Consents:         mailing.Memory{},
		Acknowledgements: &mailing.MemoryAcknowledgements{},
	}
	plan, err := mailing.Plan(bg, shop, refusing{text}, mailing.Query{AsOf: noon})
	if err != nil {
		t.Fatal(err)
	}
	var failed *mailing.ContactError
	if _, err = mailing.Apply(bg, plan, refusing{text}, shop.Acknowledgements, mailing.Course{}); !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return failed
}

// newProposal is a plan that adds somebody, and saw somebody else opt out.
func newProposal(t *testing.T, f *filler) mailing.Proposal {
	t.Helper()
	text := func(what string) string { return f.canary(&personal, "mailing.Proposal "+what) }
	var s customer.Memory
	for _, id := range []customer.ID{"1", "2"} {
		s.Customers = append(s.Customers, customer.Customer{
			ID: id, Name: text("name"), Email: customer.Email(text("address") + "@example.com"),
			EmailConsent: customer.Consent{Answer: customer.Granted, At: noon},
		})
	}
	away := mailing.KeyOf(s.Customers[1].Email)
	shop := mailing.Shop{Customers: s, Consents: mailing.Memory{}, Acknowledgements: &mailing.MemoryAcknowledgements{}}
	plan, err := mailing.Plan(bg, shop, optedOut{key: away}, mailing.Query{AsOf: noon})
	if err != nil || len(plan.Changes) != 1 || len(plan.Skipped) != 1 {
		t.Fatalf("%d changes, %d skipped, %v", len(plan.Changes), len(plan.Skipped), err)
	}
	return plan
}

// optedOut is a mailing list whose one member unsubscribed.
type optedOut struct {
	refusing
	key mailing.Secret
}

func (l optedOut) Members(context.Context) iter.Seq2[mailing.Member, error] {
	return func(yield func(mailing.Member, error) bool) {
		yield(mailing.Member{Key: l.key, State: mailing.Unsubscribed}, nil)
	}
}

func newFileAcknowledgements(t *testing.T, f *filler) any {
	t.Helper()
	key := mailing.FileKey{ID: "k1", Secret: mailing.NewSecret(f.canary(&credential, "mailing.FileKey") + " is 32 bytes and more, as it must be")}
	file, err := mailing.OpenAcknowledgements(filepath.Join(t.TempDir(), "acknowledgements"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	if err := file.Record(bg, f.value(t, of[mailing.Acknowledgement]()).(mailing.Acknowledgement)); err != nil {
		t.Fatal(err)
	}
	return file
}

// newFolderError is what is wrong with files whose every cell is a canary.
func newFolderError(t *testing.T, f *filler) *folder.Error {
	t.Helper()
	cell := func(name string) string { return f.canary(&personal, "a cell of "+name) }
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"customers.csv": "id,email,created_at,birthday,signed_up\n1," + cell("email") + "," + cell("created_at") + "," + cell("birthday") + "," + cell("signed_up") + "\n",
		"logins.csv":    "customer_id," + cell("header") + "\n1,2\n",
		"orders.csv":    "id,customer_id\n\"" + cell("quoted") + "\"" + cell("after the quote") + ",1\n",
		"tags.csv":      "customer_id,name\n1," + cell("name") + "," + cell("too many") + "\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err := folder.Read(bg, files, folder.Options{})
	var failed *folder.Error
	if !errors.As(err, &failed) || failed.Problems.Len() < 5 {
		t.Fatal(err)
	}
	return failed
}

// erasure is what comes of erasing one person, and of failing to erase another.
type erasure struct {
	registry *gdpr.Registry
	receipt  gdpr.Receipt
	failed   *gdpr.Error
}

// stores are where erasures are noted.
type stores struct {
	gdpr.Journal
	gdpr.Tombstones
}

func inMemory(*testing.T) stores { return stores{&gdpr.MemoryJournal{}, &gdpr.MemoryTombstones{}} }

func inFiles(t *testing.T) stores {
	t.Helper()
	journal, err := gdpr.OpenJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	tombstones, err := gdpr.OpenTombstones(filepath.Join(t.TempDir(), "tombstones"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(journal.Close(), tombstones.Close()) })
	return stores{journal, tombstones}
}

func newErasure(t *testing.T, f *filler, s stores) erasure {
	t.Helper()
	accounts := &shelf{text: f.canary(&credential, "a record of a gdpr.Holder")}
	r := &gdpr.Registry{Identity: accounts, Customers: customer.Memory{}, Keys: gdpr.Keys{newKey(t, f)}, Journal: s.Journal, Tombstones: s.Tombstones}
	who := func(at string) gdpr.Subject {
		return gdpr.Subject{ID: customer.ID(f.canary(&credential, at)), Email: customer.Email(f.canary(&credential, at))}
	}
	receipt, err := r.Erase(bg, gdpr.Request{ID: "r1", Subject: who("an erased gdpr.Subject"), At: noon})
	if err != nil {
		t.Fatal(err)
	}
	accounts.broken = true
	_, err = r.Erase(bg, gdpr.Request{ID: "r2", Subject: who("a gdpr.Subject half erased"), At: noon})
	var failed *gdpr.Error
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return erasure{r, receipt, failed}
}

func newReceiptError(t *testing.T, f *filler) any {
	t.Helper()
	e := newErasure(t, f, inMemory(t))
	accounts := gdpr.Accounts{
		Registry: e.registry,
		At:       noon,
		Request:  func(context.Context, gdpr.Subject) (gdpr.Name, error) { return "r3", nil },
		Receipt: func(context.Context, gdpr.Receipt) error {
			return errors.New(f.canary(&credential, "a store of receipts"))
		},
	}
	e.registry.Identity.(*shelf).broken = false
	e.registry.Customers = f.value(t, of[customer.Memory]()).(customer.Memory)
	var failed *gdpr.ReceiptError
	if err := accounts.DeleteAccount(bg, "word"); !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return failed
}

// shelf is a holder of one record of everybody who was not erased.
type shelf struct {
	text   string
	gone   bool
	broken bool
}

func (s *shelf) Name() gdpr.Name { return "accounts" }

func (s *shelf) Collect(_ context.Context, subject gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if !s.gone {
			yield(gdpr.Record{Kind: "account", Origin: gdpr.Provided, Subject: subject, Fields: []gdpr.RecordField{{Name: "text", Value: s.text}}}, nil)
		}
	}
}

func (s *shelf) Count(context.Context, gdpr.Subject, time.Time) (gdpr.Count, error) {
	if s.gone && !s.broken {
		return gdpr.Count{}, nil
	}
	return gdpr.Count{Erasable: 1}, nil
}

func (s *shelf) Erase(context.Context, gdpr.Subject, time.Time) error {
	if s.broken {
		return errors.New("the row of " + s.text)
	}
	s.gone = true
	return nil
}

// over is the question over a span, in buckets of a unit.
func over(q customer.Query, s calendar.Span, u calendar.Unit) customer.Query {
	q.Range, q.Unit = s, u
	return q
}

// newPaging makes a page out of a digest, and the place of its row.
func newPaging(t *testing.T, f *filler) (*customer.Paging, customer.Place) {
	d := f.value(t, of[customer.Digest]()).(customer.Digest)
	d.Known = true
	q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: "facebook"}}
	p, err := customer.NewPaging(q, nil)
	if err != nil || !p.Add(&d) {
		t.Fatalf("no paging: %v", err)
	}
	r := d.Row(&q)
	return p, q.Sort.Place(&r)
}

// newRollup makes a store with a record and an entry.
func newRollup(t *testing.T, f *filler) any {
	var m rollup.Memory
	b := f.value(t, of[rollup.Batch]()).(rollup.Batch)
	b.Meta.Version, b.Remove, b.RemoveEntries = 1, nil, nil
	if err := m.Write(bg, b); err != nil {
		t.Fatal(err)
	}
	return &m
}
