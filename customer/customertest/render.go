package customertest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

func renderIdentity(d customer.Detail) string {
	return fmt.Sprintf("%v, shown as %q\n", d.Identity, d.DisplayName)
}

func renderStatus(d customer.Detail) string {
	e := d.Explanation
	if e.Until.IsZero() {
		return fmt.Sprintf("%v\n", e.Status)
	}
	return fmt.Sprintf("%v until %s\n", e.Status, renderTime(e.Until))
}

func renderExplanation(d customer.Detail) string {
	e := d.Explanation
	var logins []string
	for _, at := range e.Logins {
		logins = append(logins, renderTime(at))
	}
	return fmt.Sprintf("%v by %s: %s\nwindow from %s to %s, logins needed %d\nlogins that decided: %s\nuntil %s\n",
		e.Status, e.Rule, e.Reason, renderTime(e.Window.From), renderTime(e.Window.To), e.Needed,
		dash(strings.Join(logins, ", ")), renderTime(e.Until))
}

func renderDetail(d customer.Detail) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %v, name %s, username %s, e-mail %s, consent %s, favorite %t\n", d.DisplayName, d.Identity,
		dash(d.Name), dash(d.Username), dash(string(d.Email)), dash(d.EmailConsent.String()), d.Favorite)
	fmt.Fprintf(&b, "overview: %v, device %s, birthday %s\n", d.Status, dash(d.LastDevice), dash(d.Birthday.String()))
	fmt.Fprintf(&b, "social: shares %d, facebook %s, twitter %s, google %s\n",
		d.Shares, dash(d.Facebook), dash(d.Twitter), dash(d.Google))
	fmt.Fprintf(&b, "engagement: redemptions %d, comments %d, pushes received %d, last usage %s, account created %s\n",
		d.Redemptions, d.Comments, d.Pushes, renderTime(d.LastUsage), renderTime(d.CreatedAt))
	fmt.Fprintf(&b, "paid orders %d, of other kinds %d\n", d.PaidOrders, d.OtherKinds)
	b.WriteString(renderRevenue("revenue ", d.Revenue))
	return b.String()
}

func renderReport(r customer.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "customers %d, registered %d, favorites %d, consent given %d, with e-mail %d\n",
		r.Customers, r.Registered, r.Favorites, r.Consented, r.WithEmail)
	b.WriteString(renderCounts(r.Statuses))
	fmt.Fprintf(&b, "\npaid orders %d, of other kinds %d\n", r.PaidOrders, r.OtherKinds)
	b.WriteString(renderRevenue("revenue ", r.Revenue))
	g := r.Guests
	fmt.Fprintf(&b, "guests: logins %d, messages %d, orders %d, actions %d, paid orders %d, of other kinds %d\n",
		g.Facts.Logins, g.Facts.Messages, g.Facts.Orders, g.Facts.Actions, g.PaidOrders, g.OtherKinds)
	b.WriteString(renderRevenue("guests' revenue ", g.Revenue))
	return b.String()
}

func renderCounts(n customer.StatusCounts) string {
	var all []string
	for _, s := range customer.Statuses() {
		all = append(all, fmt.Sprintf("%v %d", s, n[s]))
	}
	return strings.Join(all, ", ")
}

// renderLevels returns a line for each bucket of status over time.
func renderLevels(t customer.StatusTrend, unit calendar.Unit) (string, error) {
	var b strings.Builder
	points, err := t.Points()
	for _, p := range points {
		name := unit.Format(p.Bucket)
		if p.Partial {
			name += " (partial)"
		}
		fmt.Fprintf(&b, "%s: %s\n", name, renderCounts(p.Value))
	}
	return b.String(), err
}

func renderTransitions(t customer.StatusTrend) string {
	var b strings.Builder
	for m := range t.Transitions() {
		fmt.Fprintf(&b, "%s: %s from %v to %v\n", renderTime(m.At), m.Customer, m.From, m.To)
	}
	return b.String()
}

// renderMatrix returns a line for each pair of statuses that some customer has.
func renderMatrix(m customer.StatusMatrix) string {
	var b strings.Builder
	for _, from := range customer.Statuses() {
		for _, to := range customer.Statuses() {
			if n := m[from][to]; n > 0 && from == to {
				fmt.Fprintf(&b, "%v: %d stay\n", from, n)
			} else if n > 0 {
				fmt.Fprintf(&b, "%v: %d would be %v\n", from, n, to)
			}
		}
	}
	fmt.Fprintf(&b, "%d move\n", m.Moved())
	return b.String()
}

// renderRevenue returns a line for each kind and currency, with the exact
// amounts and the net amount as it is shown (R2).
func renderRevenue(prefix string, r customer.Revenue) string {
	var b strings.Builder
	for _, l := range r {
		fmt.Fprintf(&b, "%s%v %s: orders %d, gross %s, refunded %s, net %s, shown as %v\n", prefix, l.Kind, l.Currency, l.Orders,
			kit.Exact(l.Gross.Decimal()), kit.Exact(l.Refunded.Decimal()), kit.Exact(l.Net()), customer.Money{Amount: l.Net(), Currency: l.Currency})
	}
	return b.String()
}

func renderTrend(points []calendar.Point[customer.Revenue], unit calendar.Unit) string {
	var b strings.Builder
	for _, p := range points {
		name := unit.Format(p.Bucket)
		if p.Partial {
			name += " (partial)"
		}
		if len(p.Value) == 0 {
			b.WriteString(name + " -\n")
		}
		b.WriteString(renderRevenue(name+" ", p.Value))
	}
	return b.String()
}

func renderRow(r customer.Row, show []customer.Column) string {
	var cells []string
	for _, c := range show {
		cells = append(cells, dash(cell(r, c)))
	}
	if len(cells) == 0 {
		return string(r.ID) + "\n"
	}
	return string(r.ID) + ": " + strings.Join(cells, ", ") + "\n"
}

func cell(r customer.Row, c customer.Column) string {
	switch c {
	case "status":
		return r.Status.String()
	case "id":
		return string(r.ID)
	case "display_name":
		return r.DisplayName
	case "identity":
		return r.Identity.String()
	case "email":
		return string(r.Email)
	case "email_consent":
		return r.EmailConsent.String()
	case "last_device":
		return r.LastDevice
	case "birthday":
		return r.Birthday.String()
	case "created_at":
		return renderTime(r.CreatedAt)
	case "last_usage":
		return renderTime(r.LastUsage)
	case "last_login":
		return renderTime(r.LastLogin)
	case "favorite":
		return strconv.FormatBool(r.Favorite)
	}
	return engagementCell(r, c)
}

func engagementCell(r customer.Row, c customer.Column) string {
	switch c {
	case "facebook":
		return r.Facebook
	case "twitter":
		return r.Twitter
	case "google":
		return r.Google
	case "shares":
		return strconv.Itoa(r.Shares)
	case "comments":
		return strconv.Itoa(r.Comments)
	case "redemptions":
		return strconv.Itoa(r.Redemptions)
	case "pushes":
		return strconv.Itoa(r.Pushes)
	case "paid_orders":
		return strconv.Itoa(r.PaidOrders)
	case "last_paid_at":
		return renderTime(r.LastPaidAt)
	}
	var nets []string // RevenueColumn, in every currency
	seen := map[customer.Currency]bool{}
	for _, l := range r.Revenue {
		if !seen[l.Currency] {
			seen[l.Currency] = true
			nets = append(nets, kit.Exact(r.Revenue.Net(l.Currency))+" "+string(l.Currency))
		}
	}
	return strings.Join(nets, " + ")
}

// renderTime returns the time as text: only the date if it is midnight UTC.
func renderTime(t time.Time) string {
	t = t.UTC()
	switch {
	case t.IsZero():
		return "-"
	case t.Equal(calendar.DateOf(t, time.UTC).Start(time.UTC)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
