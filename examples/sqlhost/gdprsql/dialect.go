package gdprsql

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Dialect says what differs between databases. The zero Dialect is none.
type Dialect struct {
	quote    string // around a name
	numbered bool   // $1, $2 in place of ?
	digits   bool   // values stand in the text, as digits
	collate  string // after a text, so that its bytes are compared
	asText   [2]string
	raw      string    // before a column: its stored value, as the driver gives it
	trim     [3]string // before a text, between it and the white space, and after that
	spaces   string    // the white space, or a pattern of it
	strict   bool      // texts are UTF-8 without NUL, so no other value can be there
	none     string    // in place of a column that a table has not
	until    string    // a date of retention as text, a format of its column; empty is asText

	settings []string  // of a connection that writes
	begin    string    // empty: there are no transactions
	delete   [3]string // before and after a table's name, and at the end
	await    string    // says how many deletions of a table are not done
	rewrite  string    // run after what was erased is committed
	truncate string    // run last; its first column is 0 if it did

	serial string // the type of a column that numbers rows in the order of insertion
}

// SQLite returns the dialect of SQLite 3.24 or newer, with any driver that has
// placeholders of ?.
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
		collate:  " COLLATE BINARY",
		asText:   [2]string{"CAST(", " AS TEXT)"},
		raw:      "+", // without a declared type no driver makes times of texts
		trim:     [3]string{"trim(", ", ", ")"},
		spaces:   spaces,
		none:     "NULL",
		settings: []string{"PRAGMA secure_delete=ON", "PRAGMA synchronous=FULL"},
		begin:    "BEGIN IMMEDIATE",
		delete:   [3]string{"DELETE FROM ", " WHERE ", ""},
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

// PostgreSQL returns the dialect of PostgreSQL 12 or newer, with a driver that
// has placeholders of $1, such as pgx.
//
// A deleted row is invisible at once. Its bytes stay in the table's files until
// they are vacuumed and the page is written anew, and in the write-ahead log
// until that is recycled: to be rid of them, run VACUUM FULL on the tables, and
// let archived logs expire as backups do. That holds for the journal's table too.
func PostgreSQL() Dialect {
	return Dialect{
		quote:    `"`,
		numbered: true,
		collate:  ` COLLATE "C"`,
		asText:   [2]string{"CAST(", " AS text)"},
		trim:     [3]string{"btrim(", ", ", ")"},
		spaces:   spaces,
		strict:   true,
		none:     "NULL",
		begin:    "BEGIN",
		delete:   [3]string{"DELETE FROM ", " WHERE ", ""},
		serial:   "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
	}
}

// ClickHouse returns the dialect of ClickHouse 18.16 or newer, through its
// native protocol. ClickHouse can be a holder. It cannot be the journal or the
// tombstones, because it neither replaces an entry nor syncs it.
//
// Its driver would write values into the text of a statement, between quotes.
// Here they stand in it as digits alone: a text by its bytes, in hexadecimal.
//
// A deletion is a mutation: Erase waits until none of the table's is left to do,
// for as long as its context lets it. There are no transactions: an Erase that
// fails may have erased a part, and is to be repeated, as G4 has it. On a cluster
// each server's own tables need a holder of their own.
//
// What a mutation replaced stays on the disk, inactive, for the time of the
// setting old_parts_lifetime, 8 minutes unless the table has another; its
// statement, with the ID in hexadecimal, stays in system.mutations, as long as
// finished_mutations_to_keep says, and in the log of queries.
//
// Until is a String, a Date or an integer. A DateTime, which is spelled without
// its zone, is ErrRetention.
func ClickHouse() Dialect {
	return Dialect{
		quote:  "`",
		digits: true,
		asText: [2]string{"toString(", ")"},
		trim:   [3]string{"replaceRegexpAll(", ", ", ", '')"},
		spaces: "^[" + spaces + "]+|[" + spaces + "]+$",
		none:   "''",
		until:  "if(toTypeName(%[1]s) LIKE '%%DateTime%%', 'a time without its zone', toString(%[1]s))",
		delete: [3]string{"ALTER TABLE ", " DELETE WHERE ifNull(", ", 0)"}, // else it deletes where the condition is NULL
		await:  "SELECT COUNT(*) FROM system.mutations WHERE is_done = 0 AND database = ",
	}
}

func (d *Dialect) valid() bool { return d.quote != "" }

// name returns a quoted identifier, which was validated before.
func (d *Dialect) name(name string) string {
	return d.quote + strings.ReplaceAll(name, ".", d.quote+"."+d.quote) + d.quote
}

func (d *Dialect) placeholder(n int) string {
	if d.numbered {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// text returns SQL for a column as text, compared and ordered by its bytes.
func (d *Dialect) text(column string) string {
	return d.asText[0] + d.name(column) + d.asText[1] + d.collate
}

// date returns SQL for a date of retention as text.
func (d *Dialect) date(column string) string {
	switch {
	case column == "":
		return d.none
	case d.until == "":
		return d.text(column)
	}
	return fmt.Sprintf(d.until, d.name(column))
}

// storable reports whether a text can be in the database at all.
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
	s.add("lower(", s.d.trim[0], s.d.text(column), s.d.trim[1]).bind(s.d.spaces)
	return s.add(s.d.trim[2], ") = ").bind(key)
}
