package kill

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// kills is how many kills have to land.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("KILLS")); err == nil {
		return n
	}
	if os.Getenv("RAPID_CHECKS") == "10000" {
		return 1000
	}
	return 30
}

func TestKill(t *testing.T) {
	for _, c := range []struct {
		reason string
		kept   func(t *testing.T) where
		share  int // of the kills, in percent
	}{
		{"the journal and the tombstones of package gdpr, in files", func(*testing.T) where { return "" }, 70},
		{"those of package gdprsql, in a file of SQLite", func(*testing.T) where { return "sqlite" }, 20},
		{"those of package gdprsql and the shop, in PostgreSQL", postgres, 20},
	} {
		t.Run(c.reason, func(t *testing.T) {
			r := &round{t: t, kept: c.kept(t), want: max(kills()*c.share/100, 1), during: map[string]int{}}
			seed := time.Now().UnixNano()
			began := time.Now()
			var workers sync.WaitGroup
			for n := range 2 {
				workers.Go(func() { r.work(rand.New(rand.NewPCG(uint64(seed), uint64(n))), n) })
			}
			workers.Wait()
			t.Log(r.summary(time.Since(began)))
			if r.kills < r.want && !t.Failed() {
				t.Errorf("only %d kills landed", r.kills)
			}
		})
	}
}

// postgres is a server of the test's own.
func postgres(t *testing.T) where {
	s, err := servertest.Postgres()
	if err != nil {
		servertest.Skip(t, "PostgreSQL", err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return where(s.URL)
}

// round is worlds in which hosts are killed until enough kills landed.
type round struct {
	t    *testing.T
	kept where
	want int

	mu                         sync.Mutex
	kills, worlds, early, late int
	resumed, receipts          int
	during                     map[string]int // by the innermost step
}

func (r *round) summary(took time.Duration) string {
	steps := ""
	for _, step := range slices.SortedFunc(maps.Keys(r.during), func(a, b string) int {
		return r.during[b] - r.during[a]
	}) {
		steps += fmt.Sprintf(", %s %d", step, r.during[step])
	}
	return fmt.Sprintf("%d kills in %d worlds in %s (not counted: %d before the work, %d after it); %d requests resumed, %d receipts; during%s",
		r.kills, r.worlds, took.Round(time.Second), r.early, r.late, r.resumed, r.receipts, strings.TrimPrefix(steps, ","))
}

func (r *round) more() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.kills < r.want && !r.t.Failed()
}

func (r *round) work(random *rand.Rand, worker int) {
	for n := 0; r.more(); n++ {
		w := &world{round: r, random: random, seen: newSeen(), dir: filepath.Join(r.t.TempDir(), fmt.Sprintf("w%d-%d", worker, n))}
		if err := w.live(context.Background()); err != nil {
			r.t.Errorf("%s: %v", filepath.Base(w.dir), err)
		}
		os.RemoveAll(w.dir)
	}
}

// world is one set of stores, and the hosts that die over it.
type world struct {
	*round
	random *rand.Rand
	dir    string
	before *state
	seen   *seen
}

// live kills hosts until one comes to the end.
func (w *world) live(ctx context.Context) error {
	if err := makeWorld(w.dir, w.kept); err != nil {
		return err
	}
	d, err := readDisk(w.dir)
	if err != nil {
		return err
	}
	if w.before, err = readState(ctx, d, w.dir+".copy"); err != nil {
		return err
	}
	for ended := false; !ended; {
		if ended, err = w.host(); err != nil {
			return err
		}
		if err := w.look(ctx); err != nil {
			return err
		}
	}
	return w.end()
}

// end looks that everybody has a receipt.
func (w *world) end() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.worlds++
	for _, p := range everybody(filepath.Base(w.dir))[:erased] {
		given, err := hasReceipt(w.dir, p)
		if err != nil || !given {
			return fmt.Errorf("G4: stuck: %s has no receipt: %v", p.request(), err)
		}
		w.receipts++
	}
	return nil
}

// look checks the disk after a host's death.
func (w *world) look(ctx context.Context) error {
	copied := w.dir + ".copy"
	if err := os.RemoveAll(copied); err != nil {
		return err
	}
	d, err := readDisk(w.dir)
	if err != nil {
		return err
	}
	now, err := readState(ctx, d, copied)
	if err != nil {
		return err
	}
	return errors.Join(w.seen.check(ctx, d, now, w.before, everybody(filepath.Base(w.dir)))...)
}

// when says when to kill: so long after so many lines.
type when struct {
	lines int
	after time.Duration
}

// plan is spread over the work: some right at the start, some by time, and most
// after a number of lines, a moment later, so that they fall into what was begun,
// the syncing of a file too.
func (w *world) plan() when {
	jitter := time.Duration(w.random.Int64N(int64(3 * time.Millisecond)))
	switch w.random.IntN(10) {
	case 0:
		return when{0, 10 * jitter}
	case 1:
		return when{1, jitter}
	case 2, 3:
		return when{1, 20 * jitter}
	}
	return when{1 + w.random.IntN(80), jitter}
}

// host runs a host, and kills it if there are kills to come. It reports whether
// the host came to the end of its work.
func (w *world) host() (ended bool, err error) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), folderOfHost+"="+w.dir)
	var failure strings.Builder
	c.Stderr = &failure
	out, err := c.StdoutPipe()
	if err != nil {
		return false, err
	}
	if err := c.Start(); err != nil {
		return false, err
	}
	at, killing := w.plan(), w.more()
	kill := func() {
		time.Sleep(at.after)
		_ = c.Process.Kill()
	}
	if killing && at.lines == 0 {
		kill()
	}
	var open []string // the steps that are begun
	lines := 0
	for scan := bufio.NewScanner(out); scan.Scan(); {
		sign, rest, _ := strings.Cut(scan.Text(), " ")
		request, what, _ := strings.Cut(rest, " ")
		lines++
		ended = ended || what == "end"
		open = step(open, sign, what)
		w.line(sign, request, what)
		if killing && lines == at.lines {
			kill()
		}
	}
	err = c.Wait()
	w.count(c, lines, ended, killing, open)
	var exit *exec.ExitError
	switch {
	case err == nil && !ended:
		return false, errors.New("the host ended before its work")
	case errors.As(err, &exit) && !killed(c):
		log, _ := os.ReadFile(filepath.Join(w.dir, logFile))
		return false, fmt.Errorf("G4: stuck: %s%s", failure.String(), log)
	}
	return ended, nil
}

func killed(c *exec.Cmd) bool {
	status, ok := c.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// step follows which steps are begun and not done.
func step(open []string, sign, what string) []string {
	if sign == ">" {
		return append(open, what)
	}
	if i := slices.Index(open, what); i >= 0 {
		return open[:i]
	}
	return open
}

func (w *world) line(sign, request, what string) {
	w.seen.line(sign, request, what)
	if sign == ">" && what == "resume" {
		w.mu.Lock()
		w.resumed++
		w.mu.Unlock()
	}
}

// count counts a kill if it came while the host was at work.
func (w *world) count(c *exec.Cmd, lines int, ended, killing bool, open []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !killing:
	case ended || !killed(c):
		w.late++
	case lines == 0:
		w.early++
	default:
		w.kills++
		where := "between steps"
		if len(open) > 0 {
			where = open[len(open)-1]
		}
		w.during[where]++
	}
}
