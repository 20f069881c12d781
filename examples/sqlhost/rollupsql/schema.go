package rollupsql

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// schema makes the tables. What time alone changes is in states, a narrow table: a day
// changes the status of very many customers, each of which costs an entry in each index
// that has the status. An advance reads and writes it alone: logins are all that decide
// (S7). In it, listed is the status of customers, and NULL for guests; NULL
// in a column that is sorted by is a missing value. In records, types is NULL for guests.
const schema = `
CREATE TABLE IF NOT EXISTS {meta} (one {int} PRIMARY KEY CHECK (one = 1), version {int} NOT NULL, body {text} NOT NULL, build_from {bytes} NOT NULL);
CREATE TABLE IF NOT EXISTS {counts} (listed {int} PRIMARY KEY, customers {int} NOT NULL);
CREATE TABLE IF NOT EXISTS {records} (
	n           {serial},
	id          {bytes} NOT NULL UNIQUE,
	next_at     {bytes},
	email       {bytes},
	created_at  {bytes},
	paid_orders {int},
	types       {int},
	device      {bytes},
	digest      {bytes} NOT NULL
);
CREATE TABLE IF NOT EXISTS {states} (
	n          {int} PRIMARY KEY,
	id         {bytes} NOT NULL,
	status     {int} NOT NULL,
	listed     {int},
	until_at   {bytes},
	last_usage {bytes},
	last_login {bytes},
	logins     {bytes}
){room};
CREATE TABLE IF NOT EXISTS {revenue} (id {bytes} NOT NULL, currency {bytes} NOT NULL, listed {int} NOT NULL, net {bytes} NOT NULL, PRIMARY KEY (id, currency)){keyed};
CREATE TABLE IF NOT EXISTS {texts} (n {int} PRIMARY KEY, folded {text} NOT NULL);
CREATE TABLE IF NOT EXISTS {entries} (
	pending  {int} NOT NULL, -- first in the index, so that no other one is needed
	at       {bytes} NOT NULL,
	customer {bytes} NOT NULL,
	lives    {int} NOT NULL, -- 0 for an entry that a customer is gone, which comes first
	moves    {bytes} NOT NULL,
	PRIMARY KEY (pending, at, customer, lives)
){keyed};
CREATE INDEX IF NOT EXISTS {index}until ON {states} (until_at, id) WHERE until_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS {index}next ON {records} (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS {index}listed ON {states} (listed, id);
CREATE INDEX IF NOT EXISTS {index}email ON {records} (email, id);
CREATE INDEX IF NOT EXISTS {index}created ON {records} (created_at, id);
CREATE INDEX IF NOT EXISTS {index}usage ON {states} (listed, last_usage, id);
CREATE INDEX IF NOT EXISTS {index}login ON {states} (listed, last_login, id);
CREATE INDEX IF NOT EXISTS {index}paid ON {records} (paid_orders, id);
CREATE INDEX IF NOT EXISTS {index}net ON {revenue} (currency, listed, net, id);
CREATE UNIQUE INDEX IF NOT EXISTS {index}whose ON {entries} (customer, at, lives);
`

// trigrams is SQLite's index of the texts. Triggers keep it. It has every detail: with
// detail=none, secure-delete loses other rows too.
const trigrams = `
CREATE VIRTUAL TABLE IF NOT EXISTS {trigrams} USING fts5(folded, content={texts}, content_rowid='n', columnsize=0, tokenize="trigram case_sensitive 1");
INSERT INTO {trigrams}({trigrams}, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER IF NOT EXISTS {index}text_in AFTER INSERT ON {texts} BEGIN
	INSERT INTO {trigrams}(rowid, folded) VALUES (new.n, new.folded); END;
CREATE TRIGGER IF NOT EXISTS {index}text_as AFTER UPDATE ON {texts} BEGIN
	INSERT INTO {trigrams}({trigrams}, rowid, folded) VALUES ('delete', old.n, old.folded); INSERT INTO {trigrams}(rowid, folded) VALUES (new.n, new.folded); END;
` + textOut

// textOut is the trigger of a text that goes.
const textOut = `CREATE TRIGGER IF NOT EXISTS {index}text_out AFTER DELETE ON {texts} BEGIN
	INSERT INTO {trigrams}({trigrams}, rowid, folded) VALUES ('delete', old.n, old.folded); END;
`

// clear empties the tables; in SQLite the trigrams go at once.
const (
	clearAll   = "DELETE FROM {records};\nDELETE FROM {states};\nDELETE FROM {revenue};\nDELETE FROM {entries};\nDELETE FROM {counts};\nDELETE FROM {texts};\n"
	beforeLite = "DROP TRIGGER {index}text_out;\nINSERT INTO {trigrams}({trigrams}) VALUES ('delete-all');\n"
)

// names returns what puts the names in SQL, all of them quoted, and the words that the
// engines have different ones for. {join} is a join of which SQLite reads the left table
// first: it does not know how many rows there are. With {room} in the pages, a row that is
// changed stays in its page. A {keyed} table is its own index in SQLite.
func names(prefix string, lite bool) (*strings.Replacer, error) {
	var pairs []string
	for _, table := range []string{"meta", "counts", "records", "states", "revenue", "texts", "entries", "trigrams"} {
		quoted, err := dialect.Ident(prefix + "_" + table)
		if err != nil || strings.Contains(prefix, ".") {
			return nil, dialect.ErrIdent
		}
		pairs = append(pairs, "{"+table+"}", quoted)
	}
	pairs = append(pairs, "{index}", prefix+"_by_") // an identifier by the same check
	if lite {
		return strings.NewReplacer(append(pairs, "{int}", "INTEGER", "{text}", "TEXT", "{bytes}", "BLOB", "{serial}", "INTEGER PRIMARY KEY", "{join}", "CROSS JOIN", "{room}", "", "{keyed}", " WITHOUT ROWID")...), nil
	}
	return strings.NewReplacer(append(pairs, "{int}", "bigint", "{text}", `text COLLATE "C"`, "{bytes}", "bytea",
		"{serial}", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "{join}", "JOIN", "{room}", " WITH (fillfactor = 80)", "{keyed}", "")...), nil
}

// create makes the tables that are not there.
func (s *Store) create(ctx context.Context) error {
	all := schema
	if s.lite {
		all += trigrams
	}
	all += "INSERT INTO {meta} (one, version, body, build_from) VALUES (1, 0, '{}', {nothing}) ON CONFLICT DO NOTHING;\n"
	nothing := "''::bytea"
	if s.lite {
		nothing = "x''"
	}
	for _, statement := range dialect.Statements(strings.ReplaceAll(all, "{nothing}", nothing)) {
		if _, err := s.db.ExecContext(ctx, s.names.Replace(statement)); err != nil {
			return fault(ctx, err)
		}
	}
	if !s.lite {
		return s.createTrigrams(ctx)
	}
	return nil
}

// createTrigrams makes PostgreSQL's index of the texts if the extension is there, or can be
// made. Without it a search reads all texts.
func (s *Store) createTrigrams(ctx context.Context) error {
	_, _ = s.db.ExecContext(ctx, "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public") // not everybody may
	var where string
	err := s.db.QueryRowContext(ctx, "SELECT n.nspname FROM pg_catalog.pg_opclass c JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace WHERE c.opcname = 'gin_trgm_ops'").Scan(&where)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fault(ctx, err)
	}
	class, err := dialect.Ident(where + ".gin_trgm_ops")
	if err != nil {
		return nil // a schema with a strange name
	}
	_, err = s.db.ExecContext(ctx, s.names.Replace("CREATE INDEX IF NOT EXISTS {index}trigrams ON {texts} USING gin (folded ")+class+")")
	return fault(ctx, err)
}
