-- The tables of the host in PostgreSQL, if it is to make any: a host's own
-- tables are read through a mapping of names.
--
-- Instants are RFC 3339 texts in UTC with nine decimals, which sort by bytes:
-- exact to the nanosecond in the years 1 to 9999, where timestamptz rounds to
-- microseconds. NULL is unknown or never. Amounts are NUMERIC, exact. Texts
-- have the collation "C" and sort by bytes, whatever the database's locale.
--
-- A range of customers is found by index. The column n numbers the facts of
-- a table as they were loaded: with it a load can be taken up again and
-- repeated, and a fact that is not a set (X6) can be there twice.

CREATE TABLE IF NOT EXISTS loads (
	fingerprint text COLLATE "C" NOT NULL,
	step        text COLLATE "C" NOT NULL, -- begun, complete
	PRIMARY KEY (fingerprint, step)
);

CREATE TABLE IF NOT EXISTS customers (
	id               text COLLATE "C" NOT NULL,
	n                bigint,
	email            text COLLATE "C" NOT NULL DEFAULT '',
	username         text COLLATE "C" NOT NULL DEFAULT '',
	name             text COLLATE "C" NOT NULL DEFAULT '',
	created_at       text COLLATE "C",
	signed_up        boolean NOT NULL DEFAULT false,
	profile_complete boolean, -- NULL: not said
	birthday         text COLLATE "C",
	favorite         boolean NOT NULL DEFAULT false,
	last_device      text COLLATE "C" NOT NULL DEFAULT '',
	facebook         text COLLATE "C" NOT NULL DEFAULT '',
	twitter          text COLLATE "C" NOT NULL DEFAULT '',
	google           text COLLATE "C" NOT NULL DEFAULT '',
	email_consent    text COLLATE "C" NOT NULL DEFAULT '', -- granted, denied, withdrawn
	email_consent_at text COLLATE "C"
);

CREATE UNIQUE INDEX IF NOT EXISTS customers_by_id ON customers (id);

CREATE TABLE IF NOT EXISTS logins (
	customer_id text COLLATE "C" NOT NULL, -- empty: a guest
	n           bigint NOT NULL,
	at          text COLLATE "C"
);

CREATE UNIQUE INDEX IF NOT EXISTS logins_by_customer ON logins (customer_id, n);

CREATE TABLE IF NOT EXISTS messages (
	customer_id text COLLATE "C" NOT NULL,
	n           bigint NOT NULL,
	at          text COLLATE "C",
	direction   text COLLATE "C" NOT NULL, -- in, out
	channel     text COLLATE "C" NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX IF NOT EXISTS messages_by_customer ON messages (customer_id, n);

CREATE TABLE IF NOT EXISTS orders (
	customer_id   text COLLATE "C" NOT NULL,
	id            text COLLATE "C" NOT NULL,
	n             bigint,
	amount        numeric NOT NULL,
	currency      text COLLATE "C" NOT NULL,
	kind          text COLLATE "C" NOT NULL DEFAULT 'merchandise', -- food, merchandise, reservation, other
	channel       text COLLATE "C" NOT NULL DEFAULT '',
	placed_at     text COLLATE "C",
	paid_at       text COLLATE "C",
	voided_at     text COLLATE "C",
	checkout_link boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id, id);

CREATE UNIQUE INDEX IF NOT EXISTS orders_id ON orders (id);

CREATE TABLE IF NOT EXISTS refunds (
	order_id text COLLATE "C" NOT NULL,
	n        bigint NOT NULL,
	id       text COLLATE "C" NOT NULL,
	at       text COLLATE "C",
	amount   numeric NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS refunds_by_order ON refunds (order_id, n);

CREATE TABLE IF NOT EXISTS actions (
	customer_id text COLLATE "C" NOT NULL,
	n           bigint NOT NULL,
	kind        text COLLATE "C" NOT NULL, -- share, comment, redemption, push
	at          text COLLATE "C"
);

CREATE UNIQUE INDEX IF NOT EXISTS actions_by_customer ON actions (customer_id, n);

CREATE TABLE IF NOT EXISTS tags (
	customer_id text COLLATE "C" NOT NULL,
	n           bigint NOT NULL,
	tag         text COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS tags_by_customer ON tags (customer_id, n);

CREATE TABLE IF NOT EXISTS fields (
	customer_id text COLLATE "C" NOT NULL,
	n           bigint NOT NULL,
	name        text COLLATE "C" NOT NULL,
	value       text COLLATE "C" NOT NULL DEFAULT '',
	at          text COLLATE "C"
);

CREATE UNIQUE INDEX IF NOT EXISTS fields_by_customer ON fields (customer_id, n);

CREATE TABLE IF NOT EXISTS members (
	customer_id text COLLATE "C" NOT NULL,
	n           bigint NOT NULL,
	channel     text COLLATE "C" NOT NULL DEFAULT '',
	joined_at   text COLLATE "C"
);

CREATE UNIQUE INDEX IF NOT EXISTS members_by_customer ON members (customer_id, n);

CREATE TABLE IF NOT EXISTS notifications (
	id        text COLLATE "C" NOT NULL,
	n         bigint,
	name      text COLLATE "C" NOT NULL,
	active    boolean NOT NULL DEFAULT false,
	frequency text COLLATE "C" NOT NULL DEFAULT '', -- daily, weekly, monthly
	channel   text COLLATE "C" NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX IF NOT EXISTS notifications_by_id ON notifications (id);

CREATE TABLE IF NOT EXISTS tokens (
	customer_id     text COLLATE "C" NOT NULL,
	n               bigint NOT NULL,
	notification_id text COLLATE "C" NOT NULL,
	subscribed_at   text COLLATE "C",
	expires_at      text COLLATE "C", -- NULL: never
	stopped_at      text COLLATE "C",
	token           text COLLATE "C" NOT NULL DEFAULT '' -- a credential
);

CREATE UNIQUE INDEX IF NOT EXISTS tokens_by_customer ON tokens (customer_id, n);
