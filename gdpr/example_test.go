package gdpr_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// Notes is a table of a host: a text for each customer.
type Notes map[customer.ID]string

func (Notes) Name() gdpr.Name { return "notes" }

func (n Notes) Collect(_ context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if text, ok := n[s.ID]; ok {
			yield(gdpr.Record{Kind: "note", Origin: gdpr.Provided, Subject: gdpr.Subject{ID: s.ID},
				Fields: []gdpr.RecordField{{Name: "text", Value: text}}}, nil)
		}
	}
}

func (n Notes) Count(_ context.Context, s gdpr.Subject, _ time.Time) (c gdpr.Count, err error) {
	if _, ok := n[s.ID]; ok {
		c.Erasable++
	}
	return c, nil
}

func (n Notes) Erase(_ context.Context, s gdpr.Subject, _ time.Time) error {
	delete(n, s.ID)
	return nil
}

// shop is a registry with one holder, in memory.
func shop() *gdpr.Registry {
	k, err := gdpr.NewKey("key-2024", []byte("32 random bytes out of a key store"))
	if err != nil {
		panic(err)
	}
	return &gdpr.Registry{
		Customers: customer.Memory{Customers: []customer.Customer{{ID: "7", Email: "ann@example.org"}, {ID: "8"}}},
		Identity:  Notes{"7": "=hello", "8": "a neighbour's"},
		Keys:      gdpr.Keys{k}, Journal: &gdpr.MemoryJournal{}, Tombstones: &gdpr.MemoryTombstones{},
	}
}

var now = time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)

// Everything on one person as a ZIP. To have a complete file or none, wrap it
// in export.WriteFile.
func ExampleRegistry_Export() {
	var archive bytes.Buffer
	m, err := shop().Export(context.Background(), &archive, gdpr.Export{Subject: gdpr.Subject{ID: "7"}, At: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range m.Files {
		fmt.Println(f.Name, f.Bytes)
	}
	// Output:
	// data.json 223
	// csv/notes.csv 39
}

// First the preview, then the erasure and its receipt; what comes in later is
// not let in.
func ExampleRegistry_Erase() {
	ctx, registry := context.Background(), shop()
	q := gdpr.Request{ID: "request-1", Subject: gdpr.Subject{ID: "7", Email: "ann@example.org"}, At: now}
	plan, err := registry.Plan(ctx, q)
	fmt.Println(plan.Holders[0].Holder, plan.Holders[0].Erasable, err)
	receipt, err := registry.Erase(ctx, q)
	fmt.Println(receipt, err)
	err = registry.Guard().Check(ctx, gdpr.Subject{Email: "Ann@example.org"})
	fmt.Println(errors.Is(err, gdpr.ErrSuppressed))
	// Output:
	// notes 1 <nil>
	// request request-1: nothing left as of 2024-05-31T12:00:00Z
	// notes: found 1, erased 1 <nil>
	// true
}

// After a restored backup, whoever was erased is erased again.
func ExampleRegistry_Replay() {
	ctx, registry := context.Background(), shop()
	_, err := registry.Erase(ctx, gdpr.Request{ID: "request-1", Subject: gdpr.Subject{ID: "7"}, At: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	registry.Identity.(Notes)["7"] = "from the backup"
	everybody := func(yield func(gdpr.Subject, error) bool) {
		_ = yield(gdpr.Subject{ID: "7"}, nil) && yield(gdpr.Subject{ID: "8"}, nil)
	}
	done, err := registry.Replay(ctx, everybody, now)
	fmt.Println(done.Seen, len(done.Receipts), err)
	// Output: 2 1 <nil>
}

// A person who was erased signs up again: a new customer, with a new ID.
func ExampleRegistry_SignUp() {
	ctx, registry := context.Background(), shop()
	_, err := registry.Erase(ctx, gdpr.Request{ID: "request-1", Subject: gdpr.Subject{ID: "7", Email: "ann@example.org"}, At: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	ann := gdpr.Subject{ID: "9", Email: "ann@example.org"}
	fmt.Println(registry.Guard().Check(ctx, ann))
	fmt.Println(registry.SignUp(ctx, ann, now))
	fmt.Println(registry.Guard().Check(ctx, ann))
	// Output:
	// gdpr: the subject was erased
	// <nil>
	// <nil>
}

// The last day on which to answer.
func ExampleDeadline() {
	day, _ := gdpr.Deadline(now, false, nil)
	fmt.Println(day)
	// Output: 2024-06-30
}

// A test of a host: every field of every type is classified.
func ExampleCensus() {
	type Note struct {
		Customer string `gdpr:"identifying,observed"`
		Text     string `gdpr:"linked,provided"`
		Draft    bool
	}
	_, err := gdpr.Census(nil, Note{})
	fmt.Println(err)
	// Output: gdpr: a field that is not classified: gdpr_test.Note.Draft: not classified
}

// An import lets nobody in who was erased.
func ExampleKeep() {
	ctx, registry := context.Background(), shop()
	_, err := registry.Erase(ctx, gdpr.Request{ID: "request-1", Subject: gdpr.Subject{ID: "7"}, At: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	logins := func(yield func(customer.Login, error) bool) {
		_ = yield(customer.Login{Customer: "7"}, nil) && yield(customer.Login{Customer: "8"}, nil)
	}
	dropped := 0
	whose := func(l customer.Login) gdpr.Subject { return gdpr.Subject{ID: l.Customer} }
	for l := range gdpr.Keep(ctx, registry.Guard(), logins, whose, &dropped) {
		fmt.Println("kept a login of", l.Customer)
	}
	fmt.Println("dropped", dropped)
	// Output:
	// kept a login of 8
	// dropped 1
}
