-- Tables as a host might have them: other names, words of SQL among them, a
-- collation that takes "Ann" for "ann", timestamptz, dates.
CREATE SCHEMA IF NOT EXISTS host;

CREATE COLLATION IF NOT EXISTS host.anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TABLE IF NOT EXISTS host."people" (
	"ID" text COLLATE host.anycase,
	"Mail" text COLLATE host.anycase,
	"Login" text COLLATE host.anycase,
	"Full_Name" text COLLATE host.anycase,
	"Since" timestamptz,
	"Registered" boolean,
	"Profile" boolean,
	"Born" date,
	"Starred" boolean,
	"Device" text COLLATE host.anycase,
	"fb" text COLLATE host.anycase,
	"tw" text COLLATE host.anycase,
	"goog" text COLLATE host.anycase,
	"Consent" text COLLATE host.anycase,
	"Consent_At" timestamptz
);

CREATE TABLE IF NOT EXISTS host."sessions" (
	"person" text COLLATE host.anycase,
	"Began" timestamptz
);

CREATE TABLE IF NOT EXISTS host."chat" (
	"person" text COLLATE host.anycase,
	"Sent" timestamptz,
	"direction" text COLLATE host.anycase,
	"via" text COLLATE host.anycase
);

CREATE TABLE IF NOT EXISTS host."order" (
	"number" text COLLATE host.anycase,
	"buyer" text COLLATE host.anycase,
	"total" text,
	"unit" text COLLATE host.anycase,
	"group" text COLLATE host.anycase,
	"via" text COLLATE host.anycase,
	"placed" timestamptz,
	"paid" timestamptz,
	"voided" timestamptz,
	"by_link" boolean
);

CREATE TABLE IF NOT EXISTS host."returns" (
	"id" text COLLATE host.anycase,
	"number" text COLLATE host.anycase,
	"date" timestamptz,
	"total" text
);

CREATE TABLE IF NOT EXISTS host."did" (
	"person" text COLLATE host.anycase,
	"what" text COLLATE host.anycase,
	"when" timestamptz
);

CREATE TABLE IF NOT EXISTS host."labels" (
	"person" text COLLATE host.anycase,
	"label" text COLLATE host.anycase
);

CREATE TABLE IF NOT EXISTS host."extra" (
	"person" text COLLATE host.anycase,
	"key" text COLLATE host.anycase,
	"value" text COLLATE host.anycase,
	"set" timestamptz
);

CREATE TABLE IF NOT EXISTS host."joined" (
	"person" text COLLATE host.anycase,
	"via" text COLLATE host.anycase,
	"on" timestamptz
);

CREATE TABLE IF NOT EXISTS host."pushes" (
	"id" text COLLATE host.anycase,
	"title" text COLLATE host.anycase,
	"on" boolean,
	"every" text COLLATE host.anycase,
	"via" text COLLATE host.anycase
);

CREATE TABLE IF NOT EXISTS host."tokens" (
	"push" text COLLATE host.anycase,
	"person" text COLLATE host.anycase,
	"from" timestamptz,
	"until" timestamptz,
	"stop" timestamptz,
	"secret" text COLLATE host.anycase
);
