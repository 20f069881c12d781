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

func (r *reader) tag(t *table) {
	if t.acceptOf(tagCustomer, &r.tags.owners) {
		r.tags.put(r.tagNames.of(t.Cell(tagTag)))
	}
}

func tagOwner(t *customer.Tag) customer.ID { return t.Customer }

func compareTags(a, b customer.Tag) int { return cmp.Compare(a.Name, b.Name) }

// The columns of fields.csv.
const (
	fieldCustomer = iota
	fieldName
	fieldValue
	fieldAt
)

var fieldColumns = slices.Concat(required("customer_id", "name"), optional("value", "at"))

func (r *reader) field(t *table) {
	at := instantOf(t.time(fieldAt))
	if t.acceptOf(fieldCustomer, &r.fields.owners) {
		r.fields.put(field{at, r.fieldNames.of(t.Cell(fieldName)), r.fieldValues.of(t.Cell(fieldValue))})
	}
}

func fieldOwner(f *customer.Field) customer.ID { return f.Customer }

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

func (r *reader) member(t *table) {
	at := instantOf(t.time(memberJoinedAt))
	if t.acceptOf(memberCustomer, &r.members.owners) {
		r.members.put(member{at, r.memberChannels.of(t.Cell(memberChannel))})
	}
}

func memberOwner(m *subscription.Member) customer.ID { return m.Customer }

func compareMembers(a, b subscription.Member) int {
	return cmp.Or(cmp.Compare(a.Channel, b.Channel), a.JoinedAt.Compare(b.JoinedAt))
}
