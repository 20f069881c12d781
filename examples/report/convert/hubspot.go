package main

// hubSpot: the export of contacts. A file has the properties that were chosen,
// under their labels; those here are of HubSpot's own:
// https://knowledge.hubspot.com/properties/hubspots-default-contact-properties and
// https://knowledge.hubspot.com/import-and-export/export-records. A file without
// the opt-outs is refused, so that none is lost.
func hubSpot() vendor {
	return vendor{
		name: "hubspot", title: "HubSpot",
		what: "contacts with lifecycle stage and opt-outs",
		kinds: []kind{
			{"export of contacts",
				[]string{"Record ID|Record ID - Contact", "First Name", "Last Name", "Email", "Create Date", "Unsubscribed from all email"},
				[]string{"Lifecycle Stage", "Lead Status", "Country/Region"}, hubSpotContacts},
		},
	}
}

func hubSpotContacts(c *conversion, p *people, rows []record) error {
	for _, r := range rows {
		out, err := r.oneOf("Unsubscribed from all email", "", "true", "false", "yes", "no")
		if err != nil {
			return err
		}
		created, err := r.time("Create Date", "")
		if err != nil {
			return err
		}
		who := person{
			id: r.get("Record ID"), email: r.get("Email"), name: r.fullName(), created: created,
			fields: [][2]string{
				{"lifecycle_stage", r.get("Lifecycle Stage")}, {"lead_status", r.get("Lead Status")}, {"country", r.get("Country/Region")},
			},
		}
		if out == "true" || out == "yes" {
			who.consent = "withdrawn"
		}
		if err := c.person(p, r, "Record ID", who); err != nil {
			return err
		}
	}
	c.note("HubSpot's export does not tell who agreed to e-mail marketing: nobody did; whoever unsubscribed from all e-mail withdrew, without a date")
	c.note("times have no zone: they are the account's, and examples/report needs it as -location")
	c.note("the export has no orders either: what is left to see is the list of customers and their fields")
	return nil
}
