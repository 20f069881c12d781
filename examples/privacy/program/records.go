package program

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// What the rows of the tables are as records (G2), besides those that gdpr.RecordsOf
// knows: whose they are, and how they came about.

func one(id customer.ID, kind gdpr.Name, o gdpr.Origin, fields ...gdpr.RecordField) []gdpr.Record {
	return []gdpr.Record{{Kind: kind, Origin: o, Subject: gdpr.Subject{ID: id}, Fields: fields}}
}

// text returns a field of any kind of text.
func text[S ~string](name gdpr.FieldName, s S) gdpr.RecordField {
	return gdpr.RecordField{Name: name, Value: string(s)}
}

// instant returns a time, or an empty field if it is unknown.
func instant(name gdpr.FieldName, t time.Time) gdpr.RecordField {
	if t.IsZero() {
		return gdpr.RecordField{Name: name}
	}
	return gdpr.RecordField{Name: name, Value: t}
}

// exact returns an amount with every digit that it has.
func exact(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

func member(m subscription.Membership) []gdpr.Record {
	return one(m.Customer, "membership", gdpr.Provided, text("channel", m.Channel), instant("joined_at", m.JoinedAt))
}

// token returns an opt-in. The token itself is a credential of the shop's and
// does not leave it (N8): a fingerprint stands for it.
func token(o notify.OptIn) []gdpr.Record {
	return one(o.Customer, "opt-in", gdpr.Provided,
		text("notification", o.Notification), instant("subscribed_at", o.SubscribedAt), instant("expires_at", o.ExpiresAt),
		instant("stopped_at", o.StoppedAt), text("token", o.Token.Fingerprint()))
}

// standing returns a record for the status and one for each line of the
// revenue.
func standing(s Standing) []gdpr.Record {
	all := one(s.Customer, "status", gdpr.Inferred, text("status", s.Status.String()))
	for i := range s.Revenue {
		l := &s.Revenue[i]
		all = append(all, one(s.Customer, "revenue", gdpr.Inferred,
			text("kind", l.Kind.String()), text("currency", l.Currency), gdpr.RecordField{Name: "orders", Value: l.Orders},
			text("gross", exact(l.Gross.Decimal())), text("refunded", exact(l.Refunded.Decimal())))...)
	}
	return all
}
