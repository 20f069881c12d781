package engagement

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// streamed yields its facts one by one.
type streamed struct{ Memory }

// Customers in a Memory keep to their own channels, tags and values, however many
// they have and however their facts lie among each other (E6).
func TestCrowd(t *testing.T) {
	var m Memory
	for n := range 12 {
		for i := range 200 {
			id := customer.ID(fmt.Sprintf("c%03d", i))
			if n > i%13 {
				continue // the i-th has up to twelve of each
			}
			name := fmt.Sprint(n, " of ", i%50)
			message := in(id, day(1))
			message.Channel = customer.Channel(name)
			m.Messages = append(m.Messages, message)
			m.Tags = append(m.Tags, tag(id, name))
			m.Fields = append(m.Fields, field(id, "field "+fmt.Sprint(n%5), name, day(1)))
		}
	}
	sorted := Sorted{m}
	sorted.Messages = byOwner(m.Messages, func(m customer.Message) customer.ID { return m.Customer })
	sorted.Tags = byOwner(m.Tags, func(t customer.Tag) customer.ID { return t.Customer })
	sorted.Fields = byOwner(m.Fields, func(f customer.Field) customer.ID { return f.Customer })
	for _, q := range []Query{{AsOf: day(2)}, {AsOf: day(2), Top: 3}, {AsOf: day(2), Workers: 1}} {
		want := summarize(t, streamed{m}, q)
		if want.InteractedUsers != 200 || len(want.ByValue) != 5 {
			t.Fatalf("E1: %d users, %d fields; want 200, 5", want.InteractedUsers, len(want.ByValue))
		}
		for name, repo := range map[string]Repository{"in any order": m, "in customer order": sorted} {
			got := summarize(t, repo, q)
			for _, b := range []struct {
				what      string
				want, got Breakdown[Row]
			}{
				{"channels", want.Channels(&q), got.Channels(&q)},
				{"tags", want.Tags(&q), got.Tags(&q)},
				{"fields", want.Fields(&q), got.Fields(&q)},
				{"values", want.Values("field 2", &q), got.Values("field 2", &q)},
			} {
				if b.want.Total != b.got.Total || !slices.Equal(b.want.Rows, b.got.Rows) || len(b.want.Rows) == 0 {
					t.Errorf("E6: %s %s: %d rows, %d users, want %d, %d, or other rows", b.what, name,
						len(b.got.Rows), b.got.Total, len(b.want.Rows), b.want.Total)
				}
			}
		}
	}
}

func byOwner[F any](facts []F, owner func(F) customer.ID) []F {
	return slices.SortedStableFunc(slices.Values(facts), func(a, b F) int { return strings.Compare(string(owner(a)), string(owner(b))) })
}
