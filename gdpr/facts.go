package gdpr

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
)

// Fact is the facts of package customer, which RecordsOf makes records of.
type Fact interface {
	customer.Customer | customer.Login | customer.Order | customer.Message |
		customer.Action | customer.Tag | customer.Field
}

// RecordsOf returns what a fact is as records (G2), with whose it is and where it comes
// from. A customer is three: what the person provided, what was observed of the account,
// and the host's own mark. A refund is a record of its own, after its order's. Instants
// keep all their digits, amounts are text with all of theirs, and unknown is null.
func RecordsOf[F Fact](fact F) []Record {
	switch f := any(fact).(type) {
	case customer.Customer:
		return profileRecords(&f)
	case customer.Order:
		return orderRecords(&f)
	case customer.Login:
		return []Record{recordOf(f.Customer, "login", Observed, instantField("at", f.At))}
	case customer.Message:
		return []Record{recordOf(f.Customer, "message", Observed,
			instantField("at", f.At), textField("direction", f.Direction.String()), textField("channel", f.Channel))}
	case customer.Action:
		return []Record{recordOf(f.Customer, "action", Observed, textField("kind", f.Kind.String()), instantField("at", f.At))}
	case customer.Tag:
		return []Record{recordOf(f.Customer, "tag", Inferred, textField("name", f.Name))}
	case customer.Field:
		return []Record{recordOf(f.Customer, "field", Provided,
			textField("name", f.Name), textField("value", f.Value), instantField("at", f.At))}
	}
	return nil
}

func profileRecords(c *customer.Customer) []Record {
	return []Record{
		recordOf(c.ID, "profile", Provided,
			textField("id", c.ID), textField("email", c.Email), textField("username", c.Username), textField("name", c.Name),
			wordField("birthday", c.Birthday.String()), textField("facebook", c.Facebook), textField("twitter", c.Twitter),
			textField("google", c.Google),
			wordField("email_consent", c.EmailConsent.Answer.String()), instantField("email_consent_at", c.EmailConsent.At)),
		recordOf(c.ID, "account", Observed,
			instantField("created_at", c.CreatedAt), RecordField{"signed_up", c.SignedUp},
			wordField("profile", c.Profile.String()), textField("last_device", c.LastDevice)),
		recordOf(c.ID, "mark", Inferred, RecordField{"favorite", c.Favorite}),
	}
}

func orderRecords(o *customer.Order) []Record {
	all := []Record{recordOf(o.Customer, "order", Observed,
		textField("id", o.ID), textField("amount", exact(o.Total.Amount)), textField("currency", o.Total.Currency),
		textField("kind", o.Kind.String()), textField("channel", o.Channel), RecordField{"checkout_link", o.CheckoutLink},
		instantField("placed_at", o.PlacedAt), instantField("paid_at", o.PaidAt), instantField("voided_at", o.VoidedAt))}
	for _, r := range o.Refunds {
		all = append(all, recordOf(o.Customer, "refund", Observed,
			textField("id", r.ID), textField("order", o.ID), textField("amount", exact(r.Amount)),
			textField("currency", o.Total.Currency), instantField("at", r.At)))
	}
	return all
}

func recordOf(id customer.ID, kind Name, from Origin, fields ...RecordField) Record {
	return Record{Kind: kind, Origin: from, Subject: Subject{ID: id}, Fields: fields}
}

func textField[S ~string](name FieldName, s S) RecordField { return RecordField{name, string(s)} }

// wordField returns a word, or nothing if it is unknown.
func wordField(name FieldName, word string) RecordField {
	if word == "" {
		return RecordField{Name: name}
	}
	return RecordField{name, word}
}

// instantField returns an instant, or nothing if it is unknown (T7).
func instantField(name FieldName, t time.Time) RecordField {
	if t.IsZero() {
		return RecordField{Name: name}
	}
	return RecordField{name, t}
}

// exact returns an amount with every digit that it has.
func exact(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

// NewTable returns the Table of a host's facts of one kind: each is the method of the
// host's repository that yields them, records makes records of one fact and says whose
// they are, and del deletes a customer's facts. For the facts of package customer,
// records is RecordsOf:
//
//	gdpr.NewTable("logins", shop.EachLogin, gdpr.RecordsOf, shop.deleteLogins)
func NewTable[F any](label Name, each func(context.Context, customer.Scope) iter.Seq2[F, error],
	records func(F) []Record, del func(context.Context, customer.ID) error) Table {
	return Table{
		Label: label,
		Records: func(ctx context.Context, s Subject) iter.Seq2[Record, error] {
			return func(yield func(Record, error) bool) {
				for fact, err := range each(ctx, customer.Scope{Customers: []customer.ID{s.ID}}) {
					if err != nil {
						yield(Record{}, err)
						return
					}
					for _, r := range records(fact) {
						if r.Subject.ID == s.ID && !yield(r, nil) {
							return
						}
					}
				}
			}
		},
		Delete: func(ctx context.Context, s Subject) error { return del(ctx, s.ID) },
	}
}
