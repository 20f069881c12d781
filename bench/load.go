package main

import (
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// load hands the facts to a database, table by table, in the columns of its
// schema. Times are time.Time, zero if unknown; amounts decimal.Decimal; text
// that a customer does not have is nil.
func load(w *World, table func(name string, rows func(row func(...any) error) error) error) error {
	var err error
	into := func(name string, rows func(row func(...any) error) error) {
		if err == nil {
			err = table(name, rows)
		}
	}
	into("customers", func(row func(...any) error) error {
		return eachRow(w.Customers, func(c *customer.Customer) error {
			return row(c.ID, text(string(c.Email)), text(c.Username), text(c.Name), c.CreatedAt, c.SignedUp, date(c.Birthday), c.Favorite,
				text(c.LastDevice), text(c.Facebook), text(c.Twitter), text(c.Google), answer(c.EmailConsent.Answer), c.EmailConsent.At)
		})
	})
	into("logins", func(row func(...any) error) error {
		return eachRow(w.Logins, func(l *customer.Login) error { return row(l.Customer, l.At) })
	})
	into("messages", func(row func(...any) error) error {
		return eachRow(w.Messages, func(m *customer.Message) error {
			return row(m.Customer, m.At, directions[m.Direction], string(m.Channel))
		})
	})
	into("orders", func(row func(...any) error) error {
		return eachRow(w.Orders, func(o *customer.Order) error {
			return row(string(o.ID), o.Customer, o.Total.Amount, string(o.Total.Currency), o.Kind.String(), string(o.Channel),
				o.PlacedAt, o.PaidAt, o.VoidedAt, o.CheckoutLink)
		})
	})
	into("refunds", func(row func(...any) error) error {
		return eachRow(w.Orders, func(o *customer.Order) error {
			return eachRow(o.Refunds, func(r *customer.Refund) error { return row(r.ID, string(o.ID), r.At, r.Amount) })
		})
	})
	into("tags", func(row func(...any) error) error {
		return eachRow(w.Tags, func(t *customer.Tag) error { return row(t.Customer, t.Name) })
	})
	into("fields", func(row func(...any) error) error {
		return eachRow(w.Fields, func(f *customer.Field) error { return row(f.Customer, f.Name, f.Value, f.At) })
	})
	into("members", func(row func(...any) error) error {
		for _, m := range w.Members {
			if err := row(m.Customer, string(m.Channel), m.JoinedAt); err != nil {
				return err
			}
		}
		return nil
	})
	into("notifications", func(row func(...any) error) error {
		for _, n := range w.Notifications {
			if err := row(string(n.ID), n.Name, n.Active, n.Frequency.String(), string(n.Channel)); err != nil {
				return err
			}
		}
		return nil
	})
	into("tokens", func(row func(...any) error) error {
		for _, o := range w.OptIns {
			if err := row(string(o.Notification), o.Customer, o.SubscribedAt, o.ExpiresAt, o.StoppedAt); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

var (
	directions = [...]string{customer.In: "in", customer.Out: "out"}
	consents   = [...]string{customer.Granted: "granted", customer.Denied: "denied", customer.Withdrawn: "withdrawn"}
)

func eachRow[F any](facts []F, row func(*F) error) error {
	for i := range facts {
		if err := row(&facts[i]); err != nil {
			return err
		}
	}
	return nil
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func answer(a customer.Answer) any { return text(consents[a]) }

// birthday is a date: midnight in UTC.
type birthday time.Time

func date(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return birthday(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
}
