package main

import "time"

// oddTokens adds the edge cases of notification subscriptions (N2 to N6) as of
// the closing.
func oddTokens(s *shop) {
	const ns = time.Nanosecond
	in := func(d time.Duration) moment { return utc(closing().Add(d)) }
	start, stop, again := as("2024-01-15T10:00:00Z"), as("2024-02-15T10:00:00Z"), as("2024-03-15T10:00:00Z")
	next, never := as("2025-01-15T10:00:00Z"), moment{}
	// opt adds a customer with one opt-in to the cake of the week.
	opt := func(id, note string, subscribed, expires, stopped moment) {
		s.token("n-cake", s.odd(id, note), subscribed, expires, stopped)
		s.passing(id)
	}

	opt("token-expired", "expired in March: expired, and in the trend of that month (N3, N4)", start, as("2024-03-31T23:30:00Z"), never)
	opt("token-expires-now", "expires at the closing: expired (N3)", start, in(0), never)
	opt("token-expires-next", "expires 1 ns after the closing: expiring (N3)", start, in(ns), never)
	opt("token-week-in", "expires exactly 7 days later: within the next 7 days (T4)", start, in(7*day), never)
	opt("token-week-out", "expires 7 days and 1 ns later: expiring, not within the next 7 days (T4)", start, in(7*day+ns), never)
	opt("token-never", "no expiry: never expires (N4)", start, never, never)
	opt("token-zero-expiry", "the zero time as expiry: never expires (T7, N4)", start, as("0001-01-01T00:00:00Z"), never)
	opt("token-stopped", "stopped: no longer expiring (N6)", start, next, stop)
	opt("token-stopped-expired", "stopped and expired: stopped wins (N6)", start, as("2024-05-15T10:00:00Z"), stop)
	opt("token-stopped-never", "stopped, would never expire: stopped (N4, N6)", start, never, stop)
	opt("token-stop-at-opt-in", "stopped at the instant of the opt-in: stopped (N6)", start, next, start)
	opt("token-stop-last-instant", "stopped at the closing: stopped (T2, N6)", start, next, in(0))
	opt("token-week-new", "opted in 1 ns inside the last 7 days (N2, T4)", utc(ago(7*day-ns)), next, never)
	opt("token-week-old", "opted in exactly 7 days ago: not within the last 7 days (N2, T4)", utc(ago(7*day)), next, never)
	opt("token-undated", "opted in at an unknown time: subscribed only when all time is asked for (N2)", moment{}, next, never)
	opt("token-undated-stopped", "opted in at an unknown time and stopped", moment{}, next, stop)
	opt("token-bare-dates", "dates without a time", as("2024-01-15"), as("2024-12-31"), never)

	opt("token-stop-then-again", "STOP, then a new opt-in: expiring again (N6)", start, next, stop)
	s.token("n-cake", "token-stop-then-again", again, next, never)
	opt("token-renewed", "renewed: the expiry moves from May to next year (N6)", start, as("2024-05-01T10:00:00Z"), never)
	s.token("n-cake", "token-renewed", again, next, never)
	opt("token-renewed-shorter", "renewed with an earlier expiry: the latest opt-in decides, not the latest expiry (N6)", start, next, never)
	s.token("n-cake", "token-renewed-shorter", again, as("2024-05-01T10:00:00Z"), never)
	opt("token-renewed-at-once", "two opt-ins at one instant: the later expiry wins (N6)", start, as("2024-05-01T10:00:00Z"), never)
	s.token("n-cake", "token-renewed-at-once", start, next, never)
	opt("token-never-at-once", "two opt-ins at one instant: never is the latest expiry (N6)", start, next, never)
	s.token("n-cake", "token-never-at-once", start, never, never)
	opt("token-stop-after-again", "the stop in the first line is after the second opt-in: stopped (N6)", start, next, as("2024-04-15T10:00:00Z"))
	s.token("n-cake", "token-stop-after-again", again, next, never)
	opt("token-undated-renewed", "an undated opt-in and a dated one: undated is earliest (N6)", moment{}, as("2024-02-01T10:00:00Z"), never)
	s.token("n-cake", "token-undated-renewed", start, next, never)
	opt("token-twice", "the same line twice: one (tokens are a set)", start, next, never)
	s.tokens = append(s.tokens, s.tokens[len(s.tokens)-1])
	opt("token-none", "an opt-in whose token is unknown", start, next, never)
	s.tokens[len(s.tokens)-1].cells[5] = ""

	id := s.odd("token-many", "three notifications, one of them inactive: one person, three subscriptions (N3, N4)")
	for _, n := range []string{"n-loaf", "n-leaf", "n-advent"} {
		s.token(n, id, start, in(3*day), never)
	}
	id = s.odd("token-same-name", "both notifications called Today's loaf (N5)")
	s.token("n-loaf", id, start, in(40*day), never)
	s.token("n-loaf-ig", id, start, in(70*day), never)
}
