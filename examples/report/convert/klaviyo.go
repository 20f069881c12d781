package main

// klaviyo: the export of a list or a segment. Its columns are those of
// https://help.klaviyo.com/hc/en-us/articles/115005078687, with the columns of
// consent chosen.
func klaviyo() vendor {
	return vendor{
		name: "klaviyo", title: "Klaviyo",
		what: "profiles with tags and consent; who joined and left the list",
		kinds: []kind{
			{"export of a list or segment",
				[]string{"Email", "Klaviyo ID", "First Name", "Last Name", "Email Marketing Consent", "Email Marketing Consent Timestamp"},
				[]string{"Profile Created On", "Email Suppressions", "Country", "Shopify Tags"}, klaviyoProfiles},
		},
	}
}

func klaviyoProfiles(c *conversion, p *people, rows []record) error {
	for _, r := range rows {
		if err := c.klaviyoProfile(p, r); err != nil {
			return err
		}
	}
	c.note("Klaviyo's times without a zone are taken as UTC")
	c.note("Klaviyo's timestamp tells when somebody agreed, not when they unsubscribed: withdrawals have no date, and hold against everything")
	c.note("NEVER_SUBSCRIBED and an empty consent are not asked; properties of your own are not carried over")
	return nil
}

func (c *conversion) klaviyoProfile(p *people, r record) error {
	consent, err := r.oneOf("Email Marketing Consent", "", "subscribed", "unsubscribed", "never_subscribed")
	if err != nil {
		return err
	}
	agreed, err := r.time("Email Marketing Consent Timestamp", "Z")
	if err != nil {
		return err
	}
	created, err := r.time("Profile Created On", "Z")
	if err != nil {
		return err
	}
	tags, err := r.tags("Shopify Tags")
	if err != nil {
		return err
	}
	who := person{
		id: r.get("Klaviyo ID"), email: r.get("Email"), name: r.fullName(), created: created, tags: tags,
		fields: [][2]string{{"country", r.get("Country")}},
	}
	suppressed := r.get("Email Suppressions") != "" && r.get("Email Suppressions") != "[]"
	switch {
	case consent == "unsubscribed":
		who.consent = "withdrawn"
	case consent == "subscribed" && suppressed:
		c.assume("subscribed profiles that are suppressed count as withdrawn, without a date")
		who.consent = "withdrawn"
	case consent == "subscribed":
		who.consent, who.consentAt = "granted", agreed
	}
	if err := c.person(p, r, "Klaviyo ID", who); err != nil {
		return err
	}
	if who.consent != "" {
		c.subscriber(who.id, agreed, who.consent == "withdrawn", "")
	}
	return nil
}
