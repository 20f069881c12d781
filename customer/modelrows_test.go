package customer_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// The second implementation, continued: list, page, report, trend.

// plainRow is a row as values that == compares.
type plainRow struct {
	ID                                          customer.ID
	Name                                        string
	Identity                                    customer.Identity
	Email                                       customer.Email
	Username, FullName                          string
	Consent                                     customer.Shown
	Status                                      customer.Status
	Device                                      string
	Birthday                                    string
	Created, Usage, Login                       string
	Favorite                                    bool
	Facebook, Twitter, Google                   string
	Shares, Comments, Redemptions, Pushes, Paid int
	LastPaid                                    string
	Revenue                                     string
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// rowOf is what List said, in the same form.
func rowOf(r customer.Row) plainRow {
	return plainRow{
		r.ID, r.DisplayName, r.Identity, r.Email, r.Username, r.Name, r.EmailConsent, r.Status, r.LastDevice, r.Birthday.String(),
		stamp(r.CreatedAt), stamp(r.LastUsage), stamp(r.LastLogin), r.Favorite, r.Facebook, r.Twitter, r.Google,
		r.Shares, r.Comments, r.Redemptions, r.Pushes, r.PaidOrders, stamp(r.LastPaidAt), tallyOf(r.Revenue).String(),
	}
}

// tallyOf is what was said of revenue, in the model's form.
func tallyOf(r customer.Revenue) tally {
	t := tally{}
	for _, l := range r {
		t[fmt.Sprintf("%v %s", l.Kind, l.Currency)] = &tallied{l.Orders, l.Gross.Decimal().Rat(), l.Refunded.Decimal().Rat()}
	}
	if len(t) != len(r) {
		t["a line twice"] = t["food EUR"]
	}
	return t
}

func (m model) row(c customer.Customer) plainRow {
	mine := func(id customer.ID) bool { return id == c.ID }
	paid := m.paidOrders(mine)
	var login time.Time
	if all := m.dated(c.ID); len(all) > 0 {
		login = all[0]
	}
	username, name := "", "" // of an anonymous customer (L2)
	if m.identity(c) == customer.Registered {
		username, name = c.Username, c.Name
	}
	birthday := ""
	if d := c.Birthday; d.Year != 0 {
		birthday = fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	return plainRow{
		c.ID, m.name(c), m.identity(c), c.Email, username, name, m.consent(c), m.statusAt(m.dated(c.ID), m.q.AsOf), c.LastDevice, birthday,
		stamp(m.created(c)), stamp(m.lastUse(c.ID)), stamp(login), c.Favorite, c.Facebook, c.Twitter, c.Google,
		m.actions(c.ID, customer.Share), m.actions(c.ID, customer.Comment), m.actions(c.ID, customer.Redemption),
		m.actions(c.ID, customer.Push), len(paid), stamp(latestPaid(paid)), m.revenue(mine).String(),
	}
}

// compare is the order of two customers by the query's column (L2).
func (m model) compare(a, b customer.Customer) int {
	x, y, down := m.row(a), m.row(b), m.q.Sort.Descending
	first := func(a, b bool) int { // true before false
		return compareNumbers(map[bool]int{true: 0, false: 1}[a], map[bool]int{true: 0, false: 1}[b], down)
	}
	at := func(s string) (t time.Time) { t, _ = time.Parse(time.RFC3339Nano, s); return t }
	shown := func(e customer.Email) string {
		if blankText(string(e)) {
			return ""
		}
		return string(e)
	}
	c := 0
	switch m.q.Sort.Column {
	case "", "status":
		c = compareNumbers(int(y.Status), int(x.Status), down)
	case "id":
		c = compareTexts(string(x.ID), string(y.ID), down)
	case "display_name":
		c = compareTexts(x.Name, y.Name, down)
	case "identity":
		c = first(x.Identity == customer.Registered, y.Identity == customer.Registered)
	case "email":
		c = compareTexts(shown(x.Email), shown(y.Email), down)
	case "username":
		c = compareTexts(x.Username, y.Username, down)
	case "name":
		c = compareTexts(x.FullName, y.FullName, down)
	case "email_consent":
		c = byMissing(x.Consent == customer.NotShown, y.Consent == customer.NotShown, false,
			first(x.Consent == customer.ShownYes, y.Consent == customer.ShownYes))
	case "last_device":
		c = compareTexts(x.Device, y.Device, down)
	case "birthday":
		c = compareTexts(x.Birthday, y.Birthday, down)
	case "created_at":
		c = compareTimes(at(x.Created), at(y.Created), down)
	case "last_usage":
		c = compareTimes(at(x.Usage), at(y.Usage), down)
	case "last_login":
		c = compareTimes(at(x.Login), at(y.Login), down)
	case "favorite":
		c = first(x.Favorite, y.Favorite)
	case "facebook":
		c = compareTexts(x.Facebook, y.Facebook, down)
	case "twitter":
		c = compareTexts(x.Twitter, y.Twitter, down)
	case "google":
		c = compareTexts(x.Google, y.Google, down)
	case "shares":
		c = compareNumbers(x.Shares, y.Shares, down)
	case "comments":
		c = compareNumbers(x.Comments, y.Comments, down)
	case "redemptions":
		c = compareNumbers(x.Redemptions, y.Redemptions, down)
	case "pushes":
		c = compareNumbers(x.Pushes, y.Pushes, down)
	case "paid_orders":
		c = compareNumbers(x.Paid, y.Paid, down)
	case "last_paid_at":
		c = compareTimes(at(x.LastPaid), at(y.LastPaid), down)
	case "revenue":
		c = byMissing(false, false, down, m.net(a.ID, m.q.Sort.Currency).Cmp(m.net(b.ID, m.q.Sort.Currency)))
	}
	return cmp.Or(c, slices.Compare([]byte(a.ID), []byte(b.ID)))
}

// passes is the filter (L4).
func (m model) passes(c customer.Customer) bool {
	r, f := m.row(c), m.q.Filter
	types := len(f.Types) == 0
	for _, t := range f.Types {
		switch t {
		case "favorite":
			types = types || c.Favorite
		case "registered":
			types = types || r.Identity == customer.Registered
		case "anonymous":
			types = types || r.Identity == customer.Anonymous
		case "consent":
			types = types || r.Consent == customer.ShownYes
		}
	}
	statuses := len(f.Statuses) == 0 || slices.Contains(f.Statuses, r.Status)
	devices := len(f.Devices) == 0 || slices.Contains(f.Devices, c.LastDevice)
	revenue := true
	if f.Revenue != nil {
		net := m.net(c.ID, f.Revenue.Currency)
		revenue = (f.Revenue.Min == nil || net.Cmp(f.Revenue.Min.Rat()) >= 0) && (f.Revenue.Max == nil || net.Cmp(f.Revenue.Max.Rat()) <= 0)
	}
	created := f.Created == calendar.Span{} || !m.created(c).IsZero() && within(m.created(c), f.Created)
	return types && statuses && devices && revenue && created
}

// within: from is in, to is not; a zero end is unbounded (T3).
func within(t time.Time, s calendar.Span) bool {
	return (s.From.IsZero() || !t.Before(s.From)) && (s.To.IsZero() || t.Before(s.To))
}

// list is the whole list.
func (m model) list() []plainRow {
	all := slices.Clone(m.facts.Customers)
	slices.SortFunc(all, m.compare)
	rows := []plainRow{}
	for _, c := range all {
		if m.passes(c) {
			rows = append(rows, m.row(c))
		}
	}
	return rows
}

// summary is the report as text.
func (m model) summary() string {
	var customers, registered, favorites, consented, emails int
	counts := map[customer.Status]int{}
	known := map[customer.ID]bool{}
	for _, c := range m.facts.Customers {
		known[c.ID] = true
		customers++
		r := m.row(c)
		counts[r.Status]++
		for n, is := range map[*int]bool{
			&registered: r.Identity == customer.Registered, &favorites: c.Favorite, &consented: r.Consent == customer.ShownYes,
			&emails: !blankText(string(c.Email)),
		} {
			if is {
				*n++
			}
		}
	}
	guest := func(id customer.ID) bool { return !known[id] }
	var facts customer.FactCounts
	for _, l := range m.facts.Logins {
		count(&facts.Logins, guest(l.Customer) && m.knows(l.At))
	}
	for _, f := range m.facts.Messages {
		count(&facts.Messages, guest(f.Customer) && m.knows(f.At))
	}
	for _, a := range m.facts.Actions {
		count(&facts.Actions, guest(a.Customer) && m.knows(a.At))
	}
	for _, o := range m.facts.Orders {
		undated := o.PlacedAt.IsZero() && o.PaidAt.IsZero()
		count(&facts.Orders, guest(o.Customer) && (undated || m.past(o.PlacedAt) || m.past(o.PaidAt)))
	}
	all := m.paidOrders(func(customer.ID) bool { return true })
	guests := m.paidOrders(guest)
	return fmt.Sprint(customers, registered, favorites, consented, emails, counts, len(all), others(all), m.revenue(func(customer.ID) bool { return true }),
		facts, len(guests), others(guests), m.revenue(guest))
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}

// summaryOf is what Summarize said, in the same form.
func summaryOf(r customer.Report) string {
	counts := map[customer.Status]int{}
	for s, n := range r.Statuses {
		if n > 0 {
			counts[customer.Status(s)] = n
		}
	}
	return fmt.Sprint(r.Customers, r.Registered, r.Favorites, r.Consented, r.WithEmail, counts, r.PaidOrders, r.OtherKinds, tallyOf(r.Revenue),
		r.Guests.Facts, r.Guests.PaidOrders, r.Guests.OtherKinds, tallyOf(r.Guests.Revenue))
}
