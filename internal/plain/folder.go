package plain

import (
	"strings"
)

// folder is a random folder before it is spelled: rows by file and column.
type folder map[string]*grid

// grid is a file: its columns in order, and rows of as many cells.
type grid struct {
	columns []string
	rows    [][]string
}

// add adds a row of the columns that the grid has.
func (f folder) add(name string, cells map[string]string) {
	g := f[name]
	var r []string
	for _, c := range g.columns {
		r = append(r, cells[c])
	}
	g.rows = append(g.rows, r)
}

// empty starts a folder: customers always, other files most often, columns
// in any order, those that need not be there sometimes left out.
func (d *dice) empty() folder {
	f := folder{}
	for _, name := range names {
		if name != "customers" && d.chance(10) {
			continue
		}
		g := &grid{}
		for _, c := range schema[name] {
			if c.must || d.chance(88) {
				g.columns = append(g.columns, c.name)
			}
		}
		if d.chance(15) {
			g.columns = append(g.columns, d.pick("x_note", "x_", "x_at"))
		}
		d.Shuffle(len(g.columns), func(i, j int) {
			g.columns[i], g.columns[j] = g.columns[j], g.columns[i]
		})
		f[name] = g
	}
	return f
}

// names are the files, each after those that it points to.
var names = []string{
	"customers", "logins", "messages", "orders", "refunds", "actions", "tags", "fields", "members", "notifications",
	"tokens",
}

// spell writes a folder as CSV, with line ends, quotes, blank lines and byte
// order marks as they may be.
func (d *dice) spell(f folder) Files {
	out := Files{}
	for _, name := range names {
		g := f[name]
		if g == nil {
			continue
		}
		if name != "orders" && name != "refunds" {
			d.Shuffle(len(g.rows), func(i, j int) { g.rows[i], g.rows[j] = g.rows[j], g.rows[i] })
		}
		end := d.pick("\n", "\n", "\r\n")
		var b strings.Builder
		if d.chance(15) {
			b.WriteString("\ufeff")
		}
		b.WriteString(d.line(g.columns))
		for _, r := range g.rows {
			b.WriteString(end)
			if d.chance(3) {
				b.WriteString(end)
			}
			b.WriteString(d.line(r))
		}
		if d.chance(90) {
			b.WriteString(end)
		}
		out[name+".csv"] = b.String()
	}
	return out
}

// line writes one record, with quotes where needed and here and there.
func (d *dice) line(cells []string) string {
	var list []string
	for _, c := range cells {
		if strings.ContainsAny(c, "\",\r\n") || d.chance(5) || (c == "" && len(cells) == 1) {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		list = append(list, c)
	}
	return strings.Join(list, ",")
}
