package program

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

var update = flag.Bool("update", false, "write the golden files anew")

// run is the program on a folder in memory, or on one that -data names.
func run(t *testing.T, folder fs.FS, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = Main(args, folder, &out, &err)
	return status, out.String(), err.String()
}

// The sample shop's summary and files are what they were: headers, order and
// every number are an API (X1). After a wanted change: go test -update.
func TestSample(t *testing.T) {
	out := t.TempDir()
	status, summary, stderr := run(t, sample.FS(), "-out", out)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	golden(t, "summary.txt", summary)
	for _, name := range namesIn(t, out) {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("sample", name), string(text))
	}
	want := namesIn(t, filepath.Join("testdata", "sample"))
	if got := namesIn(t, out); !slices.Equal(want, got) {
		t.Errorf("X1: files %q, want %q", got, want)
	}
}

// Every flag has its effect in the summary and in the files.
func TestSampleWithFlags(t *testing.T) {
	out := t.TempDir()
	status, summary, stderr := run(t, sample.FS(), "-out", out,
		"-as-of", "2024-05-31", "-from", "2024-04-01", "-to", "2024-06-01", "-location", "Europe/Rome",
		"-channel", "whatsapp", "-channel", "web", "-tag", "regular", "-tag", "vegan", "-field", "city",
		"-notification", "Today's loaf", "-require-sign-in", "-consent-popup", "-unit", "week", "-top", "2", "-compare", "previous", "-k", "3", "-estimate",
		"-segment", `status != sleeper and (paid_orders >= 2 or favorite = true)`)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, %s", status, stderr)
	}
	golden(t, "flags.txt", summary)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (- before, + now):\n%s", name, diff)
	}
}

// namesIn are the names of the files in a folder.
func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func folderOf(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// What the exit status is, and what is said.
func TestStatus(t *testing.T) {
	good := map[string]string{"customers.csv": "id,created_at\na,2024-01-01\n"}
	undated := map[string]string{"customers.csv": "id,birthday\na,2024-01-01\n", "notifications.csv": "id,name\nn,N\n",
		"tokens.csv": "notification_id,customer_id,expires_at\nn,a,2025-01-01\n"}
	bad := map[string]string{"customers.csv": "id,created_at\na,soon\n"}
	for _, c := range []struct {
		reason string
		files  map[string]string
		args   string
		status int
		stderr string // a part of it
	}{
		{"a good folder", good, "", 0, ""},
		{"a bare -h is no error", good, "-h", 0, "-as-of TIME"},
		{"X6: bad input", bad, "", 1, "customers.csv:2: column created_at: not a time"},
		{"X6: bad input comes before a missing -as-of", map[string]string{"customers.csv": "id,id\n"}, "", 1, "customers.csv:1: column"},
		{"X6: no customers.csv", map[string]string{}, "", 1, "customers.csv:1: the file is missing"},
		{"X6: no folder", good, "-data /no/such/folder", 1, "/no/such/folder:1: the folder cannot be read"},
		{"T1: no fact has a date, and expiry and birthday do not count", undated, "", 2, "-as-of is not given"},
		{"T1: with -as-of that is no matter", undated, "-as-of 2024-01-01", 0, ""},
		{"no such flag", good, "-nope", 2, "not defined: -nope"},
		{"X6: a flag's name does not reach the terminal as it is", good, "-\x1b[31mnope", 2, "not defined: -·[31mnope"},
		{"no arguments", good, "extra", 2, "unexpected argument"},
		{"T6: Local is refused", good, "-location Local", 2, "-location"},
		{"T6: an unknown zone", good, "-location Mars/Olympus", 2, "-location"},
		{"a bad time", good, "-as-of yesterday", 2, "-as-of"},
		{"a time that files could not hold either", good, "-from 2024-1-1", 2, "-from"},
		{"-from after -to", good, "-from 2024-02-02 -to 2024-02-01", 2, "-from: after -to"},
		{"T3: an empty range is none", good, "-from 2024-02-01 -to 2024-02-01", 0, ""},
		{"T1: the zero time is not \"not given\"", good, "-as-of 0001-01-01T00:00:00Z", 2, "-as-of: the zero time"},
		{"T1: nor is the first day", good, "-as-of 0001-01-01", 2, "-as-of: the zero time"},
		{"the zero time is no end of the range", good, "-from 0001-01-01 -to 0001-01-01T00:00:00Z", 0, ""},
		{"no such unit", good, "-unit year", 2, "-unit"},
		{"no such comparison", good, "-compare month", 2, "-compare: not none, previous or year"},
		{"P1: with -compare the ends are days", good, "-compare year -from 2024-02-01T00:00:01", 2, "-from: with -compare"},
		{"P1: with -compare the other end, too", good, "-compare year -from 2024-02-01 -to 2024-03-01T12:00:00Z", 2, "-to: with -compare"},
		{"P1: days in the location", good, "-compare year -from 2024-02-01T00:00:00Z -location Europe/Rome", 2, "-from: with -compare"},
		{"P1: without -compare any instant", good, "-compare none -from 2024-02-01T00:00:01", 0, ""},
		{"P1: a day that a location begins later", good, "-compare previous -from 2018-11-04 -location America/Sao_Paulo", 0, ""},
		{"no currency", good, "-currency eur", 2, "-currency: not three capital letters"},
		{"F1: a currency that nobody paid in", good, "-currency JPY", 0, ""},
		{"F2: too few scores", good, "-k 1", 2, "-k: not from 2 to 10"},
		{"F2: too many scores", good, "-k 11", 2, "-k: not from 2 to 10"},
		{"a negative cap", good, "-top -1", 2, "-top"},
		{"no such word of -on-error", good, "-on-error ignore", 2, "-on-error"},
		{"X6: bad rows are left out", bad, "-on-error skip -as-of 2024-01-01", 0, ""},
		{"X6: what is left gives no -as-of", bad, "-on-error skip", 2, "-as-of is not given"},
		{"X6: a bad file stops it all the same", map[string]string{"customers.csv": "ID\na\n"}, "-on-error skip", 1, "customers.csv:1: column"},
		{"stop is the default", bad, "-on-error stop", 1, "customers.csv:2: column created_at"},
		{"a negative number of workers", good, "-workers -1", 2, "-workers"},
		{"one worker", good, "-workers 1", 0, ""},
		{"empty is not given", good, "-location= -channel= -tag= -field= -value= -notification= -data= -out= -as-of= -from= -to= -compare= -currency=", 0, ""},
		{"bad usage comes before bad input", bad, "-unit year", 2, "-unit"},
	} {
		status, stdout, stderr := run(t, folderOf(c.files), strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
			t.Errorf("%s: status %d, want %d; stderr %q, want %q", c.reason, status, c.status, stderr, c.stderr)
		}
		if printed := stdout != ""; printed != (status == 0 && c.args != "-h") {
			t.Errorf("%s: status %d, but stdout %q", c.reason, status, stdout)
		}
	}
}

// Bad input: a line a problem, at most 100 and how many more; nothing is written,
// not even the folder (X5, X6).
func TestBadInputWritesNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "reports")
	rows := strings.Repeat("a,secret-value\n", 150)
	status, stdout, stderr := run(t, folderOf(map[string]string{
		"customers.csv": "id\na\n", "logins.csv": "customer_id,at\n" + rows,
	}), "-out", out)
	lines := strings.Split(strings.TrimRight(stderr, "\n"), "\n")
	if status != 1 || stdout != "" || len(lines) != 101 || lines[100] != "and 50 more problems" {
		t.Errorf("X6: status %d, stdout %q, %d lines, the last %q", status, stdout, len(lines), lines[len(lines)-1])
	}
	if !strings.HasPrefix(lines[0], "logins.csv:2: column at: ") {
		t.Errorf("X6: the first problem is %q", lines[0])
	}
	if strings.Contains(stderr, "secret-value") {
		t.Error("X6: the cell's value is printed")
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("X5: something was written: %v", err)
	}
}

// With -on-error skip the summary counts the rows that are left out, by file, and
// rejected.csv names them; without bad rows it is there too (X6).
func TestSkip(t *testing.T) {
	files := map[string]string{"customers.csv": "id,created_at\na,2024-01-01\n", "logins.csv": "customer_id,at\na,secret-value\na,2024-01-01\na,\n", "tags.csv": "customer_id,tag\nb,t\n"}
	out := t.TempDir()
	status, stdout, stderr := run(t, folderOf(files), "-out", out, "-on-error", "skip")
	if status != 0 || stderr != "" {
		t.Fatalf("X6: status %d, %q", status, stderr)
	}
	for _, want := range []string{"5 rows in 3 files were read", "3 rows had something wrong", "3 rows of logins.csv: 2 left out", "1 row of tags.csv: 1 left out"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("X6: the summary lacks %q", want)
		}
	}
	const want = "file,line,column,reason\nlogins.csv,2,at,\"not a time of the years 0001 to 9999: YYYY-MM-DD, or that, T or one space, hh:mm:ss, and optionally . with 1 to 9 digits, then Z or ±hh:mm\"\n" +
		"logins.csv,4,at,\"empty, but must not be\"\ntags.csv,2,customer_id,no such ID in customers.csv\n"
	if text, err := os.ReadFile(filepath.Join(out, "rejected.csv")); err != nil || string(text) != want {
		t.Errorf("X6: rejected.csv is %q, %v, want %q", text, err, want)
	}
	files["logins.csv"], files["tags.csv"] = "customer_id,at\n", "customer_id,tag\n"
	if status, _, _ := run(t, folderOf(files), "-out", out, "-on-error", "skip"); status != 0 {
		t.Errorf("X6: status %d without bad rows", status)
	}
	if text, err := os.ReadFile(filepath.Join(out, "rejected.csv")); err != nil || string(text) != "file,line,column,reason\n" {
		t.Errorf("X6: without bad rows rejected.csv is %q, %v", text, err)
	}
}

// Other files of the folder are left alone, and those that cannot be written are
// an error that leaves nothing half done (X5).
func TestOutFolder(t *testing.T) {
	out := t.TempDir()
	mine := filepath.Join(out, "notes.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(out, "status.csv"), 0o777); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := run(t, sample.FS(), "-out", out)
	if status != 1 || stdout != "" || !strings.Contains(stderr, "status.csv") {
		t.Errorf("X5: a folder in the way: status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	if got := namesIn(t, out); !slices.Equal(got, []string{"notes.txt", "status.csv"}) {
		t.Errorf("X5: left behind: %q", got)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "mine" {
		t.Errorf("X5: another file was touched: %q, %v", text, err)
	}
}

// The reports never replace the files that they are about.
func TestOutIsData(t *testing.T) {
	data := t.TempDir()
	const customers = "id,email\nann,ann@example.org\n"
	if err := os.WriteFile(filepath.Join(data, "customers.csv"), []byte(customers), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{data, data + "/", link, filepath.Join(data, "..", filepath.Base(data))} {
		status, stdout, stderr := run(t, nil, "-data", data, "-out", out, "-as-of", "2024-05-31")
		if status != 2 || stdout != "" || !strings.HasPrefix(stderr, "-out: ") {
			t.Errorf("-out %s: status %d, %q, %q; want 2 and what is wrong with -out", out, status, stdout, stderr)
		}
	}
	if text, err := os.ReadFile(filepath.Join(data, "customers.csv")); err != nil || string(text) != customers {
		t.Errorf("the customers are now %q, %v", text, err)
	}
	if got := namesIn(t, data); len(got) != 1 {
		t.Errorf("the folder now has %q", got)
	}
}

// The machine's own zone changes nothing (T6).
func TestMachineZone(t *testing.T) {
	saved := time.Local
	defer func() { time.Local = saved }()
	_, want, _ := run(t, sample.FS())
	for _, name := range []string{"Pacific/Apia", "America/Sao_Paulo"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skipf("no zone database here: %v", err)
		}
		time.Local = loc
		if _, got, _ := run(t, sample.FS()); got != want {
			t.Errorf("T6: on a machine in %s the summary is another:\n%s", name, cmp.Diff(want, got))
		}
	}
}

// On a terminal one line shows the file that is read and a bar for each question;
// it is gone before the summary. Anywhere else there is nothing.
func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b}
	p.reading("logins.csv", 1000)
	p.reading("orders.csv", 234)
	p.asking("the customers", 1, 3)
	p.asking("the customers", 1, 3)
	p.asking("the customers", 3, 3)
	p.done()
	want := []string{"", "reading logins.csv, 1,000 rows so far", "reading orders.csv, 1,234 rows so far",
		"the customers              ██████████                     33 %",
		"the customers              ██████████████████████████████ 100 %", ""}
	if diff := cmp.Diff(want, strings.Split(b.String(), "\r\x1b[K")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, w := range []io.Writer{&b, file} {
		if p := newProgress(w); p.w != nil {
			t.Errorf("%T is no terminal", w)
		}
	}
	asked := map[string]int{}
	_, err = Ask(t.Context(), Shop{Customers: customer.Memory{}, Engagement: engagement.Memory{}, Subscription: subscription.Memory{}, Notify: notify.Memory{}},
		Options{AsOf: time.Unix(0, 0), Progress: func(question string, done, total int) {
			if asked[question]++; done != total {
				t.Errorf("%s: %d of %d ranges of a memory", question, done, total)
			}
		}})
	if diff := cmp.Diff(map[string]int{"the customers": 2, "the activity over time": 1, "the revenue by period": 1, "the customer analysis": 1, "the subscription activity": 1, "the notifications": 2, "the lifecycle": 1, "the cohorts": 1, "the time between orders": 2}, asked); diff != "" || err != nil {
		t.Errorf("%v, each question shows how far it is (-want +got)\n%s", err, diff)
	}
}

// Two cells, a login in 9999 and a join in year 1, make no million rows: the program
// says which series is too long, and writes nothing (T5). A series over the range
// alone does not mind.
func TestTooLong(t *testing.T) {
	shop := fstest.MapFS{
		"customers.csv": {Data: []byte("id\na\n")},
		"logins.csv":    {Data: []byte("customer_id,at\na,9999-01-01\n")},
		"members.csv":   {Data: []byte("customer_id,joined_at\na,0001-01-02\n")},
	}
	out := filepath.Join(t.TempDir(), "out")
	for _, where := range [][]string{nil, {"-out", out}} {
		status, stdout, stderr := run(t, shop, where...)
		if status != 1 || stdout != "" || !strings.Contains(stderr, "100,000 buckets: by day, 0001-01-02 to 9999-01-01") {
			t.Errorf("T5: status %d, %d bytes, %q; want 1, none, and the unit and dates", status, len(stdout), stderr)
		}
	}
	if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("T5: the folder of the reports was made: %v", err)
	}
	if status, _, stderr := run(t, shop, "-from", "9998-01-01"); status != 0 {
		t.Errorf("T5: with a range, status %d: %s", status, stderr)
	}
}

// The year before is by the calendar, not 365 days (P3): 2024 has a 29 February.
func TestCompareYear(t *testing.T) {
	status, summary, stderr := run(t, sample.FS(), "-as-of", "2024-03-10T12:00:00Z", "-compare", "year")
	if want := "as of Fri 10 Mar 2023, 12:00 UTC"; status != 0 || stderr != "" || !strings.Contains(summary, want) {
		t.Errorf("P3: status %d, %s, no %q", status, stderr, want)
	}
}
