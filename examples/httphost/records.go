package main

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/shopspring/decimal"
)

// What each fact is as a record of an export, and where it comes from: provided by the
// person, observed of them, or inferred by the shop.

func record(kind gdpr.Name, from gdpr.Origin, fields ...gdpr.RecordField) []gdpr.Record {
	return []gdpr.Record{{Kind: kind, Origin: from, Fields: fields}}
}

func text[S ~string](name gdpr.FieldName, s S) gdpr.RecordField {
	return gdpr.RecordField{Name: name, Value: string(s)}
}

func yes(name gdpr.FieldName, b bool) gdpr.RecordField { return gdpr.RecordField{Name: name, Value: b} }

// instant is a time, or nothing if it is unknown.
func instant(name gdpr.FieldName, t time.Time) gdpr.RecordField {
	if t.IsZero() {
		return gdpr.RecordField{Name: name}
	}
	return gdpr.RecordField{Name: name, Value: t}
}

// exact is an amount with every digit that it has.
func exact(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

func profileRecords(c customer.Customer) []gdpr.Record {
	return slices.Concat(
		record("profile", gdpr.Provided,
			text("id", c.ID), text("email", c.Email), text("username", c.Username), text("name", c.Name),
			text("birthday", c.Birthday.String()), text("facebook", c.Facebook), text("twitter", c.Twitter),
			text("google", c.Google), text("consent", c.EmailConsent.Answer.String()), instant("consent_at", c.EmailConsent.At)),
		record("account", gdpr.Observed,
			instant("created_at", c.CreatedAt), yes("signed_up", c.SignedUp), text("profile", c.Profile.String()),
			text("last_device", c.LastDevice)),
		record("mark", gdpr.Inferred, yes("favorite", c.Favorite)))
}

func loginRecords(l customer.Login) []gdpr.Record {
	return record("login", gdpr.Observed, instant("at", l.At))
}

// orderRecords has a record for each refund, too: a record is flat.
func orderRecords(o customer.Order) []gdpr.Record {
	all := record("order", gdpr.Observed,
		text("id", o.ID), text("amount", exact(o.Total.Amount)), text("currency", o.Total.Currency),
		text("kind", o.Kind.String()), text("channel", o.Channel), yes("checkout_link", o.CheckoutLink),
		instant("placed_at", o.PlacedAt), instant("paid_at", o.PaidAt), instant("voided_at", o.VoidedAt))
	for _, r := range o.Refunds {
		all = append(all, record("refund", gdpr.Observed, text("id", r.ID), text("order", o.ID),
			text("amount", exact(r.Amount)), text("currency", o.Total.Currency), instant("at", r.At))...)
	}
	return all
}

func messageRecords(m customer.Message) []gdpr.Record {
	return record("message", gdpr.Observed, instant("at", m.At), text("direction", m.Direction.String()), text("channel", m.Channel))
}

func actionRecords(a customer.Action) []gdpr.Record {
	return record("action", gdpr.Observed, text("kind", a.Kind.String()), instant("at", a.At))
}

func tagRecords(t customer.Tag) []gdpr.Record {
	return record("tag", gdpr.Inferred, text("name", t.Name))
}

func fieldRecords(f customer.Field) []gdpr.Record {
	return record("field", gdpr.Provided, text("name", f.Name), text("value", f.Value), instant("at", f.At))
}

func memberRecords(m subscription.Member) []gdpr.Record {
	return record("membership", gdpr.Provided, text("channel", m.Channel), instant("joined_at", m.JoinedAt))
}

// optInRecords has the token's fingerprint: the token is a credential of the shop's and
// does not leave it (N8).
func optInRecords(o notify.OptIn) []gdpr.Record {
	return record("opt-in", gdpr.Provided, text("notification", o.Notification),
		instant("subscribed_at", o.SubscribedAt), instant("expires_at", o.ExpiresAt), instant("stopped_at", o.StoppedAt),
		text("token", o.Token.Fingerprint()))
}
