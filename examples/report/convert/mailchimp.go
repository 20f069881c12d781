package main

import (
	"cmp"
	"strings"
)

// mailchimp: the files of an audience export, which are one for each status of a
// contact. Their columns, but those of the audience's own fields, are those of
// https://mailchimp.com/help/view-export-contacts/.
func mailchimp() vendor {
	return vendor{
		name: "mailchimp", title: "Mailchimp",
		what: "contacts with tags and consent; who joined and left the list",
		kinds: []kind{
			{"audience export",
				[]string{"Email Address|Email", "OPTIN_TIME", "CONFIRM_TIME", "LAST_CHANGED", "EUID"},
				[]string{"First Name", "Last Name", "CC", "TAGS", "UNSUB_TIME"}, mailchimpContacts},
		},
	}
}

// mailchimpStatus returns the status of a file's contacts. The name of the file
// alone tells it.
func mailchimpStatus(r record) (string, bool) {
	for _, status := range []string{"subscribed", "unsubscribed", "nonsubscribed", "cleaned", "sms_only"} {
		if strings.HasPrefix(fold(r.file), status+"_") {
			return status, true
		}
	}
	return "", false
}

func mailchimpContacts(c *conversion, p *people, rows []record) error {
	for _, r := range rows {
		if err := c.mailchimpContact(p, r); err != nil {
			return err
		}
	}
	c.note("Mailchimp's times have no zone: they are taken as UTC")
	c.note("a contact joined, and agreed to e-mail marketing, at CONFIRM_TIME, and without one at OPTIN_TIME")
	c.note("whoever unsubscribed withdrew at UNSUB_TIME, or without a date if that is empty or before the join; nonsubscribed, cleaned and SMS contacts were not asked for their e-mail consent")
	c.note("the fields and groups that an audience has of its own are not carried over")
	return nil
}

func (c *conversion) mailchimpContact(p *people, r record) error {
	status, known := mailchimpStatus(r)
	if !known {
		return r.wrong("Email Address", "the status of the contacts is not known: the file's name must begin with subscribed_, unsubscribed_, nonsubscribed_, cleaned_ or sms_only_, as in Mailchimp's archive")
	}
	joined, left, err := mailchimpTimes(r)
	if err != nil {
		return err
	}
	tags, err := r.tags("TAGS")
	if err != nil {
		return err
	}
	who := person{
		id: r.get("EUID"), email: r.get("Email Address"), name: r.fullName(), tags: tags,
		fields: [][2]string{{"country", r.get("CC")}, {"mailchimp_status", status}},
	}
	switch status {
	case "subscribed":
		who.consent, who.consentAt = "granted", joined
	case "unsubscribed":
		who.consent, who.consentAt = "withdrawn", left
	}
	if err := c.person(p, r, "EUID", who); err != nil {
		return err
	}
	if who.consent != "" {
		c.subscriber(who.id, joined, status == "unsubscribed", left)
	}
	return nil
}

// mailchimpTimes returns when a contact joined and left. A time of leaving
// before that of joining is left out.
func mailchimpTimes(r record) (joined, left string, err error) {
	if joined, err = r.time("CONFIRM_TIME", "Z"); err != nil {
		return "", "", err
	}
	optin, err := r.time("OPTIN_TIME", "Z")
	if err != nil {
		return "", "", err
	}
	joined = cmp.Or(joined, optin)
	if left, err = r.time("UNSUB_TIME", "Z"); err != nil {
		return "", "", err
	}
	if left < joined { // both are UTC
		left = ""
	}
	return joined, left, nil
}
