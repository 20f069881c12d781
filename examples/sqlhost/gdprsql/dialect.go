package gdprsql

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Dialect says what differs between databases. The zero Dialect is none.
type Dialect struct {
	quote    string // around a name
	numbered bool   // $1, $2 in place of ?
	binary   string // the collation that compares bytes
	asText   [2]string
	raw      string // before a column: its stored value, as the driver gives it
	trim     string // the function that trims the characters of a set
	strict   bool   // texts are UTF-8 without NUL, so no other value can be there

	settings []string // of a connection that writes
	begin    string
	rewrite  string // run after what was erased is committed
	truncate string // run last; its first column is 0 if it did

	serial string // the type of a column that numbers rows in the order of insertion
}

// SQLite is SQLite 3.24 or newer, with any driver that has placeholders of ?.
//
// What is erased is gone from the file, and from the write-ahead log, when Erase
// returns. That takes three steps: the rows are deleted with secure_delete, which
// overwrites them with zeros; VACUUM writes the file anew, because a page that
// was split before still has copies of rows that moved to another one, which
// secure_delete does not know of; the log is copied back and truncated. Each
// erasure hence costs as much as to copy the file; see [Dialect.WithoutVacuum].
// Another connection that reads for longer than its busy_timeout makes it
// [ErrScrub] or an error of the driver's: Erase again.
//
// VACUUM numbers the rows of a table without an INTEGER PRIMARY KEY anew.
// journal_mode must not be PERSIST, which keeps a copy of the old pages. What the
// disk keeps of a file's former blocks is beyond a database.
//
// Writes are synced as with synchronous=FULL, whatever the connection has. The
// subject's column has the affinity TEXT or INTEGER.
func SQLite() Dialect {
	return Dialect{
		quote:    "`", // a name in " that is no column would be a text
		binary:   "BINARY",
		asText:   [2]string{"CAST(", " AS TEXT)"},
		raw:      "+", // without a declared type no driver makes times of texts
		trim:     "trim",
		settings: []string{"PRAGMA secure_delete=ON", "PRAGMA synchronous=FULL"},
		begin:    "BEGIN IMMEDIATE",
		rewrite:  "VACUUM",
		truncate: "PRAGMA wal_checkpoint(TRUNCATE)",
		serial:   "INTEGER PRIMARY KEY AUTOINCREMENT",
	}
}

// WithoutVacuum leaves it to the host to run VACUUM, for a file that is too
// large to be written anew for each person. Until it has run, and the log was
// truncated after it, the file may have remnants of erased rows.
func (d Dialect) WithoutVacuum() Dialect {
	d.rewrite = ""
	return d
}

// PostgreSQL is PostgreSQL 12 or newer, with a driver that has placeholders of
// $1, such as pgx.
//
// A deleted row is invisible at once. Its bytes stay in the table's files until
// they are vacuumed and the page is written anew, and in the write-ahead log
// until that is recycled: to be rid of them, run VACUUM FULL on the tables, and
// let archived logs expire as backups do. That holds for the journal's table too.
func PostgreSQL() Dialect {
	return Dialect{
		quote:    `"`,
		numbered: true,
		binary:   `"C"`,
		asText:   [2]string{"CAST(", " AS text)"},
		trim:     "btrim",
		strict:   true,
		begin:    "BEGIN",
		serial:   "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
	}
}

func (d *Dialect) valid() bool { return d.quote != "" }

// name is a quoted identifier, which is validated before.
func (d *Dialect) name(name string) string {
	return d.quote + strings.ReplaceAll(name, ".", d.quote+"."+d.quote) + d.quote
}

func (d *Dialect) placeholder(n int) string {
	if d.numbered {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// text is a column as text, compared and ordered by its bytes.
func (d *Dialect) text(column string) string {
	return d.asText[0] + d.name(column) + d.asText[1] + " COLLATE " + d.binary
}

// storable says whether a text can be in the database at all.
func (d *Dialect) storable(text string) bool {
	return text != "" && !(d.strict && (!utf8.ValidString(text) || strings.Contains(text, "\x00")))
}

// equal adds that a column is this text, byte by byte. The first half of it is
// for an index, as a collation or a conversion in the second keeps one from use.
func (s *statement) equal(column, value string) *statement {
	s.add("(", s.d.name(column), " = ").bind(value)
	return s.add(" AND ", s.d.text(column), " = ").bind(value).add(")")
}

// spaces are the characters that customer.Email.Key trims.
const spaces = "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
	"\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

// address adds that a column is an address with this key.
func (s *statement) address(column, key string) *statement {
	s.add("lower(", s.d.trim, "(", s.d.text(column), ", ").bind(spaces)
	return s.add(")) = ").bind(key)
}
