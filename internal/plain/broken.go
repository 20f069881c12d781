package plain

import (
	"fmt"
	"slices"
	"strings"
)

// Broken returns a random folder with one to three things wrong, and a
// question about it.
func Broken(seed uint64) (Files, Options) {
	d := roll(seed)
	f := d.fill()
	// Two kinds of wrong: in cells, before the folder is spelled, and in the
	// spelling.
	var later []func(Files)
	for range 1 + d.IntN(3) {
		if d.chance(70) {
			d.breakGrid(f)
		} else {
			later = append(later, d.breakText)
		}
	}
	files := d.spell(f)
	for _, b := range later {
		b(files)
	}
	return files, d.options()
}

// BadRows returns a random folder with some bad rows, and now and then something
// that is wrong with a file, and a question about it that leaves bad rows out.
func BadRows(seed uint64) (Files, Options) {
	d := roll(seed)
	f := d.fill()
	for range 1 + d.IntN(10) {
		if name, g := d.someFile(f); len(g.rows) > 0 {
			d.breakRow(f, name, g)
		}
	}
	files := d.spell(f)
	for d.chance(30) {
		d.breakText(files)
	}
	o := d.options()
	o.Skip = true
	return files, o
}

// someFile returns a file that is there, one with rows if possible.
func (d *dice) someFile(f folder) (string, *grid) {
	var there []string
	for _, name := range names {
		if f[name] != nil && len(f[name].rows) > 0 {
			there = append(there, name)
		}
	}
	if len(there) == 0 {
		return "customers", f["customers"]
	}
	name := d.pick(there...)
	return name, f[name]
}

// breakGrid breaks a header or a cell.
func (d *dice) breakGrid(f folder) {
	name, g := d.someFile(f)
	if len(g.rows) == 0 {
		g.columns[0] = "ID"
		return
	}
	switch d.IntN(16) {
	case 0:
		g.columns[d.IntN(len(g.columns))] = d.pick("ID", "", " id", "X_note", "customer", "at ", "x")
	case 1:
		g.columns[d.IntN(len(g.columns))] = g.columns[d.IntN(len(g.columns))]
	case 2:
		i := d.IntN(len(g.columns))
		g.columns = slices.Delete(slices.Clone(g.columns), i, i+1)
		for j, r := range g.rows {
			if i < len(r) { // it may be broken already
				g.rows[j] = slices.Delete(slices.Clone(r), i, i+1)
			}
		}
		if len(g.columns) == 0 {
			g.columns = []string{"x_"}
			g.rows = nil
		}
	default:
		d.breakRow(f, name, g)
	}
}

// breakRow breaks a row, or a cell of it.
func (d *dice) breakRow(f folder, name string, g *grid) {
	switch d.IntN(13) {
	case 0:
		g.rows = append(g.rows, slices.Clone(g.rows[d.IntN(len(g.rows))])) // an ID twice
	case 1:
		i := d.IntN(len(g.rows))
		g.rows[i] = append(slices.Clone(g.rows[i]), d.text())
	case 2:
		i := d.IntN(len(g.rows))
		if len(g.rows[i]) == 0 {
			return
		}
		g.rows[i] = g.rows[i][:len(g.rows[i])-1]
		if len(g.rows[i]) == 0 {
			g.rows[i] = []string{"", ""}
		}
	case 3:
		d.overRefund(f)
	default:
		d.breakCell(name, g)
	}
}

// overRefund adds refunds that go beyond their order's total.
func (d *dice) overRefund(f folder) {
	orders, refunds := f["orders"], f["refunds"]
	if orders == nil || refunds == nil || len(orders.rows) == 0 || slices.Index(orders.columns, "id") < 0 {
		return
	}
	for i := range 1 + d.IntN(2) {
		o, at := orders.rows[d.IntN(len(orders.rows))], slices.Index(orders.columns, "id")
		if len(o) <= at {
			return
		}
		f.add("refunds", map[string]string{
			"id": fmt.Sprint("beyond", d.IntN(1e6), i), "order_id": o[at],
			"at": d.time(), "amount": d.pick("0.0000001", "5", "2", "10.01", "99999999999999999999999999999999999999999999999999"),
		})
	}
}

// wrong are cells that a kind of column may not have.
var wrong = map[string][]string{
	"text": {},
	"time": {
		"2024-1-01", "2024-13-01", "2023-02-29", "2024-00-10", "2024-01-00", "24-01-01", "2024-01-01T", "2024-01-01T24:00:00Z",
		"2024-01-01T10:00:60Z", "2024-01-01T10:60:00Z", "2024-01-01T10:00Z", "2024-01-01T10:00:00z", "2024-01-01t10:00:00Z",
		"2024-01-01  10:00:00Z", "2024-01-01T10:00:00,5Z", "2024-01-01T10:00:00.Z", "2024-01-01T10:00:00.1234567890Z",
		"2024-01-01T10:00:00+0100", "2024-01-01T10:00:00+24:00", "2024-01-01T10:00:00+01:60", "2024-01-01T10:00:00+1:00",
		"2024-01-01T10:00:00 Z", " 2024-01-01", "2024-01-01 ", "2024-01-01Z", "2024/01/01", "0000-01-01", "10000-01-01",
		"9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+00:01", "+2024-01-01", "1717200000", "never", "２０２４-01-01",
		"2024-01-01T10:00:00\u221201:00", "2024-01-01T+1:00:00Z", "2024-01-01T10:00:00.+1Z", "2024-01-01T10:00:00+01:00:00",
		"2024-01-01T1:00:00Z", "2024-01-01T10:00:00UTC", "2024-01-01T10:00:00+", "2024-01-01T10:00:00.5+01",
	},
	"birthday": {"2023-02-29", "2000-01-01T00:00:00Z", "00-01-01", "2000-1-1", " 2000-01-01", "x", "0000-01-01", "2000-01-01 "},
	"bool":     {"y", "n", "t", "TRUE ", "2", "on", "01", "\u00a0", "ｙes", "\u017fyes", "y\u0065s\u0301"},
	"amount": {
		"-1", "+1", "1e3", "1,5", "1.", ".5", ".", " 1", "1 ", "1.2.3", "0x10", "1_000", "NaN", "Inf", "1/2", "１", "€5", "1E0",
		strings.Repeat("1", 65), "0." + strings.Repeat("0", 62) + "1", strings.Repeat("9", 5000), "1e1000000000", "'1",
	},
	"currency": {"eur", "EU", "EURO", "€", "E1R", "EUR ", "ÉUR", " EUR", "Eur"},
	"word":     {"IN", "Food", "share ", " daily", "unknown", "Granted", "out\n", "in,out", "0"},
}

// unfit are cells that no column may have.
var unfit = []string{"a\x00b", "\x00", "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf"}

// breakCell puts a wrong cell in one place.
func (d *dice) breakCell(name string, g *grid) {
	i, j := d.IntN(len(g.rows)), d.IntN(len(g.columns))
	if len(g.rows[i]) != len(g.columns) {
		return
	}
	g.rows[i] = slices.Clone(g.rows[i])
	c, known := find(schema[name], g.columns[j])
	switch list := wrong[c.kind]; {
	case d.chance(12):
		g.rows[i][j] = d.pick(unfit...)
	case d.chance(4):
		g.rows[i][j] = strings.Repeat(d.pick("x", `"`, "é", "1"), 65537)
	case known && c.full && d.chance(40):
		g.rows[i][j] = ""
	case known && c.full && c.kind == "time" && d.chance(20):
		g.rows[i][j] = d.pick("0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00", "0001-01-01 00:00:00.000Z")
	case known && len(list) > 0:
		g.rows[i][j] = d.pick(list...)
	case strings.HasSuffix(g.columns[j], "_id"):
		g.rows[i][j] = d.pick("nobody", "c1 ", "C2", "n3", "o99", "\u00a0c1", "customer_id")
	default:
		g.rows[i][j] = d.pick("x", "=") + strings.Repeat("x", 65535) + d.pick("", "x") // the longest, or beyond
	}
}

// breakText breaks the spelling of a file, or the folder.
func (d *dice) breakText(files Files) {
	var there []string
	for _, name := range names {
		if _, ok := files[name+".csv"]; ok {
			there = append(there, name+".csv")
		}
	}
	if len(there) == 0 {
		return
	}
	file := d.pick(there...)
	switch d.IntN(9) {
	case 0:
		delete(files, "customers.csv")
	case 1:
		files[file] = d.pick("", "\n", "\ufeff", "\r\n\r\n", "\n\n\n")
	case 2:
		files[d.pick("customer.csv", "notes.csv", "old customers.csv", "users.csv.gz", "status.csv")] = d.pick("", "id\n1\n")
	case 3:
		files[file+".gz"] = d.pick("", files[file])
	case 4:
		files[file] += d.pick("\"open", "a\"b", "\"a\"b", "\"a\",\"", "\"a\" ,", "x,\"\n\n\"\"")
	case 5: // a stray quote somewhere
		i := d.IntN(len(files[file]) + 1)
		files[file] = files[file][:i] + `"` + files[file][i:]
	case 6: // a stray comma somewhere
		i := d.IntN(len(files[file]) + 1)
		files[file] = files[file][:i] + "," + files[file][i:]
	case 7:
		i := d.IntN(len(files[file]) + 1)
		files[file] = files[file][:i] + d.pick("\x00", "\xfe", "\n", "\xef\xbb\xbf") + files[file][i:]
	case 8:
		files[file] = files[file] + "\n" + strings.Repeat(",", 1+d.IntN(3)) + "\n"
	}
}
