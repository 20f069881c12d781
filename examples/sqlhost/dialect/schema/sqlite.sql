-- The tables of the host in SQLite, if it is to make any: a host's own tables
-- are read through a mapping of names.
--
-- Instants are RFC 3339 texts in UTC with nine decimals, which sort by bytes:
-- exact to the nanosecond in the years 1 to 9999. NULL is unknown or never.
-- Amounts are decimal texts and never floating-point numbers. Texts have the
-- collation BINARY, SQLite's default, and sort by bytes.
--
-- Facts stand in customer order, so that a range of customers is read in one go.
-- The column n numbers the facts of a table as they were loaded: with it a
-- load can be taken up again and repeated, and a fact that is not a set (X6)
-- can be there twice.

CREATE TABLE IF NOT EXISTS loads (
	fingerprint TEXT NOT NULL,
	step        TEXT NOT NULL, -- begun, complete
	PRIMARY KEY (fingerprint, step)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS customers (
	id               TEXT NOT NULL PRIMARY KEY,
	n                INTEGER,
	email            TEXT NOT NULL DEFAULT '',
	username         TEXT NOT NULL DEFAULT '',
	name             TEXT NOT NULL DEFAULT '',
	created_at       TEXT,
	signed_up        INTEGER NOT NULL DEFAULT 0,
	profile_complete INTEGER, -- NULL: not said
	birthday         TEXT,
	favorite         INTEGER NOT NULL DEFAULT 0,
	last_device      TEXT NOT NULL DEFAULT '',
	facebook         TEXT NOT NULL DEFAULT '',
	twitter          TEXT NOT NULL DEFAULT '',
	google           TEXT NOT NULL DEFAULT '',
	email_consent    TEXT NOT NULL DEFAULT '', -- granted, denied, withdrawn
	email_consent_at TEXT
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS logins (
	customer_id TEXT NOT NULL, -- empty: a guest
	n           INTEGER NOT NULL,
	at          TEXT,
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS messages (
	customer_id TEXT NOT NULL,
	n           INTEGER NOT NULL,
	at          TEXT,
	direction   TEXT NOT NULL, -- in, out
	channel     TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS orders (
	customer_id   TEXT NOT NULL,
	id            TEXT NOT NULL,
	n             INTEGER,
	amount        TEXT NOT NULL,
	currency      TEXT NOT NULL,
	kind          TEXT NOT NULL DEFAULT 'merchandise', -- food, merchandise, reservation, other
	channel       TEXT NOT NULL DEFAULT '',
	placed_at     TEXT,
	paid_at       TEXT,
	voided_at     TEXT,
	checkout_link INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (customer_id, id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX IF NOT EXISTS orders_id ON orders (id);

CREATE TABLE IF NOT EXISTS refunds (
	order_id TEXT NOT NULL,
	n        INTEGER NOT NULL,
	id       TEXT NOT NULL,
	at       TEXT,
	amount   TEXT NOT NULL,
	PRIMARY KEY (order_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS actions (
	customer_id TEXT NOT NULL,
	n           INTEGER NOT NULL,
	kind        TEXT NOT NULL, -- share, comment, redemption, push
	at          TEXT,
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS tags (
	customer_id TEXT NOT NULL,
	n           INTEGER NOT NULL,
	tag         TEXT NOT NULL,
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS fields (
	customer_id TEXT NOT NULL,
	n           INTEGER NOT NULL,
	name        TEXT NOT NULL,
	value       TEXT NOT NULL DEFAULT '',
	at          TEXT,
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS members (
	customer_id TEXT NOT NULL,
	n           INTEGER NOT NULL,
	channel     TEXT NOT NULL DEFAULT '',
	joined_at   TEXT,
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS notifications (
	id        TEXT NOT NULL PRIMARY KEY,
	n         INTEGER,
	name      TEXT NOT NULL,
	active    INTEGER NOT NULL DEFAULT 0,
	frequency TEXT NOT NULL DEFAULT '', -- daily, weekly, monthly
	channel   TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS tokens (
	customer_id     TEXT NOT NULL,
	n               INTEGER NOT NULL,
	notification_id TEXT NOT NULL,
	subscribed_at   TEXT,
	expires_at      TEXT, -- NULL: never
	stopped_at      TEXT,
	token           TEXT NOT NULL DEFAULT '', -- a credential
	PRIMARY KEY (customer_id, n)
) WITHOUT ROWID;
