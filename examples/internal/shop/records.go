package shop

import (
	"time"

	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// What memberships and opt-ins are as records of an export. gdpr.RecordsOf knows the
// facts of package customer.

func memberRecords(m subscription.Membership) []gdpr.Record {
	return []gdpr.Record{{
		Kind: "membership", Origin: gdpr.Provided, Subject: gdpr.Subject{ID: m.Customer},
		Fields: []gdpr.RecordField{{Name: "channel", Value: string(m.Channel)}, instant("joined_at", m.JoinedAt)},
	}}
}

// optInRecords has the token's fingerprint: the token is a credential of the shop's and
// does not leave it (N8).
func optInRecords(o notify.OptIn) []gdpr.Record {
	return []gdpr.Record{{
		Kind: "opt-in", Origin: gdpr.Provided, Subject: gdpr.Subject{ID: o.Customer},
		Fields: []gdpr.RecordField{
			{Name: "notification", Value: string(o.Notification)},
			instant("subscribed_at", o.SubscribedAt), instant("expires_at", o.ExpiresAt), instant("stopped_at", o.StoppedAt),
			{Name: "token", Value: o.Token.Fingerprint()},
		},
	}}
}

// instant returns a time, or an empty field if it is unknown.
func instant(name gdpr.FieldName, t time.Time) gdpr.RecordField {
	if t.IsZero() {
		return gdpr.RecordField{Name: name}
	}
	return gdpr.RecordField{Name: name, Value: t}
}
