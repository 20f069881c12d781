package folder

import (
	"cmp"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription"
)

// The columns of tags.csv.
const (
	tagCustomer = iota
	tagTag
)

var tagColumns = required("customer_id", "tag")

func (t *table) tag(l *customer.Tag) { l.Name = t.Name(tagTag) }

func ownerOfTag(t *customer.Tag) *customer.ID { return &t.Customer }

func compareTags(a, b customer.Tag) int { return cmp.Compare(a.Name, b.Name) }

// The columns of fields.csv.
const (
	fieldCustomer = iota
	fieldName
	fieldValue
	fieldAt
)

var fieldColumns = slices.Concat(required("customer_id", "name"), optional("value", "at"))

func (t *table) field(f *customer.Field) {
	f.Name, f.Value, f.At = t.Name(fieldName), t.Name(fieldValue), t.time(fieldAt)
}

func ownerOfField(f *customer.Field) *customer.ID { return &f.Customer }

func compareFields(a, b customer.Field) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value), a.At.Compare(b.At))
}

// The columns of members.csv.
const (
	memberCustomer = iota
	memberChannel
	memberJoinedAt
)

var memberColumns = slices.Concat(required("customer_id"), optional("channel", "joined_at"))

func (t *table) member(m *subscription.Membership) {
	m.Channel, m.JoinedAt = customer.Channel(t.Name(memberChannel)), t.time(memberJoinedAt)
}

func ownerOfMember(m *subscription.Membership) *customer.ID { return &m.Customer }

func compareMembers(a, b subscription.Membership) int {
	return cmp.Or(cmp.Compare(a.Channel, b.Channel), a.JoinedAt.Compare(b.JoinedAt))
}
