package gdpr_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
	"pgregory.net/rapid"
)

// resident is a person with canaries of every type of value.
type resident struct {
	gdpr.Subject
	text   string
	number int64
	when   time.Time
}

// newResident is number n of a town. IDs and addresses begin and end alike.
func newResident(n int, tag string) resident {
	return resident{
		Subject: gdpr.Subject{ID: customer.ID("c-" + tag), Email: customer.Email(tag + "@Canary.example")},
		text:    "canary<" + tag + ">",
		number:  77_000_000_000 + int64(n),
		when:    time.Date(1970, 1, 1, 0, 0, 7, 77_000_000+n, time.UTC),
	}
}

// fields have a canary each.
func (p resident) fields() []gdpr.RecordField {
	return []gdpr.RecordField{
		{Name: "text", Value: p.text}, {Name: "cell", Value: "=" + p.text}, {Name: "list", Value: []string{"", p.text}},
		{Name: "bytes", Value: []byte(p.text)}, {Name: "broken", Value: p.text + "\xff"}, {Name: "count", Value: p.number},
		{Name: "money", Value: json.Number(fmt.Sprint(p.number, ".50"))}, {Name: "when", Value: p.when},
		{Name: "id", Value: string(p.ID)}, {Name: "email", Value: string(p.Email)},
	}
}

// marks are what shows that data of the person are in a text, as files of an
// export spell them.
func (p resident) marks() []string {
	return []string{
		p.text, fmt.Sprint(p.number), p.when.Format(time.RFC3339Nano), fmt.Sprintf("%q", string(p.ID)), fmt.Sprintf("%q", string(p.Email)),
		base64.StdEncoding.EncodeToString([]byte(p.text)), base64.StdEncoding.EncodeToString([]byte(p.text + "\xff")),
	}
}

// traces are what shows that they are named in a text, however it spells them.
func (p resident) traces() []string {
	all := p.marks()
	for _, s := range []string{string(p.ID), string(p.Email), p.Email.Key(), p.text} {
		all = append(all, s, base64.StdEncoding.EncodeToString([]byte(s)), hex.EncodeToString([]byte(s)), fmt.Sprintf("%X", s), strings.Trim(fmt.Sprint([]byte(s)), "[]"))
	}
	return all
}

// shows says which of the marks a text has.
func shows(text string, marks []string) (found []string) {
	for _, m := range marks {
		if strings.Contains(text, m) {
			found = append(found, m)
		}
	}
	return found
}

// deed is a record of a town: whose, where, and whether under the address alone.
type deed struct {
	who       int
	in        gdpr.Name
	byAddress bool
	origin    gdpr.Origin
	until     time.Time
}

// town is a host of many people, whose stores fail with errors and panics that
// quote everybody.
type town struct {
	people []resident
	names  []gdpr.Name
	deeds  []deed
	calls  int
	faults map[int]way
}

func newTown(rt *rapid.T) *town {
	t := &town{names: []gdpr.Name{"logins", "letters", "scores", "account"}, faults: map[int]way{}}
	tags := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab]{1,3}`), 2, 4, rapid.ID).Draw(rt, "people")
	for n, tag := range tags {
		t.people = append(t.people, newResident(n, tag))
		for _, in := range t.names { // everybody is everywhere
			t.deeds = append(t.deeds, deed{who: n, in: in, origin: gdpr.Provided})
		}
	}
	for range rapid.IntRange(0, 8).Draw(rt, "deeds") {
		d := deed{who: rapid.IntRange(0, len(tags)-1).Draw(rt, "who"), in: rapid.SampledFrom(t.names).Draw(rt, "in")}
		d.origin = gdpr.Origin(rapid.IntRange(int(gdpr.Provided), int(gdpr.Inferred)).Draw(rt, "origin"))
		if d.byAddress = rapid.Bool().Draw(rt, "by address"); rapid.Bool().Draw(rt, "retained") {
			d.until = at(20)
		}
		t.deeds = append(t.deeds, d)
	}
	for range rapid.IntRange(0, 3).Draw(rt, "faults") {
		t.faults[rapid.IntRange(1, 80).Draw(rt, "call")] = rapid.SampledFrom([]way{errorBefore, appliedThenError, panics}).Draw(rt, "way")
	}
	return t
}

// registry is a registry of the town; its journal and tombstones fail as well.
func (t *town) registry(keys gdpr.Keys, j gdpr.Journal, tombs gdpr.Tombstones) *gdpr.Registry {
	r := &gdpr.Registry{Customers: customer.Memory{}, Keys: keys, Journal: &faultyJournal{j, t.called}, Tombstones: &faultyTombstones{tombs, t.called}}
	for _, n := range t.names[:len(t.names)-1] {
		r.Holders = append(r.Holders, &register{t, n})
	}
	r.Identity = &register{t, t.names[len(t.names)-1]}
	return r
}

// called is a call to any store.
func (t *town) called(_ string, do func() error) error {
	t.calls++
	fault, ok := t.faults[t.calls]
	if !ok {
		return do()
	}
	var everybody []string
	for _, p := range t.people {
		everybody = append(everybody, p.traces()...)
	}
	switch fault {
	case panics:
		panic(everybody)
	case appliedThenError:
		_ = do()
	}
	return errors.New(strings.Join(everybody, " "))
}

// mine reports whether a record is a subject's.
func (t *town) mine(d deed, in gdpr.Name, s gdpr.Subject) bool {
	p := t.people[d.who]
	return d.in == in && (d.byAddress && p.Email.Key() == s.Email.Key() || !d.byAddress && p.ID == s.ID)
}

// has is everything that the stores have of a person, retained or not, as text.
func (t *town) has(who int, retained bool) string {
	var b strings.Builder
	for _, d := range t.deeds {
		if d.who == who && (retained || d.until.IsZero()) {
			fmt.Fprint(&b, d, t.people[who].marks(), "\n")
		}
	}
	return b.String()
}

// register is a holder of a town.
type register struct {
	t    *town
	name gdpr.Name
}

func (h *register) Name() gdpr.Name { return h.name }

func (h *register) Collect(_ context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if err := h.t.called("", func() error { return nil }); err != nil {
			yield(gdpr.Record{}, err)
			return
		}
		for _, d := range h.t.deeds {
			p := h.t.people[d.who]
			of := p.Subject
			if d.byAddress {
				of.ID = ""
			}
			rec := gdpr.Record{Kind: "deed", Origin: d.origin, Subject: of, Fields: p.fields()}
			if h.t.mine(d, h.name, s) && !yield(rec, nil) {
				return
			}
		}
	}
}

func (h *register) Count(_ context.Context, s gdpr.Subject, at time.Time) (c gdpr.Count, err error) {
	return c, h.t.called("", func() error {
		for _, d := range h.t.deeds {
			switch {
			case !h.t.mine(d, h.name, s):
			case d.until.After(at):
				c.Retained = append(c.Retained, gdpr.Retention{Records: 1, Reason: "tax-law", Until: d.until})
			default:
				c.Erasable++
			}
		}
		return nil
	})
}

func (h *register) Erase(_ context.Context, s gdpr.Subject, at time.Time) error {
	return h.t.called("", func() error {
		h.t.deeds = slices.DeleteFunc(slices.Clone(h.t.deeds), func(d deed) bool { return h.t.mine(d, h.name, s) && !d.until.After(at) })
		return nil
	})
}
