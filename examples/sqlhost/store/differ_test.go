package store_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/internal/plain"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

var seed = flag.Uint64("seed", 0, "the one world to look at; 0 is as many as RAPID_CHECKS says")

// worlds is how many random worlds are looked at: RAPID_CHECKS of them, a tenth
// on a server; 20 and 2 by default.
func worlds(b base) uint64 {
	n, err := strconv.ParseUint(os.Getenv("RAPID_CHECKS"), 10, 32)
	if err != nil {
		n = 20
	}
	if b.server {
		n = max(n/10, 2)
	}
	return n
}

// On random small worlds, everything the library says of facts in memory it
// says of facts in a database, streamed and pushed down: every file of the
// report program is the same, byte for byte.
func TestEveryReportOfRandomWorlds(t *testing.T) {
	for _, b := range bases(t) {
		if b.host {
			continue // whose clocks are coarser than the worlds'
		}
		t.Run(b.name, func(t *testing.T) {
			b.need(t)
			t.Parallel()
			first, last := uint64(1), worlds(b)
			if *seed > 0 {
				first, last = *seed, *seed
			}
			for n := first; n <= last && !t.Failed(); n++ {
				if err := b.compare(t.Context(), t.TempDir(), n); err != nil {
					t.Errorf("%s: world %d (-seed %d): %v", b.name, n, n, err)
				}
			}
		})
	}
}

// compare asks memory and the database about one world: the database in ranges of
// one to three customers, or as the library asks.
func (b base) compare(ctx context.Context, dir string, seed uint64) error {
	facts, o, err := world(ctx, seed)
	if err != nil {
		return err
	}
	s, err := b.load(ctx, facts)
	if err != nil {
		return err
	}
	if at, err := s.Latest(ctx); err != nil || !at.Equal(facts.Latest) {
		return fmt.Errorf("the latest instant is %v, %v; want %v", at, err, facts.Latest)
	}
	if o.AsOf.IsZero() {
		o.AsOf = facts.Latest
	}
	if o.AsOf.IsZero() {
		return nil // no question
	}
	return agree(ctx, dir, facts, o, shops(s, int(seed%4)))
}

// agree asks facts in memory and several shops, and says who answers otherwise.
func agree(ctx context.Context, dir string, facts *folder.Facts, o program.Options, shops map[string]program.Shop) error {
	want, err := files(ctx, filepath.Join(dir, "memory"), memory(facts), o)
	if err != nil {
		return fmt.Errorf("in memory: %w", err)
	}
	for how, shop := range shops {
		got, err := files(ctx, filepath.Join(dir, how), shop, o)
		if err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
		if err := same(want, got); err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
	}
	return nil
}

// memory is facts in no order, as a plain repository in memory.
func memory(f *folder.Facts) program.Shop {
	return program.Shop{
		Customers:    customer.Memory{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions},
		Engagement:   engagement.Memory{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields, Logins: f.Logins, Actions: f.Actions},
		Subscription: subscription.Memory{Memberships: f.Memberships, Fields: f.Fields},
		Notify:       notify.Memory{Notifications: f.Notifications, OptIns: f.OptIns},
	}
}

// world is a random world and a question about it.
func world(ctx context.Context, seed uint64) (*folder.Facts, program.Options, error) {
	in, p := plain.Random(seed)
	o, err := options(p)
	if err != nil {
		return nil, o, err
	}
	fsys := fstest.MapFS{}
	for name, text := range in {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	facts, err := folder.Read(ctx, fsys, folder.Options{Location: o.Location})
	return facts, o, err
}

func options(p plain.Options) (o program.Options, err error) {
	o = program.Options{
		Tags: p.Tags, Fields: given(p.Field), Values: given(p.Value), Notification: given(p.Notification),
		RequireSignIn: p.RequireSignIn, ConsentPopup: p.ConsentPopup, Top: p.Top,
	}
	for _, c := range p.Channels {
		o.Channels = append(o.Channels, customer.Channel(c))
	}
	o.Location = p.Location
	if o.Unit, err = calendar.ParseUnit(cmp.Or(p.Unit, "day")); err != nil {
		return o, err
	}
	for _, x := range []struct {
		text string
		to   *time.Time
	}{{p.AsOf, &o.AsOf}, {p.From, &o.Range.From}, {p.To, &o.Range.To}} {
		if *x.to, err = export.ParseTime([]byte(x.text), o.Location); err != nil {
			return o, err
		}
	}
	return o, nil
}

func given(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// files asks everything, and returns the files of the report program and what
// it prints.
func files(ctx context.Context, dir string, shop program.Shop, o program.Options) (map[string]string, error) {
	answers, err := program.Ask(ctx, shop, o)
	if err != nil {
		return nil, err
	}
	var printed bytes.Buffer
	if err := answers.Print(&printed); err != nil {
		return nil, err
	}
	if err := answers.WriteFiles(ctx, dir); err != nil {
		return nil, err
	}
	all := map[string]string{"what is printed": printed.String()}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		all[e.Name()] = string(text)
	}
	return all, err
}

func same(want, got map[string]string) error {
	if len(want) != len(got) || len(want) < 20 {
		return fmt.Errorf("%d files, want %d", len(got), len(want))
	}
	for name, text := range want {
		if got[name] != text {
			return fmt.Errorf("%s is\n%swant\n%s", name, got[name], text)
		}
	}
	return nil
}
