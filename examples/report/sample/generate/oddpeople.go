package main

// oddPeople adds the edge cases of identity (I1 to I4), consent (L9, M3, M4)
// and of the details that a profile shows (L7).
func oddPeople(s *shop) {
	login := as("2024-06-10T09:00:00Z")

	s.add(customer{id: "anonymous-mail", email: "anonymous.mail@example.com", name: "Anna Onyma", created: as("2023-05-05T10:00:00Z"),
		note: "an e-mail but no login and no sign-up: anonymous (I1), registered with -require-sign-in (I2)"})
	s.add(customer{id: "login-only", note: "registered by a login alone, with nothing to show: Anonymous user (I1, I3)"})
	s.login("login-only", login)
	s.add(customer{id: "profile-said-no", email: "said.no@example.com", signedUp: "yes", profile: "no",
		note: "the host says that the profile is incomplete, e-mail or not: anonymous with -require-sign-in (I2)"})
	s.add(customer{id: "profile-said-yes", signedUp: "1", profile: "YES",
		note: "the host says that the profile is complete: registered with -require-sign-in, yet nothing to show (I2, I3)"})
	s.add(customer{id: "signed-up-false", username: "only_a_name", signedUp: "False", profile: "0",
		note: "booleans spelled otherwise; a username without a sign-up: anonymous (I1)"})
	s.add(customer{id: "blank-mail", email: "   ", username: "spacebar", name: "Spacey Bar", signedUp: "true",
		note: "an e-mail of three spaces is none: shown by username (I3)"})
	s.add(customer{id: "blank-mail-unicode", email: "\u00a0\u2003", username: "\u3000", signedUp: "true",
		note: "e-mail and username of Unicode spaces: registered, yet Anonymous user (I3)"})

	s.add(customer{id: "same-mail-granted", email: "Rosa.Marin@example.com", name: "Rosa Marin", signedUp: "true",
		consent: "granted", consentAt: as("2024-02-02T12:00:00Z"),
		note: "the same e-mail as same-mail-denied in another case: one contact, the stricter consent (I4, M4)"})
	s.add(customer{id: "same-mail-denied", email: "rosa.marin@EXAMPLE.com", name: "Rosa Marin", signedUp: "true",
		consent: "denied", consentAt: as("2023-02-02T12:00:00Z"),
		note: "the same e-mail as same-mail-granted (I4, M4)"})
	s.add(customer{id: "mail-in-spaces", email: " nonna@example.org ", name: "Nonna Pina", signedUp: "true",
		note: "an e-mail with spaces around: kept as typed, compared without them (I4)"})
	s.add(customer{id: "mail-umlaut-small", email: "jürgen@example.net", name: "Jürgen Klein", signedUp: "true",
		note: "not the same e-mail as mail-umlaut-large: only ASCII letters are folded (I4)"})
	s.add(customer{id: "mail-umlaut-large", email: "JÜRGEN@example.net", name: "Jürgen Groß", signedUp: "true",
		note: "not the same e-mail as mail-umlaut-small (I4)"})
	s.add(customer{id: "mail-kelvin", email: "\u212aelvin@example.net", name: "Lord \u212aelvin", signedUp: "true",
		note: "begins with the Kelvin sign, which Unicode folds to k and ASCII folding does not (I4)"})
	s.add(customer{id: "mail-not-kelvin", email: "kelvin@example.net", name: "Kelvin Lord", signedUp: "true",
		note: "another person than mail-kelvin (I4)"})

	for _, c := range []struct{ id, consent, at, note string }{
		{"consent-granted", "granted", "2024-01-10T10:00:00Z", "consent with a date: yes from then on (L9)"},
		{"consent-granted-undated", "granted", "", "a grant without a date counts (L9)"},
		{"consent-granted-date", "granted", "2024-03-01", "consent with a bare date"},
		{"consent-denied", "denied", "2023-11-11T11:11:11Z", "no"},
		{"consent-denied-undated", "denied", "", "no, without a date"},
		{"consent-withdrawn", "withdrawn", "2024-05-20T16:00:00+02:00", "withdrawn: no (M3)"},
		{"consent-withdrawn-undated", "withdrawn", "", "withdrawn without a date: no (M3)"},
		{"consent-not-asked", "", "", "never asked: no (M3)"},
	} {
		p := customer{id: c.id, email: c.id + "@example.org", name: title(c.id), signedUp: "true", consent: c.consent, note: c.note}
		if c.at != "" {
			p.consentAt = as(c.at)
		}
		s.add(p)
	}

	s.add(customer{id: "leap-born", email: "leap.born@example.com", name: "Febe Bissextile", signedUp: "true", birthday: "2000-02-29",
		created: as("2023-02-28T23:30:00-05:00"), note: "born on 29 February; created on 28 February or 1 March, by the zone"})
	s.add(customer{id: "oldest", username: "nonno_ezio", name: "Ezio Vascotto", signedUp: "true", birthday: "1928-02-29",
		created: as("0001-01-01T00:00:00Z"), note: "the zero time, spelled out, is unknown (T7)"})
	s.add(customer{id: "created-after", username: "early_bird", name: "Early Bird", signedUp: "true", created: as("2024-06-12T08:00:00Z"),
		note: "created after what they did; as of an earlier instant the date is unknown, the customer is listed all the same (T2)"})
	s.login("created-after", as("2024-06-01T08:00:00Z"))
	s.add(customer{id: "full-profile", email: "full.profile@example.com", username: "full_profile", name: "Pia Panettone", signedUp: "true",
		profile: "true", birthday: "1990-12-06", favorite: "true", device: "iPad", facebook: "pia.panettone", twitter: "@pia_panettone",
		google: "pia.panettone.g", consent: "granted", consentAt: as("2023-03-03T03:03:03Z"), created: as("2023-03-03T03:03:03Z"),
		note: "every cell filled (L7)"})
	s.login("full-profile", login, as("2024-06-11T09:00:00Z"))
	for _, kind := range []string{"share", "comment", "redemption", "push"} {
		s.act("full-profile", kind, as("2024-06-12T10:00:00Z"))
		s.act("full-profile", kind, as("2024-06-12T10:00:00Z")) // an event of its own
	}
	s.add(customer{id: "favorite-yes", username: "favorite_yes", signedUp: "true", favorite: "Yes", note: "a favourite, spelled Yes"})
	s.act(s.odd("push-last", "the latest thing is a push to them: no usage (L8)"), "push", as("2024-06-13T10:00:00Z"))
	s.act(s.odd("shared-last", "the latest thing is a share by them: last usage, though never logged in (L8)"), "share", as("2024-06-13T10:00:00Z"))
	id := s.odd("undated-actions", "actions without a date are counted and are no last usage (L8, T7)")
	s.act(id, "comment", moment{})
	s.act(id, "redemption", as("0001-01-01T00:00:00Z"))
}

// oddTexts adds texts that break spreadsheets and CSV readers (X2, X3, X4).
// Nothing is trimmed, folded or normalised.
func oddTexts(s *shop) {
	for _, c := range []struct{ id, username, name, note string }{
		{"formula-link", `=HYPERLINK("https://example.com","tea")`, `=HYPERLINK("https://example.com","tea")`, "a formula: gets a ' in front (X3)"},
		{"formula-quoted", "'@x", "'@x", "a formula behind a quote already: gets one more (X3)"},
		{"formula-plus", "+1+1", "+1+1", "begins with + (X3)"},
		{"formula-minus", "-2+3", "-2+3", "begins with - (X3)"},
		{"formula-space", " =1+1", " =1+1", "a formula after a space (X3)"},
		{"formula-tab", "\tearl grey", "\tearl grey", "a tab in front (X3)"},
		{"harmless-quote", "'tis tea time", "'Tis Tea", "a quote in front of nothing dangerous: left alone (X3)"},
		{"comma-name", "Brown, Clara", "Brown, Clara", "a comma: quoted (X2)"},
		{"quote-name", `Ludwig "Lutz" Huber`, `Ludwig "Lutz" Huber`, "quotes: doubled (X2)"},
		{"line-break-name", "Ana\nLucía", "Ana\nLucía", "a line break inside a cell (X2)"},
		{"emoji-name", "🫖 Teapot 👩🏽‍🍳", "🫖", "four-byte letters and a joined one"},
		{"right-to-left", "ليلى 123 شاي", "ليلى حداد", "written from right to left"},
		{"composed", "Zo\u00e9", "Zo\u00e9", "é as one letter; not the same text as decomposed"},
		{"decomposed", "Zoe\u0301", "Zoe\u0301", "é as e and an accent; not the same text as composed"},
		{"null-word", "NULL", "Null Nullsen", "a person called Null"},
		{"number-word", "007", "1e5", "looks like a number and stays a text"},
	} {
		s.add(customer{id: c.id, username: c.username, name: c.name, signedUp: "true", note: c.note})
	}
	s.tag("composed", "caf\u00e9")
	s.tag("decomposed", "cafe\u0301")
	s.add(customer{id: "formula-mail", email: "=cmd@example.com", username: "formula_mail", name: "@SUM(A1)", signedUp: "true",
		device: "-1 inch", facebook: "+facebook", twitter: "@twitter", google: "=google",
		note: "formulas in e-mail, device and social accounts (X3); @ is how a Twitter name begins"})
	id := s.odd("formula-facts", "formulas in tag, field, value and channel (X3)")
	s.tag(id, "@vip", "=1+1")
	s.field(id, "=field", "+39 040 000000", moment{})
	s.field(id, "address", "Via della Teiera 9,\n\"Ninth Kettle\"\n34121 Trieste", as("2024-04-01"))
	s.ask(id, "@kiosk", as("2024-06-03T10:00:00Z"))
	s.join(id, "@kiosk", as("2024-06-03T10:00:00Z"))
	id = s.odd("set-twice", "the same tag, field and membership twice: sets, counted once")
	s.tag(id, "tea club", "tea club", "Tea Club")
	s.field(id, "city", "Trieste", moment{})
	s.field(id, "city", "Trieste", moment{})
	s.join(id, "web", as("2024-01-02T10:00:00Z"))
	s.join(id, "web", as("2024-01-02T10:00:00Z"))
}
