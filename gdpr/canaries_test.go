package gdpr_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
	"pgregory.net/rapid"
)

// canaryRun is one town, and everything that anybody could read about it.
type canaryRun struct {
	*town
	rt       *rapid.T
	r        *gdpr.Registry
	journal  gdpr.Journal
	tombs    gdpr.Tombstones
	paths    []string // of the files of both; empty in memory
	log      bytes.Buffer
	sum      *canarySum
	requests int
}

// canarySum is what the runs amount to.
type canarySum struct{ exports, foreign, erasures, left, errors, texts, leaks int }

// says logs what the library returned, in every way in which it can be.
func (c *canaryRun) says(things ...any) {
	for _, thing := range things {
		fmt.Fprintf(&c.log, "%v %+v %#v %s %q\n", thing, thing, thing, thing, thing)
		slog.New(slog.NewTextHandler(&c.log, nil)).Info("it", "is", thing)
		slog.New(slog.NewJSONHandler(&c.log, nil)).Info("it", "is", thing)
		b, err := json.Marshal(thing)
		fmt.Fprintf(&c.log, "%s %v\n", b, err)
		if err, ok := thing.(error); ok {
			c.sum.errors++
			fmt.Fprintf(&c.log, "%v\n", fmt.Errorf("wrapped: %w", err))
		}
	}
}

// again asks until there is an answer: every fault comes once.
func (c *canaryRun) again(what string, ask func() error) {
	for range 2 + len(c.faults) {
		err := ask()
		if err == nil {
			return
		}
		c.says(err)
	}
	c.rt.Fatalf("G4: %s fails for ever", what)
}

// exported exports a person and looks for everybody else.
func (c *canaryRun) exported(who int) {
	p, q := c.people[who], gdpr.Export{Subject: c.people[who].Subject, At: at(1)}
	q.Mode = gdpr.Mode(rapid.IntRange(0, 1).Draw(c.rt, "mode"))
	var out bytes.Buffer
	c.again("an export", func() error {
		out.Reset()
		m, err := c.r.Export(ctx, &out, q)
		c.says(q, m)
		return err
	})
	c.sum.exports++
	text := ""
	for name, content := range files(c.rt, out.Bytes()) {
		text += name + "\n" + content + "\n"
	}
	for other, o := range c.people {
		switch found := shows(text, o.marks()); {
		case other == who && len(found) != len(o.marks()):
			c.rt.Errorf("G2: an export of %s has only %q of theirs", p.ID, found)
		case other != who && len(found) > 0:
			c.sum.foreign++
			c.rt.Errorf("G2: an export of %s has %q of %s", p.ID, found, o.ID)
		}
	}
}

// erased erases a person, and looks at what is left of them.
func (c *canaryRun) erased(who int) {
	c.requests++
	q := gdpr.Request{ID: gdpr.Name(fmt.Sprint("r", c.requests)), Subject: c.people[who].Subject, At: at(2)}
	c.again("an erasure", func() error {
		plan, err := c.r.Plan(ctx, q)
		if err != nil {
			return err
		}
		receipt, err := c.r.Erase(ctx, q)
		c.says(q, plan, receipt, receipt.Holders(), receipt.Subject())
		return err
	})
	c.sum.erasures++
	c.gone(who, "an erasure", false)
}

// gone fails if a person is in the stores.
func (c *canaryRun) gone(who int, after string, retained bool) {
	if left := c.has(who, retained); left != "" {
		c.sum.left++
		c.rt.Errorf("G3: after %s there is left: %s", after, left)
	}
}

// imported offers every record again, by the guard.
func (c *canaryRun) imported(all []deed) {
	whose := func(d deed) gdpr.Subject { return c.people[d.who].Subject }
	facts := func(yield func(deed, error) bool) {
		for _, d := range all {
			if !yield(d, nil) {
				return
			}
		}
	}
	var kept []deed
	dropped := 0
	c.again("an import", func() error {
		kept, dropped = nil, 0
		for d, err := range gdpr.Keep(ctx, c.r.Guard(), iter.Seq2[deed, error](facts), whose, &dropped) {
			if err != nil {
				return err
			}
			kept = append(kept, d)
		}
		return nil
	})
	if dropped+len(kept) != len(all) {
		c.rt.Errorf("G5: of %d facts %d were kept and %d dropped", len(all), len(kept), dropped)
	}
	c.deeds = append(c.deeds, kept...)
}

// replayed erases whoever is back.
func (c *canaryRun) replayed() {
	everybody := func(yield func(gdpr.Subject, error) bool) {
		for _, p := range c.people {
			if !yield(p.Subject, nil) {
				return
			}
		}
	}
	c.again("a replay", func() error {
		done, err := c.r.Replay(ctx, everybody, at(20))
		c.says(done, done.Receipts, done.Held)
		return err
	})
}

// texts are the journal, the tombstones and the log, to the last byte.
func (c *canaryRun) texts() string {
	c.again("reading the stores", func() error {
		for e, err := range c.r.Journal.Each(ctx) {
			if err != nil {
				return fmt.Errorf("reading: %w", gdpr.ErrClosed) // the host's own call: its error is not ours
			}
			c.says(e, e.Holders)
		}
		for g := range c.tombs.Each(ctx) {
			c.says(g)
		}
		due, err := c.r.Due(ctx, at(30))
		c.says(due, c.r, c.r.Guard(), c.r.Keys)
		return err
	})
	text := c.log.String()
	for _, path := range c.paths {
		b, err := os.ReadFile(path)
		if err != nil || len(b) == 0 {
			c.rt.Fatalf("G4: %s: %d bytes, %v", path, len(b), err)
		}
		text += string(b)
	}
	return text
}

// G2, G3, G5, G6: towns of people with canaries in every field of every holder,
// whose stores fail with errors that quote everybody. No export has another
// person's canary; of who was erased there is none in the stores, and of nobody
// in the journal, the tombstones, receipts, logs and errors, byte for byte; neither
// an import nor a restored backup brings anybody back.
func TestG6Canaries(t *testing.T) {
	keys, dir := gdpr.Keys{key(t, "k1")}, t.TempDir()
	var sum canarySum
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := &canaryRun{town: newTown(rt), rt: rt, sum: &sum, journal: &gdpr.MemoryJournal{}, tombs: &gdpr.MemoryTombstones{}}
		if runs++; runs%25 == 1 { // files are slow to sync
			defer c.inFiles(filepath.Join(dir, fmt.Sprint(runs)))()
		}
		c.r = c.registry(keys, c.journal, c.tombs)
		for who := range c.people {
			c.exported(who)
		}
		backup := c.deeds
		last := rapid.IntRange(0, len(c.people)-1).Draw(rt, "erased") // who comes after stays
		var neighbours strings.Builder
		for who := range c.people[last+1:] {
			neighbours.WriteString(c.has(last+1+who, true))
		}
		for who := range last + 1 {
			c.erased(who)
		}
		for who := range c.people[last+1:] {
			c.exported(last + 1 + who)
		}
		before := len(c.deeds)
		var theirs []deed
		for _, d := range backup {
			if d.who <= last {
				theirs = append(theirs, d)
			}
		}
		if c.imported(theirs); len(c.deeds) != before {
			sum.left++
			rt.Errorf("G5: an import brought back %d records of the erased", len(c.deeds)-before)
		}
		c.deeds = backup
		c.replayed()
		for who := range last + 1 {
			c.gone(who, "a restored backup and its replay", true)
		}
		after := ""
		for who := range c.people[last+1:] {
			after += c.has(last+1+who, true)
		}
		if after != neighbours.String() {
			rt.Errorf("G4: the data of those who stay changed")
		}
		text := c.texts()
		sum.texts += len(text)
		for _, p := range c.people {
			if found := shows(text, p.traces()); len(found) > 0 {
				sum.leaks++
				rt.Errorf("G6: journal, tombstones, receipts, logs or errors have %q", found)
			}
		}
	})
	t.Logf("canaries: %d exports, %d foreign; %d erasures, %d left; %d errors and %d bytes of journals, tombstones, receipts and logs, %d leaks",
		sum.exports, sum.foreign, sum.erasures, sum.left, sum.errors, sum.texts, sum.leaks)
	if sum.exports == 0 || sum.erasures == 0 || sum.errors == 0 {
		t.Error("nothing was exported, erased or broken: the test shows nothing")
	}
}

// inFiles puts journal and tombstones into files.
func (c *canaryRun) inFiles(path string) (closed func()) {
	c.paths = []string{path + ".journal", path + ".tombstones"}
	j, err := gdpr.OpenJournal(c.paths[0])
	if err != nil {
		c.rt.Fatal(err)
	}
	f, err := gdpr.OpenTombstones(c.paths[1])
	if err != nil {
		c.rt.Fatal(err)
	}
	c.journal, c.tombs = j, f
	return func() { _, _ = j.Close(), f.Close() }
}
