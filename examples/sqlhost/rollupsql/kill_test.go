package rollupsql_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// kills is how many kills have to land: KILLS on SQLite, and a third of it on PostgreSQL.
func kills(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("KILLS"))
	if err != nil {
		n = 24
	}
	if strings.Contains(t.Name(), "PostgreSQL") {
		n = (n + 2) / 3
	}
	return n
}

// H10, H11: a host that is killed while it builds, refreshes or advances a rollup leaves
// one that is whole. The next run goes on, and ends with the answer of the facts.
func TestKill(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		k := &killing{t: t, want: kills(t), during: map[string]int{}, Rand: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))}
		began := time.Now()
		for world := 0; k.kills < k.want && !t.Failed(); world++ {
			b := open(t)
			for ended := false; !ended && !t.Failed(); {
				ended = k.host(b.url, world)
				k.whole(b)
			}
			k.answer(b, world)
			b.Close()
		}
		k.log(time.Since(began))
	})
}

// killing counts kills.
type killing struct {
	*rand.Rand
	t            *testing.T
	want, kills  int
	within       int            // after the first write of its world began, and before the last ended
	during       map[string]int // by step, and whether it was in a write
	early, late  int            // not counted: before the first line, after the last
	begun, ended int64          // the latest version whose write began, and that ended
}

func (k *killing) log(took time.Duration) {
	k.t.Logf("%d kills in %s, %d of them between the first and the last write (not counted: %d before the work, %d after it)",
		k.kills, took.Round(time.Second), k.within, k.early, k.late)
	for _, step := range slices.Sorted(maps.Keys(k.during)) {
		k.t.Logf("%-24s %4d %s", step, k.during[step], strings.Repeat("#", (k.during[step]*60+k.kills-1)/max(1, k.kills)))
	}
	if 3*k.within < k.kills {
		k.t.Errorf("only %d of %d kills were between the first and the last write", k.within, k.kills)
	}
}

// when says when to kill: so long after so many lines of a step.
type when struct {
	step   string
	lines  int
	jitter time.Duration
}

// plan is spread over the steps and within the writes.
func (k *killing) plan() when {
	step := []string{"build", "refresh", "advance", ""}[k.IntN(4)]
	return when{step, 1 + k.IntN(map[string]int{"build": 45, "refresh": 60, "advance": 20, "": 100}[step]), time.Duration(k.Int64N(int64(1500 * time.Microsecond)))}
}

// host runs a host, kills it after some lines if there are kills to come, and reports
// whether it came to its end.
func (k *killing) host(url string, world int) (ended bool) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), hostOf+"="+url, worldOf+"="+strconv.Itoa(world))
	var failure strings.Builder
	c.Stderr = &failure
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	at, killing := k.plan(), k.kills < k.want
	lines, step, writing, wrote := 0, "", false, false
	for scan := bufio.NewScanner(out); scan.Scan(); {
		switch sign, what, _ := strings.Cut(scan.Text(), " "); sign {
		case "step":
			step = what
		case ">":
			writing, wrote = true, true
			k.begun, _ = strconv.ParseInt(what, 10, 64)
		case "<":
			writing = false
			k.ended, _ = strconv.ParseInt(what, 10, 64)
		case "end":
			ended = true
		}
		if at.step == "" || at.step == step {
			lines++
		}
		if killing && lines == at.lines {
			time.Sleep(at.jitter)
			_ = c.Process.Kill()
		}
	}
	var exit *exec.ExitError
	err = c.Wait()
	dead := errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	switch {
	case err != nil && !dead || err == nil && !ended:
		k.t.Errorf("world %d: the host is stuck: %v: %s", world, err, failure.String())
	case !killing:
	case ended || !dead:
		k.late++
	case step == "":
		k.early++
	default:
		k.kills++
		if k.begun > 1 || wrote {
			k.within++
		}
		where := step + ", between writes"
		if writing {
			where = step + ", in a write"
		}
		k.during[where]++
	}
	return ended
}

// whole checks that what a dead host left is one state, of a version that it wrote.
func (k *killing) whole(b base) {
	k.t.Helper()
	s := b.store(k.t)
	var m rollup.Meta
	err := s.View(k.t.Context(), func(v rollup.View) (err error) { m, err = v.Meta(k.t.Context()); return err })
	if err != nil {
		k.t.Fatal(err)
	}
	if m.Version < k.ended || m.Version > max(k.begun, k.ended) {
		k.t.Errorf("H10: the store has version %d, and the host ended writing %d and began %d", m.Version, k.ended, k.begun)
	}
	for _, wrong := range []string{
		`SELECT COUNT(*) FROM rollup_counts c WHERE customers <> (SELECT COUNT(*) FROM rollup_states s WHERE s.listed = c.listed)`,
		`SELECT COUNT(*) FROM rollup_states s WHERE (listed IS NOT NULL) <> EXISTS (SELECT 1 FROM rollup_texts t WHERE t.n = s.n)`,
		`SELECT COUNT(*) FROM rollup_records r WHERE NOT EXISTS (SELECT 1 FROM rollup_states s WHERE s.n = r.n AND s.id = r.id AND (s.listed IS NULL) = (r.types IS NULL))`,
		`SELECT COUNT(*) FROM rollup_states s WHERE NOT EXISTS (SELECT 1 FROM rollup_records r WHERE s.n = r.n)`,
		`SELECT COUNT(*) FROM rollup_texts t WHERE NOT EXISTS (SELECT 1 FROM rollup_records r WHERE t.n = r.n)`,
		`SELECT COUNT(*) FROM rollup_revenue v WHERE NOT EXISTS (SELECT 1 FROM rollup_states s WHERE s.id = v.id AND s.listed = v.listed)`,
	} {
		n := -1
		if err := b.QueryRowContext(k.t.Context(), wrong).Scan(&n); err != nil || n != 0 {
			k.t.Errorf("H10: torn: %d, %v: %s", n, err, wrong)
		}
	}
}

// answer compares what the rollup answers in the end with the facts, and its feed with that
// of a rollup in memory whose host was never killed.
func (k *killing) answer(b base, world int) {
	t := k.t
	t.Helper()
	if t.Failed() {
		return
	}
	k.begun, k.ended = 0, 0
	w := newWork(world)
	mine, calm := w.rollup(b.store(t)), w.rollup(new(rollup.Memory))
	if err := w.do(t.Context(), &calm, func(string) {}); err != nil {
		t.Fatal(err)
	}
	q := calm.Query
	q.AsOf = w.end
	want, err := customer.Summarize(t.Context(), w.changed, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := mine.Summarize(t.Context(), q)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("H12: world %d: Summarize: %v (- facts, + rollup):\n%s", world, err, diff)
	}
	wantPage, err := customer.List(t.Context(), w.changed, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := mine.List(t.Context(), q, nil)
	if diff := cmp.Diff(wantPage, page); err != nil || diff != "" {
		t.Errorf("H12: world %d: List: %v (- facts, + rollup):\n%s", world, err, diff)
	}
	if diff := cmp.Diff(feed(t, calm.Store), feed(t, mine.Store)); diff != "" {
		t.Errorf("H1: world %d: the feed (- never killed, + killed):\n%s", world, diff)
	}
}

func feed(t *testing.T, s rollup.Store) (all []string) {
	t.Helper()
	err := s.View(t.Context(), func(v rollup.View) error {
		for e, err := range v.Entries(t.Context(), rollup.EntryAsk{}) {
			if err != nil {
				return err
			}
			all = append(all, fmt.Sprintf("%s %q %v", e.At.Format(time.RFC3339Nano), string(e.Customer), e.Is))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// traced is a store that tells the parent what it writes.
type traced struct{ rollup.Store }

func (s traced) Write(ctx context.Context, b rollup.Batch) error {
	fmt.Println(">", b.Meta.Version)
	err := s.Store.Write(ctx, b)
	if err == nil {
		fmt.Println("<", b.Meta.Version)
	}
	return err
}
