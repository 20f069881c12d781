package subscription_test

import (
	"strings"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/subscription"
)

// The plain reading of the rules U1 to U6, slow and without a machine: from one
// change to the next by searching all facts.

// byPerson is everybody's facts, each person's by themselves.
func byPerson(facts Memory) map[customer.ID]Memory {
	all := map[customer.ID]Memory{}
	for _, m := range facts.Memberships {
		own := all[m.Customer]
		own.Memberships = append(own.Memberships, m)
		all[m.Customer] = own
	}
	for _, f := range facts.Fields {
		own := all[f.Customer]
		own.Fields = append(own.Fields, f)
		all[f.Customer] = own
	}
	return all
}

// person is one person's facts as of some instant.
type person struct {
	joins, markers             []time.Time // dated
	undatedJoin, undatedMarker bool
}

func personOf(own Memory, q Query) (p person) {
	for _, m := range own.Memberships {
		named := len(q.Channels) == 0
		for _, c := range q.Channels {
			named = named || c == m.Channel
		}
		switch {
		case !named || m.JoinedAt.After(q.AsOf):
		case m.JoinedAt.IsZero():
			p.undatedJoin = true
		default:
			p.joins = append(p.joins, m.JoinedAt)
		}
	}
	for _, f := range own.Fields {
		switch {
		case f.At.After(q.AsOf) || !marks(f.Name, f.Value):
		case f.At.IsZero():
			p.undatedMarker = true
		default:
			p.markers = append(p.markers, f.At)
		}
	}
	return p
}

// marks reports whether a field marks an unsubscribe (U1).
func marks(name, value string) bool {
	return isToken(spelled(name)) && !isNo(spelled(value)) || isToken(spelled(value))
}

func isToken(s string) bool {
	return s == "unsubscribed" || s == "unsubscribeallbots" || s == "unsubscribetoallbot"
}

func isNo(s string) bool {
	return s == "false" || s == "no" || s == "0" || s == "off" || s == "f" || s == "n"
}

// spelled is a text without what does not matter in it.
func spelled(s string) string {
	var b strings.Builder
	for _, c := range strings.TrimFunc(s, unicode.IsSpace) {
		switch {
		case 'A' <= c && c <= 'Z':
			b.WriteRune(c + 'a' - 'A')
		case c != ' ' && c != '_' && c != '-':
			b.WriteRune(c)
		}
	}
	return b.String()
}

// firstOf is the earliest instant not before at; if strictly, after it.
func firstOf(all []time.Time, at time.Time, strictly bool) (first time.Time) {
	for _, t := range all {
		if t.Before(at) || strictly && t.Equal(at) {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	return first
}

// move is a dated change.
type move struct {
	at   time.Time
	kind ChangeKind
}

// moves are the person's changes, one found after the other, leaving undated
// markers aside.
func (p person) moves() (all []move) {
	var began time.Time
	if !p.undatedJoin {
		if began = firstOf(p.joins, time.Time{}, false); began.IsZero() {
			return nil
		}
		all = append(all, move{began, Joined})
	}
	for {
		left := firstOf(p.markers, began, false)
		if left.IsZero() {
			return all
		}
		all = append(all, move{left, Left})
		if began = firstOf(p.joins, left, true); began.IsZero() {
			return all
		}
		all = append(all, move{began, Returned})
	}
}

// stand is how the person stood at an instant, leaving undated markers aside.
func (p person) stand() (known, enrolled bool, since time.Time) {
	all := p.moves()
	if len(all) == 0 {
		return p.undatedJoin, p.undatedJoin, time.Time{}
	}
	last := all[len(all)-1]
	return true, last.kind != Left, last.at
}

// undated reports whether only an undated marker unsubscribes the person (U5).
func (p person) undated() bool {
	_, enrolled, _ := p.stand()
	return enrolled && p.undatedMarker
}

// numbers are the totals; unchanged are those known without a dated change.
type numbers struct {
	known, enrolled, unsubscribed, enrolled7, unsubscribed7, undated, unchanged int
}

func plain(shop map[customer.ID]Memory, q Query) (n numbers) {
	for id, own := range shop {
		p := personOf(own, q)
		known, enrolled, since := p.stand()
		if id == "" || !known {
			continue
		}
		n.known++
		if p.undated() {
			enrolled, since = false, time.Time{}
			n.undated++
		}
		recent := !since.IsZero() && q.AsOf.Sub(since) < 7*24*time.Hour
		in := q.Range == calendar.Span{} || !since.IsZero() &&
			!since.Before(q.Range.From) && (q.Range.To.IsZero() || since.Before(q.Range.To))
		if since.IsZero() {
			n.unchanged++
		}
		count(in, recent, enrolled, &n.enrolled, &n.enrolled7)
		count(in, recent, !enrolled, &n.unsubscribed, &n.unsubscribed7)
	}
	return n
}

func count(in, recent, is bool, total, last7 *int) {
	if in && is {
		*total++
	}
	if recent && is {
		*last7++
	}
}

// levelAt is how people stood at an instant, but for those who, as of AsOf, are
// undated.
func levelAt(shop map[customer.ID]Memory, q Query, at time.Time) (l Level) {
	for id, own := range shop {
		p := personOf(own, q)
		if id == "" || p.undated() {
			continue
		}
		past := q
		past.AsOf = at
		known, enrolled, _ := personOf(own, past).stand()
		switch {
		case known && enrolled:
			l.Enrolled++
		case known:
			l.Unsubscribed++
		}
	}
	return l
}

// flowIn is how many people changed in [from, to) and in the range.
func flowIn(shop map[customer.ID]Memory, q Query, from, to time.Time) (f Flow) {
	for id, own := range shop {
		p := personOf(own, q)
		if id == "" || p.undated() {
			continue
		}
		for _, m := range p.moves() {
			if m.at.Before(from) || !m.at.Before(to) || m.at.Before(q.Range.From) ||
				!q.Range.To.IsZero() && !m.at.Before(q.Range.To) {
				continue
			}
			switch m.kind {
			case Joined:
				f.Joined++
			case Left:
				f.Left++
			case Returned:
				f.Returned++
			}
		}
	}
	return f
}
