package engagement

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
)

// Groups counts users by what they have, such as tags, of which one user can
// have several (E6). The zero Groups is of nobody. Merging it in any grouping
// equals the whole.
//
// To count who has at least one of some names, it keeps how many users have the
// same set of names, and not only how many have each: its memory grows with the
// different sets. Without a cap (Query.Top) nobody asks that, and it grows with
// the names alone.
//
// Names can be values of a custom field, and so somebody's telephone number:
// Groups shows Total alone, as far as customer.Customer shows its ID alone.
type Groups struct {
	// Total is the number of distinct users who have anything.
	Total int

	users map[string]*int // by a set of names, see appendName
	apart bool            // a set of several names was not counted as one
}

// Format prints Total alone, whatever the verb.
func (g Groups) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "groups of %d users", g.Total) }

// grouper counts into groups.
type grouper struct {
	*Groups
	near  []counted // single names, by place; none for one customer alone
	cells []int     // for the numbers of new sets
}

func newGrouper(g *Groups, once bool) grouper {
	if once {
		return grouper{Groups: g}
	}
	return grouper{Groups: g, near: make([]counted, nearby)}
}

// nearby is how many single names are looked for before the map is asked.
const nearby = 256

// place is where a name is looked for.
func place(name string) int {
	n := len(name)
	if n < 2 {
		return n
	}
	h := uint32(n) | uint32(name[0])<<8 | uint32(name[n-2])<<16 | uint32(name[n-1])<<24
	return int(h * 0x9E3779B1 >> 24)
}

// counted is where a name is counted.
type counted struct {
	name  string
	users *int
}

// add takes in one user with a set of names, sorted; whole says that the set is
// counted as one. The buffer is scratch, and is returned for the next call.
func (g *grouper) add(set []string, whole bool, buf []byte) []byte {
	if len(set) == 0 {
		return buf
	}
	g.Total++
	g.apart = g.apart || !whole && len(set) > 1
	buf = buf[:0]
	for _, name := range set {
		if !whole {
			buf = g.name(name, buf)
			continue
		}
		buf = appendName(buf, name)
	}
	if whole {
		g.count(buf, 1)
	}
	return buf
}

// name counts one user with a name. There are few names as a rule, and comparing
// one costs less than a map's lookup.
func (g *grouper) name(name string, buf []byte) []byte {
	i := place(name)
	if g.near != nil && g.near[i].name == name && g.near[i].users != nil {
		*g.near[i].users++
		return buf
	}
	buf = appendName(buf[:0], name)
	n := g.count(buf, 1)
	if g.near != nil {
		g.near[i] = counted{name, n}
	}
	return buf
}

// count adds to the number of users with a set. Only a new set is allocated.
func (g *grouper) count(set []byte, users int) *int {
	if n := g.users[string(set)]; n != nil {
		*n += users
		return n
	}
	if g.users == nil {
		g.users = map[string]*int{}
	}
	if len(g.cells) == cap(g.cells) {
		g.cells = make([]int, 0, min(256, 8+len(g.users)))
	}
	g.cells = append(g.cells, users)
	n := &g.cells[len(g.cells)-1]
	g.users[string(set)] = n
	return n
}

// Merge takes in the groups of other users. Neither changes the other
// afterwards.
func (g *Groups) Merge(o Groups) {
	g.Total += o.Total
	g.apart = g.apart || o.apart
	all := grouper{Groups: &Groups{Total: g.Total, apart: g.apart}}
	for _, part := range []map[string]*int{g.users, o.users} {
		for set, n := range part {
			all.count([]byte(set), *n)
		}
	}
	*g = *all.Groups
}

// Row is one line of a breakdown by name. The name can be the value of a custom
// field, so a row shows its number of users alone, as far as customer.Customer
// shows its ID alone. Who shows it to somebody copies the fields, or sends the
// rows of package export.
type Row struct {
	Name  string
	Users int  // distinct
	Other bool // the line of all names that a cap left out (E7); Name is empty
}

// Format prints the number of users alone, whatever the verb.
func (r Row) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "row of %d users", r.Users) }

// LogValue is what Format prints.
func (r Row) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// MarshalText writes what Format prints. It is what JSON and XML use.
func (r Row) MarshalText() ([]byte, error) { return fmt.Append(nil, r), nil }

// Breakdown is the groups by users descending, then name by its bytes (E7). If
// there are more than top, and top is not 0, one line follows for the others:
// the distinct users who have at least one of them. Groups that were counted for
// a query without a cap do not know them and are not capped.
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

// other is the line of the names that are not among the first.
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

// appendName puts a name at the end of a set: its length, and itself.
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
