-- Tables as a host might have them: other names, words of SQL among them,
-- columns that can be NULL, instants in milliseconds.
CREATE DATABASE IF NOT EXISTS host;

CREATE TABLE IF NOT EXISTS host."people" (
	"ID" String,
	"Mail" Nullable(String),
	"Login" Nullable(String),
	"Full_Name" Nullable(String),
	"Since" Nullable(Int64),
	"Registered" UInt8,
	"Profile" String,
	"Born" String,
	"Starred" UInt8,
	"Device" Nullable(String),
	"fb" Nullable(String),
	"tw" Nullable(String),
	"goog" Nullable(String),
	"Consent" Nullable(String),
	"Consent_At" Nullable(Int64)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."sessions" (
	"person" Nullable(String),
	"Began" Nullable(Int64)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."chat" (
	"person" Nullable(String),
	"Sent" Nullable(Int64),
	"direction" Nullable(String),
	"via" Nullable(String)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."order" (
	"number" String,
	"buyer" Nullable(String),
	"total" String,
	"unit" Nullable(String),
	"group" Nullable(String),
	"via" Nullable(String),
	"placed" Nullable(Int64),
	"paid" Nullable(Int64),
	"voided" Nullable(Int64),
	"by_link" UInt8
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."returns" (
	"id" Nullable(String),
	"number" Nullable(String),
	"date" Nullable(Int64),
	"total" String
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."did" (
	"person" Nullable(String),
	"what" Nullable(String),
	"when" Nullable(Int64)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."labels" (
	"person" Nullable(String),
	"label" Nullable(String)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."extra" (
	"person" Nullable(String),
	"key" Nullable(String),
	"value" Nullable(String),
	"set" Nullable(Int64)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."joined" (
	"person" Nullable(String),
	"via" Nullable(String),
	"on" Nullable(Int64)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."pushes" (
	"id" String,
	"title" Nullable(String),
	"on" UInt8,
	"every" Nullable(String),
	"via" Nullable(String)
) ENGINE = MergeTree ORDER BY tuple();

CREATE TABLE IF NOT EXISTS host."tokens" (
	"push" Nullable(String),
	"person" Nullable(String),
	"from" Nullable(Int64),
	"until" Nullable(Int64),
	"stop" Nullable(Int64),
	"secret" Nullable(String)
) ENGINE = MergeTree ORDER BY tuple();
