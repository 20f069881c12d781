-- The tables of the host in ClickHouse, if it is to make any: a host's own
-- tables are read through a mapping of names.
--
-- Instants are RFC 3339 texts in UTC with nine decimals, which sort by bytes:
-- exact to the nanosecond in the years 1 to 9999, where DateTime has seconds
-- from 1970 to 2106. Empty is unknown or never: a key cannot be Nullable.
-- Amounts are decimal texts and never floating-point numbers.
--
-- Facts stand in customer order. The column n numbers the facts of a table as
-- they were loaded: with it a load can be taken up again and repeated, and a
-- fact that is not a set (X6) can be there twice.

CREATE TABLE IF NOT EXISTS loads (
	fingerprint String,
	step        String -- begun, complete
) ENGINE = MergeTree ORDER BY (fingerprint, step);

CREATE TABLE IF NOT EXISTS customers (
	id               String,
	n                Int64,
	email            String,
	username         String,
	name             String,
	created_at       String,
	signed_up        UInt8,
	profile_complete String, -- true, false, empty: not said
	birthday         String,
	favorite         UInt8,
	last_device      String,
	facebook         String,
	twitter          String,
	google           String,
	email_consent    String, -- granted, denied, withdrawn
	email_consent_at String
) ENGINE = MergeTree ORDER BY (id);

CREATE TABLE IF NOT EXISTS logins (
	customer_id String, -- empty: a guest
	n           Int64,
	at          String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS messages (
	customer_id String,
	n           Int64,
	at          String,
	direction   String, -- in, out
	channel     String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS orders (
	customer_id   String,
	id            String,
	n             Int64,
	amount        String,
	currency      String,
	kind          String DEFAULT 'merchandise', -- food, merchandise, reservation, other
	channel       String,
	placed_at     String,
	paid_at       String,
	voided_at     String,
	checkout_link UInt8
) ENGINE = MergeTree ORDER BY (customer_id, id);

CREATE TABLE IF NOT EXISTS refunds (
	order_id String,
	n        Int64,
	id       String,
	at       String,
	amount   String
) ENGINE = MergeTree ORDER BY (order_id, n);

CREATE TABLE IF NOT EXISTS actions (
	customer_id String,
	n           Int64,
	kind        String, -- share, comment, redemption, push
	at          String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS tags (
	customer_id String,
	n           Int64,
	tag         String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS fields (
	customer_id String,
	n           Int64,
	name        String,
	value       String,
	at          String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS members (
	customer_id String,
	n           Int64,
	channel     String,
	joined_at   String
) ENGINE = MergeTree ORDER BY (customer_id, n);

CREATE TABLE IF NOT EXISTS notifications (
	id        String,
	n         Int64,
	name      String,
	active    UInt8,
	frequency String, -- daily, weekly, monthly
	channel   String
) ENGINE = MergeTree ORDER BY (id);

CREATE TABLE IF NOT EXISTS tokens (
	customer_id     String,
	n               Int64,
	notification_id String,
	subscribed_at   String,
	expires_at      String, -- empty: never
	stopped_at      String,
	token           String -- a credential
) ENGINE = MergeTree ORDER BY (customer_id, n);
