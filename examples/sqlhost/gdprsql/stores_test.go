package gdprsql_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

func digest(n int) gdpr.KeyedHash {
	return gdpr.KeyedHash{Key: gdpr.Name(fmt.Sprint("k", n%2)), Sum: [32]byte{byte(n), byte(n >> 8)}}
}

func entry(request gdpr.Name, n int) gdpr.JournalEntry {
	e := gdpr.JournalEntry{Request: request, At: at(1 + n%28), Subject: digest(n), Runs: n}
	if n%3 == 0 {
		e.Email = digest(n + 1)
		e.Holders = []gdpr.HolderOutcome{{Holder: "logins", Found: n, Retained: []gdpr.Retention{{Records: 1, Reason: "law", Until: at(3)}}}}
	}
	if e.Done = n%2 == 0; !e.Done {
		e.Sealed = &gdpr.Sealed{Key: "k1", Data: []byte(fmt.Sprint("seal", n))}
	}
	return e
}

// same compares what two stores yield, as JSON, for an instant has many values.
func same[T any](t testing.TB, rule string, got, want iter.Seq2[T, error]) {
	t.Helper()
	list := func(all iter.Seq2[T, error]) string {
		text := ""
		for x, err := range all {
			b, failed := json.Marshal(x)
			if err != nil || failed != nil {
				t.Fatal(rule, err, failed)
			}
			text += string(b) + "\n"
		}
		return text
	}
	if g, w := list(got), list(want); g != w {
		t.Fatalf("%s:\n%s\nwant\n%s", rule, g, w)
	}
}

func one[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range all {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// cases is how many random histories there are.
func cases() int {
	if n, err := strconv.Atoi(os.Getenv("RAPID_CHECKS")); err == nil {
		return max(n/10, 100)
	}
	return 100
}

func TestStoresAreAsThoseInMemory(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db, random := open(t), rand.New(rand.NewPCG(1, 2))
		db.SetMaxOpenConns(1) // nothing may need a second one
		j, b := stores(t, db)
		memory, graves := &gdpr.MemoryJournal{}, &gdpr.MemoryTombstones{}
		for range cases() {
			e := entry(gdpr.Name(fmt.Sprint("r", random.IntN(12))), random.IntN(100))
			if err := errors.Join(j.Put(t.Context(), e), memory.Put(t.Context(), e)); err != nil {
				t.Fatal(err)
			}
			for _, request := range []gdpr.Name{e.Request, "r99"} {
				got, ok, err := j.Get(t.Context(), request)
				want, known, _ := memory.Get(t.Context(), request)
				if err != nil || ok != known {
					t.Fatal("G4: an entry:", ok, err)
				}
				same(t, "G4: an entry", one([]gdpr.JournalEntry{got}), one([]gdpr.JournalEntry{want}))
			}
			var some []gdpr.Tombstone
			for range random.IntN(4) {
				tomb := gdpr.Tombstone{Subject: digest(1 + random.IntN(9)), Request: e.Request, At: e.At.Add(time.Duration(random.IntN(999)))}
				if random.IntN(3) == 0 {
					tomb.NewID, tomb.Request = digest(random.IntN(3)), ""
				}
				some = append(some, tomb)
			}
			if err := errors.Join(b.Bury(t.Context(), some...), graves.Bury(t.Context(), some...)); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "G4: all entries, in order", j.Each(t.Context()), memory.Each(t.Context()))
		same(t, "G5: all tombstones, in order", b.Each(t.Context()), graves.Each(t.Context()))
		found(t, b, graves)
	})
}

// found: Find finds as the one in memory does, whatever it is asked for.
func found(t *testing.T, b *gdprsql.Tombstones, graves *gdpr.MemoryTombstones) {
	t.Helper()
	for n := range 11 {
		asked := []gdpr.KeyedHash{digest(n), digest(n + 1)}
		got, err := b.Find(t.Context(), asked...)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := graves.Find(t.Context(), asked...)
		order := func(a, b gdpr.Tombstone) int {
			return strings.Compare(a.Subject.String()+a.NewID.String(), b.Subject.String()+b.NewID.String())
		}
		slices.SortFunc(got, order)
		slices.SortFunc(all, order)
		same(t, "G5: what is found", one(got), one(all))
	}
	if none, err := b.Find(t.Context()); err != nil || len(none) != 0 {
		t.Errorf("G5: asked for nothing: %v, %v", none, err)
	}
	var many []gdpr.KeyedHash
	for n := range 1200 {
		many = append(many, digest(n%7+1))
	}
	got, err := b.Find(t.Context(), many...)
	all, _ := graves.Find(t.Context(), many[:7]...)
	if err != nil || len(got) != len(all) {
		t.Errorf("G5: asked for many, some again and again: %d, want %d, %v", len(got), len(all), err)
	}
}

func TestMoreThanAPage(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		j, b := stores(t, db)
		const n = 1000 // twice as many as are read at a time
		var entries, graves []do
		for i := range n {
			e := entry(gdpr.Name(fmt.Sprintf("r%05d", i)), 1)
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			entries = append(entries, do{"INSERT INTO erasures VALUES (?, ?)", []any{string(e.Request), string(text)}})
			graves = append(graves, do{"INSERT INTO tombstones (subject, new_id, request, at) VALUES (?, '', 'r', ?)", []any{digest(i + 1).String(), "2024-01-01T00:00:00Z"}})
		}
		db.all(t, append(entries, graves...)...)
		db.SetMaxOpenConns(1)
		count := 0
		for e, err := range j.Each(t.Context()) {
			if err != nil || e.Request != gdpr.Name(fmt.Sprintf("r%05d", count)) {
				t.Fatalf("G4: entry %d is %q, %v", count, e.Request, err)
			}
			if count++; count%300 == 0 { // the caller works on what it got
				if err := j.Put(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
		}
		buried := 0
		for g, err := range b.Each(t.Context()) {
			if err != nil || g.Subject != digest(buried+1) {
				t.Fatalf("G5: tombstone %d: %v", buried, err)
			}
			buried++
		}
		if count != n || buried != n {
			t.Errorf("%d entries and %d tombstones, want %d", count, buried, n)
		}
	})
}

func TestWhatNoStoreShouldHave(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		j, b := stores(t, db)
		bare := gdpr.KeyedHash{Sum: [32]byte{1}}
		for _, c := range []struct {
			reason string
			change func(*gdpr.JournalEntry)
			want   error
		}{
			{"no request", func(e *gdpr.JournalEntry) { e.Request = "" }, gdpr.ErrRequest},
			{"done and sealed", func(e *gdpr.JournalEntry) { e.Done = true }, gdpr.ErrRequest},
			{"nobody's", func(e *gdpr.JournalEntry) { e.Subject = gdpr.KeyedHash{} }, gdpr.ErrKeyedHash},
			{"a plain hash", func(e *gdpr.JournalEntry) { e.Subject = bare }, gdpr.ErrKeyedHash},
			{"of an address too", func(e *gdpr.JournalEntry) { e.Email = bare }, gdpr.ErrKeyedHash},
		} {
			e := entry("r1", 1)
			c.change(&e)
			if err := j.Put(t.Context(), e); !errors.Is(err, c.want) {
				t.Errorf("G6: %s: %v", c.reason, err)
			}
		}
		good := gdpr.Tombstone{Subject: digest(1), Request: "r1", At: at(1)}
		for _, bad := range []gdpr.Tombstone{{Subject: bare}, {}, {Subject: digest(2), NewID: bare}} {
			if err := b.Bury(t.Context(), good, bad); !errors.Is(err, gdpr.ErrKeyedHash) || db.rows(t, "tombstones") != 0 {
				t.Errorf("G5: a plain hash: %v; all or none: %d", err, db.rows(t, "tombstones"))
			}
		}
		if db.rows(t, "erasures") != 0 {
			t.Error("G6: something was put")
		}
	})
}

func TestWhatIsDamagedIsAnError(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		j, b := stores(t, db)
		good, err := json.Marshal(entry("r1", 1))
		if err != nil {
			t.Fatal(err)
		}
		for reason, text := range map[string]string{
			"nothing":               "",
			"cut off":               string(good[:len(good)-1]),
			"two":                   string(good) + string(good),
			"an unknown field":      strings.Replace(string(good), `"runs"`, `"rums"`, 1),
			"another's":             strings.Replace(string(good), `"r1"`, `"r2"`, 1),
			"a digest that is none": strings.Replace(string(good), `:01`, `:0`, 1),
		} {
			db.exec(t, "DELETE FROM erasures")
			db.exec(t, "INSERT INTO erasures VALUES ('r1', ?)", text)
			if _, ok, err := j.Get(t.Context(), "r1"); ok || !errors.Is(err, gdprsql.ErrEntry) {
				t.Errorf("%s: %v", reason, err)
			}
			for _, err := range j.Each(t.Context()) {
				if !errors.Is(err, gdprsql.ErrEntry) {
					t.Errorf("%s, of all: %v", reason, err)
				}
			}
		}
		for reason, row := range map[string][]any{
			"a plain hash": {strings.Repeat("0", 64), "", "2024-01-01T00:00:00Z"},
			"nobody's":     {"", "", "2024-01-01T00:00:00Z"},
			"no new ID":    {digest(1).String(), "x", "2024-01-01T00:00:00Z"},
			"not a time":   {digest(1).String(), "", "yesterday"},
		} {
			db.exec(t, "DELETE FROM tombstones")
			db.exec(t, "INSERT INTO tombstones (subject, new_id, request, at) VALUES (?, ?, 'r', ?)", row...)
			for _, err := range b.Each(t.Context()) {
				if !errors.Is(err, gdprsql.ErrEntry) {
					t.Errorf("%s: %v", reason, err)
				}
			}
		}
		db.exec(t, "DELETE FROM tombstones")
		db.exec(t, "INSERT INTO tombstones (subject, new_id, request, at) VALUES (?, '', 'r', 'yesterday')", digest(1).String())
		if _, err := b.Find(t.Context(), digest(1)); !errors.Is(err, gdprsql.ErrEntry) {
			t.Errorf("G5: a tombstone that cannot be read is not found to be none: %v", err)
		}
	})
}

// Several hosts write at once: nothing is lost, and nothing is there twice.
func TestManyWriteAtOnce(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		j, b := stores(t, db)
		const hosts, each = 4, 10
		var wait sync.WaitGroup
		for h := range hosts {
			wait.Go(func() {
				for i := range each {
					e := entry(gdpr.Name(fmt.Sprintf("r%d-%d", h, i)), 1)
					tomb := gdpr.Tombstone{Subject: digest(1 + i), Request: e.Request, At: at(1)}
					if err := errors.Join(j.Put(t.Context(), e), b.Bury(t.Context(), tomb)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		if e, g := db.rows(t, "erasures"), db.rows(t, "tombstones"); e != hosts*each || g != each {
			t.Errorf("G4: %d entries, want %d; %d tombstones, want %d", e, hosts*each, g, each)
		}
	})
}
