package program_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/internal/plain"
)

// The program is checked against internal/plain, a second implementation
// written from the rulebook and FORMATS.md alone: the same folder and the same
// flags must give the same bytes, or the same problems.

// ran is what the program did.
type ran struct {
	status int
	stderr string
	files  plain.Files // what it wrote
}

// main is the program, or something like it.
type main func(args []string, fsys fs.FS, stdout, stderr io.Writer) int

// inRanges is the program where four workers read a shop that is cut anywhere.
func inRanges(args []string, fsys fs.FS, stdout, stderr io.Writer) int {
	o, err := program.ParseOptions(append(args, "-workers=4"), io.Discard)
	if err != nil {
		return program.Main(args, fsys, stdout, stderr)
	}
	facts, err := folder.Read(context.Background(), fsys, folder.Options{Location: o.Location, Skip: o.Skip})
	if err != nil {
		return program.Main(args, fsys, stdout, stderr)
	}
	if o.AsOf.IsZero() {
		o.AsOf = facts.Latest
	}
	cuts := cutter{rand.New(rand.NewPCG(uint64(len(facts.Logins)), 1)), facts.Customers}
	shop := cuts.shop(memories(facts, nil))
	shop.Rejected = facts.Rejected
	return program.Run(context.Background(), shop, o, stdout, stderr)
}

// run runs the program over a folder, in directories of its own.
func run(t *testing.T, in plain.Files, o plain.Options, program main) ran {
	t.Helper()
	dir := t.TempDir()
	data, out := filepath.Join(dir, "data"), filepath.Join(dir, "out")
	for _, d := range []string{data, out} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range in {
		if err := os.WriteFile(filepath.Join(data, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr bytes.Buffer
	args := append([]string{"-data", data, "-out", out, "-workers=1"}, o.Flags()...)
	r := ran{status: program(args, os.DirFS(data), &stdout, &stderr), stderr: stderr.String(), files: plain.Files{}}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(out, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		r.files[e.Name()] = string(content)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return r
}

// check runs both, the program with one worker and with four, and says where they
// differ.
func check(t *testing.T, name string, in plain.Files, o plain.Options) {
	t.Helper()
	want, problems, err := plain.Report(in, o)
	for workers, main := range map[int]main{1: program.Main, 4: inRanges} {
		name := fmt.Sprintf("%s %q, %d workers", name, o.Flags(), workers)
		compare(t, name, run(t, in, o, main), want, problems, err)
	}
}

func compare(t *testing.T, name string, got ran, want plain.Files, problems []string, err error) {
	t.Helper()
	switch {
	case errors.Is(err, plain.ErrLong):
		expect(t, name+": exit status", fmt.Sprint(got.status), "1")
	case errors.Is(err, plain.ErrTooLong):
		expect(t, name+": exit status", fmt.Sprint(got.status), "1")
		if !strings.Contains(got.stderr, "100,000 buckets") {
			t.Errorf("%s: stderr %q", name, got.stderr)
		}
	case err != nil:
		expect(t, name+": exit status", fmt.Sprint(got.status), "2")
	case len(problems) > 0:
		expect(t, name+": exit status", fmt.Sprint(got.status), "1")
		expect(t, name+": problems", places(strings.Split(got.stderr, "\n"), 100), places(problems, 100))
	default:
		expect(t, name+": exit status", fmt.Sprint(got.status), "0")
		expect(t, name+": stderr", got.stderr, "")
	}
	for _, file := range names(got.files, want) {
		a, b := got.files[file], want[file]
		if file == "rejected.csv" { // the reasons are in other words
			a, b = reasons.ReplaceAllString(a, "$1"), reasons.ReplaceAllString(b, "$1")
		}
		if file == "value.csv" || file == "value_fit.csv" {
			a = nearly(a, b)
		}
		expect(t, name+": "+file, a, b)
	}
}

// nearly returns the plain file in place of the program's if they differ in the last digits of
// numbers alone. The two climb to a maximum by different ways, so what is found of a flat hill
// is its height to 8 digits, and the place of its top to fewer.
func nearly(program, plain string) string {
	a, b := strings.FieldsFunc(program, cellEnd), strings.FieldsFunc(plain, cellEnd)
	if len(a) != len(b) {
		return program
	}
	for i := range a {
		x, errX := strconv.ParseFloat(a[i], 64)
		y, errY := strconv.ParseFloat(b[i], 64)
		tolerance := 1e-3
		if i > 0 && strings.HasSuffix(a[i-1], "log_likelihood") {
			tolerance = 1e-8
		}
		if a[i] != b[i] && (errX != nil || errY != nil || math.Abs(x-y) > tolerance*math.Abs(y)) {
			return program
		}
	}
	return plain
}

func cellEnd(r rune) bool { return r == ',' || r == '\n' }

var reasons = regexp.MustCompile(`(?m)^([^,\n]*,[^,\n]*,[^,\n]*),.*$`)

// names lists the files of two folders.
func names(a, b plain.Files) []string {
	var list []string
	for _, files := range []plain.Files{a, b} {
		for file := range files {
			list = append(list, file)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

var place = regexp.MustCompile(`^[^:]+:\d+:( column [^:]+:)?`)

// places keeps FILE:LINE: column NAME: of the first n problems.
func places(problems []string, n int) string {
	var list []string
	for _, p := range problems {
		if at := place.FindString(p); at != "" && len(list) < n {
			list = append(list, at)
		}
	}
	return strings.Join(list, "\n")
}

// expect compares two texts line by line.
func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	var diff strings.Builder
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		if diff.Len() > 3000 {
			diff.WriteString("\n  and so on")
			break
		}
		if i < len(a) && !slices.Contains(b, a[i]) {
			fmt.Fprintf(&diff, "\n  program %d: %.300q", i+1, a[i])
		}
		if i < len(b) && !slices.Contains(a, b[i]) {
			fmt.Fprintf(&diff, "\n  plain   %d: %.300q", i+1, b[i])
		}
	}
	if diff.Len() == 0 {
		fmt.Fprintf(&diff, "\n  the same lines, in another order or number:\n  program %.900q\n  plain   %.900q", got, want)
	}
	t.Errorf("%s:%s", what, diff.String())
}

// seeds is how many random folders to try.
func seeds() uint64 {
	if testing.Short() { // under the race detector the plain implementation takes minutes
		return 16
	}
	if n, err := strconv.Atoi(os.Getenv("RAPID_CHECKS")); err == nil && n >= 10_000 {
		return 10_000
	}
	return 300
}

func TestPlainSample(t *testing.T) {
	in := plain.Files{}
	paths, err := filepath.Glob("../sample/*.csv")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		in[filepath.Base(path)] = string(content)
	}
	in["README.md"] = "ignored"
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	lordHowe, err := time.LoadLocation("Australia/Lord_Howe")
	if err != nil {
		t.Fatal(err)
	}
	questions := []plain.Options{
		{},
		{Location: rome, Unit: "week", Activity: "orders"},
		{Location: lordHowe, Unit: "day", From: "2023-10-01", To: "2024-04-07T02:30:00"},
		{AsOf: "2024-03-01", RequireSignIn: true, Anchor: "join", Return: "messages"},
		{AsOf: "2023-11-30T12:00:00.000000001+01:00", ConsentPopup: true, Unit: "month", Activity: "messages"},
		{Channels: []string{"instagram"}, Top: 3},
		{Channels: []string{"instagram", "web"}, Tags: []string{"vegan", "regular"}},
		{Field: "city", Unit: "month", Anchor: "login", Return: "logins", Clock: "own"},
		{Value: "Pune"},
		{Interaction: "any", Unit: "week-saturday", Top: 2},
		{Interaction: "any", Channels: []string{"web", ""}, Unit: "week-sunday", From: "2024-01-01"},
		{From: "0100-01-01"},
		{Field: "city", Value: "Trieste", Top: 1},
		{Notification: "Today's loaf", From: "2024-01-01"},
		{To: "2024-01-01", Unit: "month", Top: 2},
		{From: "2024-02-29", To: "2024-02-29"},
		{AsOf: "2022-12-01"},
		{Segment: "(revenue EUR > 20 or favorite = true) and not status = sleeper and last_usage within last 6 months"},
		{Compare: "previous"},
		{Compare: "year", AsOf: "2024-02-29T12:00:00"},
		{Compare: "previous", From: "2024-01-01", To: "2024-04-01", Channels: []string{"web"}},
		{AsOf: "2030-01-01", From: "2024-05-31T23:30:00-03:00", Unit: "week"},
	}
	if testing.Short() {
		questions = questions[:1]
	}
	for i, o := range questions {
		t.Run(fmt.Sprint("question ", i), func(t *testing.T) {
			t.Parallel()
			check(t, "sample", in, o)
		})
	}
}

func TestPlainRandom(t *testing.T) {
	inShards(t, func(t *testing.T, seed uint64) {
		in, o := plain.Random(seed)
		check(t, fmt.Sprintf("seed %d", seed), in, o)
	})
}

// V1–V6: shops of which most can be fitted.
func TestPlainBuyers(t *testing.T) {
	if testing.Short() {
		t.Skip("the plain search for a fit takes minutes under the race detector")
	}
	inShards(t, func(t *testing.T, seed uint64) {
		if seed/shards%16 == 0 { // the plain search takes its time
			in, o := plain.Buyers(seed)
			check(t, fmt.Sprintf("V: buyers of seed %d", seed), in, o)
		}
	})
}

// Q1–Q7: the program and the plain implementation refuse the same segments.
func TestPlainBadSegment(t *testing.T) {
	refused := 0
	for seed := range 20 * seeds() {
		text := plain.BadSegment(seed)
		_, err := program.ParseOptions([]string{"-segment", text}, io.Discard)
		if ok := plain.ReadsSegment(text); ok != (err == nil) && text != "" {
			t.Errorf("Q2: seed %d: the plain implementation reads %q: %t; the program: %v", seed, text, ok, err)
		}
		if err != nil {
			refused++
		}
	}
	t.Logf("%d of %d were refused", refused, 20*seeds())
}

func TestPlainBroken(t *testing.T) {
	inShards(t, func(t *testing.T, seed uint64) {
		in, o := plain.Broken(seed)
		check(t, fmt.Sprintf("broken seed %d", seed), in, o)
	})
}

func TestPlainSkip(t *testing.T) {
	inShards(t, func(t *testing.T, seed uint64) {
		in, o := plain.BadRows(seed)
		check(t, fmt.Sprintf("bad rows seed %d", seed), in, o)
	})
}

const shards = 8

// inShards tries every seed. Files are synced to the disk, so most of the time is
// waiting, and shards wait together.
func inShards(t *testing.T, try func(*testing.T, uint64)) {
	for shard := range uint64(shards) {
		t.Run(fmt.Sprint("shard ", shard), func(t *testing.T) {
			t.Parallel()
			for seed := shard; seed < seeds(); seed += shards {
				try(t, seed)
			}
		})
	}
}
