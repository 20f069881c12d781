package loaded

import (
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
)

// Texts are the texts of the facts of one part. None shares memory with the text that
// it was read with, which can be that of other customers too. The zero Texts has none.
type Texts struct {
	known map[string]string
	last  string
}

// Own puts a text that belongs to the part in place of an equal one.
func Own[S ~string](t *Texts, text *S) {
	if string(*text) != t.last {
		own, ok := t.known[string(*text)]
		if !ok {
			own = strings.Clone(string(*text))
			if t.known == nil {
				t.known = map[string]string{}
			}
			t.known[own] = own
		}
		t.last = own
	}
	*text = S(t.last)
}

// OwnField owns the texts of a custom field.
func OwnField(f *customer.Field, t *Texts) {
	Own(t, &f.Customer)
	Own(t, &f.Name)
	Own(t, &f.Value)
}

// OwnLogin owns the texts of a login.
func OwnLogin(l *customer.Login, t *Texts) { Own(t, &l.Customer) }

// OwnAction owns the texts of an action.
func OwnAction(a *customer.Action, t *Texts) { Own(t, &a.Customer) }

// OwnMessage owns the texts of a message.
func OwnMessage(m *customer.Message, t *Texts) {
	Own(t, &m.Customer)
	Own(t, &m.Channel)
}

// OwnOrder owns the texts and the refunds of an order.
func OwnOrder(o *customer.Order, t *Texts) {
	Own(t, &o.Customer)
	Own(t, &o.ID)
	Own(t, &o.Channel)
	Own(t, &o.Total.Currency)
	o.Refunds = slices.Clone(o.Refunds)
	for i := range o.Refunds {
		Own(t, &o.Refunds[i].ID)
	}
}

// OwnTag owns the texts of a tag.
func OwnTag(f *customer.Tag, t *Texts) {
	Own(t, &f.Customer)
	Own(t, &f.Name)
}
