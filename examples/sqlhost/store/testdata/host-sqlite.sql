-- Tables as a host might have them: other names, words of SQL among them, a
-- collation that takes "Ann" for "ann", instants in milliseconds.

CREATE TABLE IF NOT EXISTS "h_people" (
	"ID" TEXT COLLATE NOCASE,
	"Mail" TEXT COLLATE NOCASE,
	"Login" TEXT COLLATE NOCASE,
	"Full_Name" TEXT COLLATE NOCASE,
	"Since" INTEGER,
	"Registered" INTEGER,
	"Profile" INTEGER,
	"Born" TEXT,
	"Starred" INTEGER,
	"Device" TEXT COLLATE NOCASE,
	"fb" TEXT COLLATE NOCASE,
	"tw" TEXT COLLATE NOCASE,
	"goog" TEXT COLLATE NOCASE,
	"Consent" TEXT COLLATE NOCASE,
	"Consent_At" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_sessions" (
	"person" TEXT COLLATE NOCASE,
	"Began" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_chat" (
	"person" TEXT COLLATE NOCASE,
	"Sent" INTEGER,
	"direction" TEXT COLLATE NOCASE,
	"via" TEXT COLLATE NOCASE
);

CREATE TABLE IF NOT EXISTS "h_order" (
	"number" TEXT COLLATE NOCASE,
	"buyer" TEXT COLLATE NOCASE,
	"total" TEXT,
	"unit" TEXT COLLATE NOCASE,
	"group" TEXT COLLATE NOCASE,
	"via" TEXT COLLATE NOCASE,
	"placed" INTEGER,
	"paid" INTEGER,
	"voided" INTEGER,
	"by_link" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_returns" (
	"id" TEXT COLLATE NOCASE,
	"number" TEXT COLLATE NOCASE,
	"date" INTEGER,
	"total" TEXT
);

CREATE TABLE IF NOT EXISTS "h_did" (
	"person" TEXT COLLATE NOCASE,
	"what" TEXT COLLATE NOCASE,
	"when" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_labels" (
	"person" TEXT COLLATE NOCASE,
	"label" TEXT COLLATE NOCASE
);

CREATE TABLE IF NOT EXISTS "h_extra" (
	"person" TEXT COLLATE NOCASE,
	"key" TEXT COLLATE NOCASE,
	"value" TEXT COLLATE NOCASE,
	"set" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_joined" (
	"person" TEXT COLLATE NOCASE,
	"via" TEXT COLLATE NOCASE,
	"on" INTEGER
);

CREATE TABLE IF NOT EXISTS "h_pushes" (
	"id" TEXT COLLATE NOCASE,
	"title" TEXT COLLATE NOCASE,
	"on" INTEGER,
	"every" TEXT COLLATE NOCASE,
	"via" TEXT COLLATE NOCASE
);

CREATE TABLE IF NOT EXISTS "h_tokens" (
	"push" TEXT COLLATE NOCASE,
	"person" TEXT COLLATE NOCASE,
	"from" INTEGER,
	"until" INTEGER,
	"stop" INTEGER,
	"secret" TEXT COLLATE NOCASE
);
