// Package segmenttest makes segments for tests.
package segmenttest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// Draw returns the text of a random segment that is legal, of at most so many levels of
// brackets. Its values are those that rows of tests commonly have.
func Draw(t *rapid.T, levels int) string {
	if levels == 0 || rapid.IntRange(0, 2).Draw(t, "shape") == 0 {
		return negated(t, clause(t))
	}
	joined := make([]string, rapid.IntRange(1, 3).Draw(t, "parts"))
	for i := range joined {
		joined[i] = negated(t, "("+Draw(t, levels-1)+")")
		if rapid.Bool().Draw(t, "a clause") {
			joined[i] = negated(t, clause(t))
		}
	}
	return strings.Join(joined, pick(t, " and ", " or "))
}

func negated(t *rapid.T, s string) string {
	return pick(t, "", "", "not ") + s
}

func pick(t *rapid.T, all ...string) string { return rapid.SampledFrom(all).Draw(t, "pick") }

func clause(t *rapid.T) string {
	switch rapid.IntRange(0, 5).Draw(t, "clause") {
	case 0:
		return common(t)
	case 1:
		return pick(t, texts...) + compared(t, textValues, "=", "!=")
	case 2:
		return pick(t, "shares", "comments", "redemptions", "pushes", "paid_orders") + compared(t, numbers, "=", "!=", "<", "<=", ">", ">=")
	case 3:
		return "revenue " + pick(t, "EUR", "JPY") + compared(t, numbers, "=", "!=", "<", "<=", ">", ">=")
	case 4:
		return "birthday" + compared(t, []string{"1990-02-09", "0990-12-01", "2024-02-29", "9999-12-31"}, "=", "!=", "<", "<=", ">", ">=")
	}
	return pick(t, times...) + onTime(t)
}

// common returns a clause of words, or of any field.
func common(t *rapid.T) string {
	switch rapid.IntRange(0, 4).Draw(t, "common") {
	case 0:
		return "status" + compared(t, []string{`"very active"`, "active", "quiet", "sleeper"}, "=", "!=")
	case 1:
		return "identity" + compared(t, []string{"registered", "anonymous"}, "=", "!=")
	case 2:
		return "email_consent" + compared(t, []string{"yes", "no"}, "=", "!=")
	case 3:
		return "favorite" + compared(t, []string{"true", "false"}, "=", "!=")
	}
	f := pick(t, append([]string{"status", "favorite", "email_consent", "birthday", "shares", "revenue EUR"}, append(texts, times...)...)...)
	return pick(t, f+" = unknown", f+" != unknown", strings.TrimSuffix(f, " EUR")+" is known")
}

var (
	texts      = []string{"id", "display_name", "email", "username", "name", "last_device", "facebook", "twitter", "google"}
	times      = []string{"created_at", "created_at", "last_usage", "last_login", "last_paid_at"}
	textValues = []string{`""`, `"mia"`, `"Mia"`, `"phone"`, `"Phone"`, `"a"`, `"b"`, `"é"`, `"Anonymous user"`, `"Mia@example.com"`, `" "`, `"\"\\"`, `"unknown"`, "\"a\nb\""}
	numbers    = []string{"0", "1", "2", "01.10", "1.5", "10.00", "0.005", "9223372036854775807", "99999999999999999999.5", "12345678901234567890123.4567"}
)

// compared returns a comparison, or a list, with some of the values.
func compared(t *rapid.T, values []string, operators ...string) string {
	if rapid.IntRange(0, 3).Draw(t, "in") > 0 {
		return " " + pick(t, operators...) + " " + pick(t, values...)
	}
	list := make([]string, rapid.IntRange(1, 3).Draw(t, "values"))
	for i := range list {
		list[i] = pick(t, values...)
	}
	return " in (" + strings.Join(list, ", ") + ")"
}

func onTime(t *rapid.T) string {
	if rapid.Bool().Draw(t, "within") {
		return fmt.Sprintf(" within %s %d %s", pick(t, "last", "last", "next"), rapid.SampledFrom([]int{1, 3, 7, 30, 91, 9999999}).Draw(t, "n"), pick(t, "days", "months"))
	}
	return " " + pick(t, "<", "<=", ">", ">=") + " " + pick(t, "2023-12-01", "2024-03-01", "2024-05-31", "2024-06-01", "2024-04-01", "0001-01-01", "9999-12-31")
}

// Corpus returns segments of all kinds, to begin with.
func Corpus() []string {
	return []string{
		`status in ("very active", active) and revenue EUR >= 100 and created_at within last 90 days and not last_device = "iPad"`,
		`(favorite = true or email_consent != yes) and not (shares > 1.50 and identity = anonymous)`,
		`birthday = unknown or name is known or email in ("a\"b", "\\")`,
		`last_usage within next 3 months or created_at < 2024-02-29`,
		`created_at = 2024-02-29`, "not not", `a = "`, strings.Repeat("(", 17),
	}
}
