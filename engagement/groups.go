package engagement

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Groups counts users by something of which one user can have several, such as
// tags (E6). The zero Groups has no users. Parts merge to the whole, in any
// grouping.
//
// A cap (Query.Top) needs the number of users who have at least one of the names
// left out (E7). Groups therefore counts the users of each set of names, and its
// memory grows with the different sets. Without a cap it counts the users of each
// name, and its memory grows with the names.
//
// A name can be the value of a custom field, and so somebody's telephone number.
// Groups prints Total alone, as customer.Customer prints its ID alone.
type Groups struct {
	// Total is the number of distinct users who have anything.
	Total int

	users map[string]*int // by a set of names, see appendName
	apart bool            // a set of several names was not counted as one
}

// Format prints Total alone, whatever the verb.
func (g Groups) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "groups of %d users", g.Total) }

// add counts one user with a set of names, in each of them.
func (g *Groups) add(set []string, n *nameCache) {
	for _, name := range set {
		*n.lookUp(g, name).users++
	}
	g.added(len(set))
}

// added counts one user who was counted in each of so many names.
func (g *Groups) added(names int) {
	if names > 0 {
		g.Total++
		g.apart = g.apart || names > 1
	}
}

// addWhole counts one user with a sorted set of names, in the set as a whole.
func (g *Groups) addWhole(set []string, n *nameCache) {
	if len(set) == 0 {
		return
	}
	n.buf = n.buf[:0]
	for _, name := range set {
		n.buf = appendName(n.buf, name)
	}
	*g.count(n.buf)++
	g.Total++
}

// count returns where the users with a set are counted. It allocates for a new set
// only.
func (g *Groups) count(set []byte) *int {
	n := g.users[string(set)]
	if n == nil {
		if g.users == nil {
			g.users = map[string]*int{}
		}
		n = new(int)
		g.users[string(set)] = n
	}
	return n
}

// Merge adds the groups of other users. Afterwards, a change of one does not change
// the other.
func (g *Groups) Merge(o Groups) {
	g.Total += o.Total
	g.apart = g.apart || o.apart
	all := Groups{Total: g.Total, apart: g.apart}
	for _, part := range []map[string]*int{g.users, o.users} {
		for set, n := range part {
			*all.count([]byte(set)) += *n
		}
	}
	*g = all
}

// Row is one line of a breakdown by name. The name can be the value of a custom
// field, so a row prints its number of users alone, as customer.Customer prints its
// ID alone. To show a row, copy its fields or use the rows of package export.
type Row struct {
	Name  string
	Users int  // distinct
	Other bool // the line of all names that a cap left out (E7); Name is empty
}

// Format prints the number of users alone, whatever the verb.
func (r Row) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "row of %d users", r.Users) }

// LogValue returns what Format prints.
func (r Row) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Row) MarshalText() ([]byte, error) {
	return redact.Unsent("an engagement.Row", "a row of package export, such as export.TagRow")
}

// Breakdown returns the groups by users descending, then by the bytes of the name (E7). If
// top is not 0 and there are more groups, one line follows for the others: the distinct
// users who have at least one of them. Groups that were counted for a query without a cap
// do not know these users, and are not capped.
func (g *Groups) Breakdown(top int) Breakdown[Row] {
	byName := map[string]int{}
	for set, n := range g.users {
		for name := range namesOf(set) {
			byName[name] += *n
		}
	}
	rows := make([]Row, 0, len(byName))
	for name, n := range byName {
		rows = append(rows, Row{Name: name, Users: n})
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Users, a.Users), cmp.Compare(a.Name, b.Name))
	})
	if top > 0 && len(rows) > top && !g.apart {
		rows = append(rows[:top:top], g.other(rows[:top]))
	}
	return Breakdown[Row]{Rows: rows, Total: g.Total}
}

// other returns the line for the names that are not among the first.
func (g *Groups) other(first []Row) Row {
	shown := make(map[string]bool, len(first))
	for _, r := range first {
		shown[r.Name] = true
	}
	r := Row{Other: true}
	for set, n := range g.users {
		for name := range namesOf(set) {
			if !shown[name] {
				r.Users += *n
				break
			}
		}
	}
	return r
}

// appendName appends a name to a set: its length, then the name.
func appendName(set []byte, name string) []byte {
	return append(binary.AppendUvarint(set, uint64(len(name))), name...)
}

// namesOf ranges over the names of a set.
func namesOf(set string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for len(set) > 0 {
			n, used := binary.Uvarint([]byte(set[:min(len(set), binary.MaxVarintLen64)]))
			end := used + int(n)
			if !yield(set[used:end]) {
				return
			}
			set = set[end:]
		}
	}
}
