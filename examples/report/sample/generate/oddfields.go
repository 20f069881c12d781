package main

// oddFields adds the edge cases of subscriptions (U1 to U6) and of custom
// fields (E2, E6). Each person joined WhatsApp on 1 May 2023 unless their case
// says otherwise.
func oddFields(s *shop) {
	join, left := as("2023-05-01T10:00:00Z"), as("2024-03-04T12:00:00Z")
	member := func(id, note string) string {
		s.odd(id, note)
		s.passing(id)
		s.join(id, "whatsapp", join)
		return id
	}

	for _, f := range []struct{ id, name, value, note string }{
		{"unsub-bot", "unsubscribed", "true", "left this bot (U1)"},
		{"unsub-all", "unsubscribeallbots", "true", "left all bots (U1)"},
		{"unsub-all-other", "unsubscribetoallbot", "yes", "left all bots, the other spelling (U1)"},
		{"unsub-empty", "unsubscribed", "", "an empty value marks (U1)"},
		{"unsub-date-value", "unsubscribed", "2024-03-04", "any value but an explicit no marks (U1)"},
		{"unsub-spelled", " Un-Subscribed_", "TRUE", "spaces, hyphens, case (U1)"},
		{"unsub-all-spelled", "Unsubscribe_All Bots", "1", "spaces, underscores, case (U1)"},
		{"unsub-nbsp", "\u00a0unsubscribed\u2003", "on", "Unicode spaces around (U1)"},
		{"unsub-value", "status", "unsubscribed", "the marker is the value (U1)"},
		{"unsub-value-all", "chat state", "UNSUBSCRIBE TO ALL BOT", "the marker is the value, for all bots (U1)"},
		{"unsub-value-no-name", "no", "unsubscribeallbots", "the marker is the value, whatever the name (U1)"},
		{"unsub-no-false", "unsubscribed", "false", "an explicit no marks nothing (U1)"},
		{"unsub-no-no", "unsubscribed", " No ", "an explicit no, with spaces (U1)"},
		{"unsub-no-0", "unsubscribeallbots", "0", "an explicit no (U1)"},
		{"unsub-no-off", "unsubscribetoallbot", "OFF", "an explicit no (U1)"},
		{"unsub-near-name", "unsubscribed from cake", "true", "more than the token: no marker (U1)"},
		{"unsub-near-value", "status", "not unsubscribed", "more than the token: no marker (U1)"},
		{"unsub-near-word", "unsubscribe", "true", "less than the token: no marker (U1)"},
		{"unsub-turkish", "UNSUBSCRİBED", "true", "a dotted capital I is not ASCII: no marker (U1)"},
	} {
		s.field(member(f.id, f.note), f.name, f.value, left)
	}

	s.field(member("unsub-undated", "an undated marker: unsubscribed, in no flow and no level (U5)"), "unsubscribed", "true", moment{})
	id := member("unsub-undated-rejoin", "no join overcomes an undated marker (U5)")
	s.field(id, "unsubscribed", "true", moment{})
	s.join(id, "whatsapp", as("2024-05-05T10:00:00Z"))
	id = member("unsub-both", "a dated marker and an undated one: in the flows, and no join brings them back (U5)")
	s.field(id, "unsubscribed", "true", left)
	s.field(id, "status", "unsubscribed", moment{})
	s.join(s.odd("join-undated", "an undated join precedes everything: in levels, in no flow (U5)"), "instagram", moment{})
	id = s.odd("join-undated-left", "joined at an unknown time, left on a known day (U5)")
	s.join(id, "instagram", moment{})
	s.field(id, "unsubscribed", "true", left)
	id = member("unsub-before-join", "a marker before the first join changes nothing (U4)")
	s.field(id, "unsubscribed", "true", as("2023-04-01T10:00:00Z"))
	id = member("unsub-same-instant", "join and marker at one instant: both happen, the marker last (U4, U6)")
	s.field(id, "unsubscribed", "true", join)
	id = member("unsub-return", "left, and joined again by their own act (U6)")
	s.field(id, "unsubscribed", "true", left)
	s.join(id, "whatsapp", as("2024-03-20T12:00:00Z"))
	id = member("unsub-return-twice", "left and returned twice, then left for good (U4)")
	for _, t := range []string{"2023-07-01T10:00:00Z", "2023-09-01T10:00:00Z", "2024-02-01T10:00:00Z"} {
		s.field(id, "unsubscribed", "true", as(t))
	}
	s.join(id, "whatsapp", as("2023-08-01T10:00:00Z"))
	s.join(id, "whatsapp", as("2023-10-01T10:00:00Z"))
	id = member("unsub-return-same", "returned at the very instant of the second marker: unsubscribed wins (U6)")
	s.field(id, "unsubscribed", "true", left)
	s.field(id, "unsubscribeallbots", "true", as("2024-04-04T12:00:00Z"))
	s.join(id, "whatsapp", as("2024-04-04T14:00:00+02:00"))
	id = member("unsub-later-no", "a later explicit no never resubscribes (U6)")
	s.field(id, "unsubscribed", "true", left)
	s.field(id, "unsubscribed", "false", as("2024-04-01T12:00:00Z"))
	id = s.odd("unsub-no-member", "a marker without a membership: not known, so neither enrolled nor unsubscribed (U2)")
	s.field(id, "unsubscribed", "true", left)
	s.field(member("unsub-week-in", "left 1 ns inside the last 7 days (U3, T4)"), "unsubscribed", "true", as("2024-06-08T18:00:00.000000001Z"))
	s.field(member("unsub-week-out", "left exactly 7 days ago: not within the last 7 days (U3, T4)"), "unsubscribed", "true", as("2024-06-08T18:00:00Z"))
	s.join(s.odd("join-week-in", "joined 1 ns inside the last 7 days (U3, T4)"), "facebook", as("2024-06-08T18:00:00.000000001Z"))
	s.join(s.odd("join-week-out", "joined exactly 7 days ago (U3, T4)"), "facebook", as("2024-06-08T18:00:00Z"))
	id = s.odd("join-two-channels", "a member of two channels and of one without a name; they joined when they first did (U4)")
	s.join(id, "instagram", as("2024-02-01T10:00:00Z"))
	s.join(id, "facebook", as("2024-01-01T10:00:00Z"))
	s.join(id, "", as("2024-03-01T10:00:00Z"))

	message := as("2024-05-15T15:00:00Z")
	for _, f := range []struct{ id, note string }{
		{"field-undated", "a field without a date (T7)"},
		{"field-many-values", "three values of one field: all hold at once (E6)"},
		{"field-empty-value", "an empty value is a value, of a name that nobody else has (E6)"},
		{"field-later", "a field dated 1 June: unknown as of any earlier instant (T2)"},
		{"field-like-name", "a field named as a value elsewhere (E2)"},
	} {
		s.ask(s.odd(f.id, f.note), "whatsapp", message)
	}
	s.field("field-undated", "favourite tea", "Assam", moment{})
	for _, tea := range []string{"Assam", "Sencha", "sencha"} {
		s.field("field-many-values", "favourite tea", tea, as("2024-01-01"))
	}
	s.field("field-empty-value", "dietary note", "", moment{})
	s.field("field-later", "favourite tea", "Lapsang", as("2024-06-01"))
	s.field("field-like-name", "Assam", "favourite tea", moment{})
}
