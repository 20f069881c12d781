// Package dialect says what differs between the databases that the host knows:
// SQLite, PostgreSQL and ClickHouse. Everything else is the same text of SQL.
//
//   - Names are validated identifiers (Ident), always quoted.
//   - Values are bound. ClickHouse has no parameters on its native protocol
//     before version 22: texts travel in tables beside the query or stand in it as
//     hexadecimal digits, numbers and instants in digits.
//   - Texts are compared and sorted by their bytes, whatever the collation of
//     the column (T2, L2): a case-insensitive one would merge customers.
package dialect

import (
	"embed"
	"errors"
	"fmt"
	"strings"
)

// Dialect is one kind of database, as a small value that says only what
// differs.
type Dialect struct {
	Name   string // "sqlite", "postgres", "clickhouse"
	driver string // as database/sql knows it

	// Transactions says that what is written in a transaction is written
	// whole or not at all, and that a unique index refuses a second row.
	Transactions bool

	// Pin is a query that fixes what a transaction sees. It is empty if nothing
	// does.
	Pin string

	// Joins says that tables can be joined, and that a query within another one can
	// be about the other one's row. ClickHouse 18.16 as Debian builds it reads
	// foreign memory in ALL JOIN.
	Joins bool

	byBytes     string // what follows a text so that it is compared by its bytes
	global      string // what precedes IN with a query of its own
	noNull      bool   // the schema has empty texts in place of NULL
	settings    string // what ends every query
	placeholder string // what precedes a parameter's number; empty: values do not stand in the text
	latest      string // query for the latest instants of each owner, see Latest
	units       string // amount in ten-thousandths, see Units
	timestamp   stamp  // its own type for instants
}

//go:embed schema
var schemas embed.FS

// SQLite returns the dialect of SQLite: a file without a server, through
// modernc.org/sqlite.
func SQLite() Dialect {
	return Dialect{
		Name: "sqlite", driver: "sqlite", Transactions: true, Joins: true,
		Pin:     "SELECT 1 FROM sqlite_master LIMIT 1",
		byBytes: " COLLATE BINARY", placeholder: ":p",
		latest: latestByWindow("group_concat(%s)"),
		units:  unitsOfText("instr(%[1]s, '.')", "%[1]s NOT GLOB '*[^0-9]*'", "CAST(%s AS INTEGER)"),
	}
}

// Postgres returns the dialect of PostgreSQL 14 or later, through pgx.
func Postgres() Dialect {
	return Dialect{
		Name: "postgres", driver: "pgx", Transactions: true, Joins: true,
		Pin:     "SELECT 1",
		byBytes: ` COLLATE "C"`, placeholder: "$",
		latest: latestByArrayAgg(),
		units: "CASE WHEN CAST(%[1]s AS numeric) >= 0 AND CAST(%[1]s AS numeric) < 1000000000000 AND " +
			"CAST(%[1]s AS numeric) = TRUNC(CAST(%[1]s AS numeric), 4) THEN CAST(CAST(%[1]s AS numeric) * 10000 AS bigint) END",
		timestamp: postgresStamp(),
	}
}

// wholeAnswers are the settings of ClickHouse that refuse to give a part of an
// answer for the whole, whatever the server's own are: when a server of a
// cluster is down, or a limit is reached.
const wholeAnswers = "skip_unavailable_shards = 0, distributed_group_by_no_merge = 0, " +
	"read_overflow_mode = 'throw', group_by_overflow_mode = 'throw', sort_overflow_mode = 'throw', " +
	"result_overflow_mode = 'throw', set_overflow_mode = 'throw', distinct_overflow_mode = 'throw', " +
	"transfer_overflow_mode = 'throw', timeout_overflow_mode = 'throw'"

// smallBlocks makes the blocks of an answer an eighth of what they are by
// default: the driver holds a whole one.
const smallBlocks = "max_block_size = 8192"

// ClickHouse returns the dialect of ClickHouse from 18.16 on, through its
// native protocol.
func ClickHouse() Dialect {
	return Dialect{
		Name: "clickhouse", driver: "clickhouse",
		global: "GLOBAL ", noNull: true,
		settings:  " SETTINGS " + wholeAnswers + ", " + smallBlocks,
		latest:    latestByArray(),
		units:     clickhouseUnits(),
		timestamp: clickhouseStamp(),
	}
}

// Schema returns the statements that make the tables of a host which has none
// yet: the documented schema/NAME.sql.
func (d Dialect) Schema() ([]string, error) {
	text, err := schemas.ReadFile("schema/" + d.Name + ".sql")
	if err != nil {
		return nil, fmt.Errorf("dialect: %w", err)
	}
	return Statements(string(text)), nil
}

// Statements returns the statements of a file of SQL, each of which ends at the
// end of a line. Comments have lines of their own, or follow what they are
// about.
func Statements(sql string) []string {
	var all []string
	for s := range strings.SplitSeq(withoutComments(sql), ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func withoutComments(sql string) string {
	var b strings.Builder
	for line := range strings.Lines(sql) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// ErrIdent says that a name is no identifier that the host takes.
var ErrIdent = errors.New("dialect: a name is 1 to 63 ASCII letters, digits and _, not beginning with a digit")

// Ident returns a table's or column's name, quoted. A table's name can have a
// schema or database in front: "shop.orders". Anything else is ErrIdent.
func Ident(name string) (string, error) {
	parts := strings.Split(name, ".")
	if len(parts) > 2 {
		return "", ErrIdent
	}
	for i, p := range parts {
		if !isIdent(p) {
			return "", ErrIdent
		}
		parts[i] = `"` + p + `"`
	}
	return strings.Join(parts, "."), nil
}

func isIdent(s string) bool {
	if s == "" || len(s) > 63 || '0' <= s[0] && s[0] <= '9' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// Bytes returns SQL for a text that is compared, grouped and sorted by its
// bytes.
func (d Dialect) Bytes(expr string) string { return expr + d.byBytes }

// Global goes before IN with a query of its own, so that a ClickHouse cluster
// asks it once and not on every server of its own rows alone.
func (d Dialect) Global() string { return d.global }

// NoNull says that the dialect's own schema has empty texts in place of NULL.
func (d Dialect) NoNull() bool { return d.noNull }

// Exact returns SQL that reads an amount as an exact decimal in a text, or an
// order's ID, be it a number or a text. SQLite gives what it has, so that a
// floating-point number is seen to be one.
func (d Dialect) Exact(amount string) string {
	switch d.Name {
	case "postgres":
		return "CAST(" + amount + " AS text)"
	case "clickhouse":
		return "toString(" + amount + ")"
	}
	return amount
}

// Bool returns a boolean in the form in which it is written.
func (d Dialect) Bool(b bool) any {
	var n int64
	if b {
		n = 1
	}
	switch d.Name {
	case "postgres":
		return b
	case "clickhouse":
		return uint8(n)
	}
	return n
}

// Tuples returns the placeholders of rows after VALUES, bound by their order.
func (d Dialect) Tuples(rows, columns int) string {
	var b strings.Builder
	for i := range rows {
		for j := range columns {
			switch {
			case j > 0:
				b.WriteString(", ")
			case i > 0:
				b.WriteString(", (")
			default:
				b.WriteByte('(')
			}
			if d.placeholder == "$" {
				fmt.Fprintf(&b, "$%d", i*columns+j+1)
			} else {
				b.WriteByte('?')
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}
