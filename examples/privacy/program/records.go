package program

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// What the rows of each table are as records (G2), and by whom they came about:
// provided by the person, observed of them, or inferred, which is to say the
// shop's own (gdpr.Origin).

func one(kind gdpr.Name, o gdpr.Origin, fields ...gdpr.RecordField) []gdpr.Record {
	return []gdpr.Record{{Kind: kind, Origin: o, Fields: fields}}
}

// text is a field of any kind of text.
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

// profile is three records: what the person said, what was seen of the account,
// and the shop's own mark.
func profile(c customer.Customer) []gdpr.Record {
	return []gdpr.Record{
		{Kind: "profile", Origin: gdpr.Provided, Fields: []gdpr.RecordField{
			text("id", c.ID), text("email", c.Email), text("username", c.Username), text("name", c.Name), text("birthday", c.Birthday.String()),
			text("facebook", c.Facebook), text("twitter", c.Twitter), text("google", c.Google),
			text("emailConsent", answer(c.EmailConsent.Answer)), instant("emailConsentAt", c.EmailConsent.At),
		}},
		{Kind: "account", Origin: gdpr.Observed, Fields: []gdpr.RecordField{
			instant("createdAt", c.CreatedAt), yes("signedUp", c.SignedUp), text("profileComplete", complete(c.Profile)),
			text("lastDevice", c.LastDevice),
		}},
		{Kind: "mark", Origin: gdpr.Inferred, Fields: []gdpr.RecordField{yes("favorite", c.Favorite)}},
	}
}

func answer(a customer.Answer) string {
	switch a {
	case customer.Granted:
		return "granted"
	case customer.Denied:
		return "denied"
	case customer.Withdrawn:
		return "withdrawn"
	}
	return "not asked"
}

func complete(p customer.Profile) string {
	switch p {
	case customer.ProfileComplete:
		return "yes"
	case customer.ProfileIncomplete:
		return "no"
	}
	return "not said"
}

func login(l customer.Login) []gdpr.Record {
	return one("login", gdpr.Observed, instant("at", l.At))
}

func order(o customer.Order) []gdpr.Record {
	all := one("order", gdpr.Observed,
		text("id", o.ID), text("amount", exact(o.Total.Amount)), text("currency", o.Total.Currency), text("kind", o.Kind.String()),
		text("channel", o.Channel), instant("placedAt", o.PlacedAt), instant("paidAt", o.PaidAt), instant("voidedAt", o.VoidedAt),
		yes("checkoutLink", o.CheckoutLink))
	for _, r := range o.Refunds {
		all = append(all, one("refund", gdpr.Observed,
			text("id", r.ID), text("order", o.ID), instant("at", r.At), text("amount", exact(r.Amount)), text("currency", o.Total.Currency))...)
	}
	return all
}

func message(m customer.Message) []gdpr.Record {
	direction := "in"
	if m.Direction == customer.Out {
		direction = "out"
	}
	return one("message", gdpr.Observed, instant("at", m.At), text("direction", direction), text("channel", m.Channel))
}

func action(a customer.Action) []gdpr.Record {
	kind := map[customer.ActionKind]string{
		customer.Share: "share", customer.Comment: "comment", customer.Redemption: "redemption", customer.Push: "push received",
	}[a.Kind]
	return one("action", gdpr.Observed, text("kind", kind), instant("at", a.At))
}

func tag(t customer.Tag) []gdpr.Record {
	return one("tag", gdpr.Inferred, text("name", t.Name)) // the shop gave it
}

func field(f customer.Field) []gdpr.Record {
	return one("field", gdpr.Provided, text("name", f.Name), text("value", f.Value), instant("at", f.At))
}

func member(m subscription.Member) []gdpr.Record {
	return one("membership", gdpr.Provided, text("channel", m.Channel), instant("joinedAt", m.JoinedAt))
}

// token is an opt-in. The token itself is a credential of the shop's and does not
// leave it (N8): a fingerprint stands for it.
func token(o notify.OptIn) []gdpr.Record {
	return one("opt-in", gdpr.Provided,
		text("notification", o.Notification), instant("subscribedAt", o.SubscribedAt), instant("expiresAt", o.ExpiresAt),
		instant("stoppedAt", o.StoppedAt), text("token", o.Token.Fingerprint()))
}

// standing is a record for the status, and one for each line of the revenue.
func standing(s Standing) []gdpr.Record {
	all := one("status", gdpr.Inferred, text("status", s.Status.String()))
	for i := range s.Revenue {
		l := &s.Revenue[i]
		all = append(all, one("revenue", gdpr.Inferred,
			text("kind", l.Kind.String()), text("currency", l.Currency), gdpr.RecordField{Name: "orders", Value: l.Orders},
			text("gross", exact(l.Gross.Decimal())), text("refunded", exact(l.Refunded.Decimal())))...)
	}
	return all
}
