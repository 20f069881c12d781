package main

import "time"

// odd adds a customer who is there for one odd case. They have signed up, so
// that they are registered (I1); what they did is added by who calls.
func (s *shop) odd(id, note string) string {
	s.add(customer{id: id, username: id, name: title(id), signedUp: "true", created: as("2023-02-01T09:00:00Z"), note: note})
	return id
}

// passing gives an odd customer a few logins of the last half year, for those
// whose case is about something else: they use the app as others do.
func (s *shop) passing(id string) {
	d := dice(0)
	for _, c := range []byte(id) {
		d = d*31 + dice(c)
	}
	for range d.between(1, 4) {
		s.login(id, utc(ago(time.Duration(d.between(1, 180*24*60))*minute)))
	}
}

// title makes a name of an ID: "week-edge-in" is "Week Edge In".
func title(id string) string {
	b := []byte(id)
	start := true
	for i, c := range b {
		if start && 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
		if start = c == '-'; start {
			b[i] = ' '
		}
	}
	return string(b)
}

// oddLogins adds the edge cases of the activity status (S1 to S4) as of the
// closing, and those of clocks and calendars (T4, T5).
func oddLogins(s *shop) {
	const ns = time.Nanosecond
	quarter := as("2024-03-15T18:00:00Z").at // three months before the closing
	at := func(d time.Duration) moment { return utc(ago(d)) }

	s.add(customer{id: "anonymous-bare", note: "nothing but an ID: anonymous, a sleeper"})
	id := s.odd("never-logged-in", "chats and buys but has never logged in: a sleeper with a reason of its own (S3)")
	s.ask(id, "whatsapp", at(2*day))
	s.buy(order{customer: id, amount: "4.50", currency: "EUR", kind: "food", channel: "whatsapp", placed: at(2*day - minute), paid: at(2*day - 2*minute)})
	s.login(s.odd("one-login-in-30-days", "one login in the last 30 days and one before: quiet (S4)"), at(3*day), at(31*day))
	s.login(s.odd("only-login-ever", "a single login, a week ago: quiet (S4)"), at(7*day))
	s.login(s.odd("week-edge-in", "second latest login 1 ns inside the last 7 days: very active (S1, T4)"), at(7*day-ns), at(hour))
	s.login(s.odd("week-edge-out", "second latest login exactly 7 days ago: active, no longer very active (S1, T4)"), at(7*day), at(hour))
	s.login(s.odd("month-edge-in", "second latest login 1 ns inside the last 30 days: active (S2, T4)"), at(30*day-ns), at(8*day))
	s.login(s.odd("month-edge-out", "second latest login exactly 30 days ago: quiet (S2, S4, T4)"), at(30*day), at(8*day))
	s.login(s.odd("quarter-edge-in", "latest login 1 ns inside the last 3 months: quiet (S3, T4)"), utc(quarter.Add(ns)))
	s.login(s.odd("quarter-edge-out", "latest login exactly 3 months ago: a sleeper (S3, T4)"), utc(quarter))
	s.login(s.odd("last-instant", "a login at the very closing, which is the default AsOf: it counts (T2)"), at(0), at(day))
	s.login(s.odd("same-instant-twice", "two logins at one instant, spelled in two zones: one login, so quiet (S1)"), at(2*day), trieste(ago(2*day)))
	s.login(s.odd("same-row-twice", "the same login delivered twice: one login, so quiet (S1)"), at(4*day), at(4*day))
	s.login(s.odd("nanoseconds-apart", "two logins a nanosecond apart: two logins, very active (S1)"), at(5*day), at(5*day-ns))
	s.login(s.odd("end-of-november", "last login on 30 November: a sleeper from 1 March 00:00 UTC on (T4)"), as("2023-11-30T22:00:00Z"))
	s.login(s.odd("end-of-january", "logins on 31 January: three months end on 1 May 00:00 UTC, not on 30 April (T4)"), as("2024-01-31T08:15:00Z"), as("2024-01-31T20:45:00Z"))
	s.login(s.odd("leap-day", "logins on 29 February 2024"), as("2024-02-29"), as("2024-02-29T23:59:59.999999999Z"))
	s.login(s.odd("clock-forward", "a wall clock time that Trieste's clocks skipped; with -location Europe/Rome it moves to 03:30 (T5)"), as("2024-03-31 02:30:00"))
	s.login(s.odd("clock-back", "a wall clock time that Trieste's clocks showed twice; the earlier one is meant (T5)"), as("2023-10-29T02:30:00"))
	s.login(s.odd("no-midnight", "a bare date whose midnight Beirut skipped: try -location Asia/Beirut (T5)"), as("2024-03-31"))
	s.login(s.odd("two-dates-one-sunday", "a Monday in Kiritimati, a Saturday in Honolulu, half an hour of one Sunday in UTC (T5)"),
		as("2024-06-03T00:30:00+14:00"), as("2024-06-01T23:59:59-10:00"))
	s.login(s.odd("fractions", "fractions of a second from one to nine digits; zeros at the end change nothing"),
		as("2024-06-01T08:00:00.1Z"), as("2024-06-01T08:00:00.100000000Z"), as("2024-06-01T08:00:00.123456Z"))
	id = s.odd("came-back", "a sleeper for a year, then very active: the status rises only by a login (S5, S8)")
	s.login(id, as("2023-01-10T10:00:00Z"), as("2023-01-11T10:00:00Z"), at(6*day), at(5*day))
	id = s.odd("only-spoken-to", "we write to them, they never answer: interacted, not active (E3); no last usage (L8)")
	s.tell(id, "whatsapp", at(20*day))
	s.tell(id, "facebook", at(10*day))
	s.ask(s.odd("interaction-edge-in", "last message 1 ns inside the last 180 days: in the default range (E1)"), "web", at(180*day-ns))
	s.ask(s.odd("interaction-edge-out", "last message exactly 180 days ago: outside (E1)"), "web", at(180*day))
	id = s.odd("many-channels", "messages on five channels, one of them without a name: the rows overlap (E6)")
	for i, c := range []string{"whatsapp", "instagram", "facebook", "telegram", ""} {
		s.ask(id, c, at(time.Duration(i+1)*day))
	}
	s.ask(id, "whatsapp", at(day)) // the same message row again is another message
}

// guests did things without being customers.
func guests(s *shop) {
	at := func(d time.Duration) moment { return utc(ago(d)) }
	s.login("guest-kiosk", at(9*day), at(9*day-hour))
	s.login("guest-0042", at(40*day))
	s.ask("guest-kiosk", "web", at(9*day))
	s.tell("guest-kiosk", "web", at(9*day-minute))
	s.ask("guest-0042", "@kiosk", at(40*day))
	for i, amount := range []string{"3.20", "5.90", "8.90", "12.50"} {
		t := ago(time.Duration(20*i+4) * day)
		s.buy(order{amount: amount, currency: "EUR", kind: "food", channel: "counter", placed: till(t), paid: till(t)})
	}
	s.buy(order{customer: "guest-0042", amount: "18.90", currency: "EUR", kind: "merchandise", channel: "web", placed: at(40 * day), paid: at(40*day - minute)})
	s.buy(order{amount: "20.00", currency: "USD", kind: "reservation", channel: "web", placed: at(33 * day)})
	o := s.buy(order{id: "guest-refunded", amount: "24.00", currency: "EUR", channel: "web", placed: at(50 * day), paid: at(50 * day), link: true})
	s.refund(o, "24.00", at(45*day))
}
