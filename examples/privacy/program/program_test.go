package program

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/examples/report/sample"
)

var update = flag.Bool("update", false, "write the golden files anew")

// run1 is the program on a folder in memory.
func run1(t *testing.T, folder fs.FS, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = Main(args, folder, &out, &err)
	return status, out.String(), err.String()
}

// What the program prints is what it was: for one customer everything; for
// another, who shares an address with somebody, what that means; and without
// flags the plan alone. After a wanted change: go test -update.
func TestGolden(t *testing.T) {
	for name, args := range map[string][]string{
		"plan.txt":      nil,
		"erase.txt":     {"-customer", "c025", "-erase", "-out", filepath.Join(t.TempDir(), "c025.zip")},
		"access.txt":    {"-customer", "c025", "-access", "-out", filepath.Join(t.TempDir(), "c025.zip"), "-as-of", "2024-05-01"},
		"same-mail.txt": {"-customer", "same-mail-granted", "-erase"},
	} {
		status, got, stderr := run1(t, sample.FS(), args...)
		if status != 0 || stderr != "" {
			t.Errorf("%s: status %d, %s", name, status, stderr)
		}
		golden(t, name, got)
		if _, again, _ := run1(t, sample.FS(), args...); again != got {
			t.Errorf("%s: another run prints something else:\n%s", name, cmp.Diff(got, again))
		}
		for _, secret := range []string{"@", "example.", "Anonymous user"} {
			if strings.Contains(got, secret) {
				t.Errorf("G6: %s prints %q of somebody", name, secret)
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
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
	for _, c := range []struct {
		reason string
		files  map[string]string
		args   string
		status int
		stderr string // a part of it
	}{
		{"a good folder", good, "", 0, ""},
		{"the only customer is erased", good, "-erase", 0, ""},
		{"a bare -h is no error", good, "-h", 0, "-customer ID"},
		{"no such customer", good, "-customer b", 2, `-customer: no such customer in the folder: "b"`},
		{"IDs are compared byte for byte", good, "-customer A", 2, `-customer: no such customer in the folder: "A"`},
		{"a folder without customers", map[string]string{"customers.csv": "id\n"}, "-as-of 2024-01-01", 2, "there is no customer to take"},
		{"T1: no fact has a date", map[string]string{"customers.csv": "id\na\n"}, "", 2, "-as-of is not given"},
		{"T1: with -as-of that is no matter", map[string]string{"customers.csv": "id\na\n"}, "-as-of 2024-01-01", 0, ""},
		{"a bad time", good, "-as-of soon", 2, "-as-of: "},
		{"-access without -out", good, "-access", 2, "-out FILE.zip"},
		{"no such flag", good, "-nope", 2, "not defined: -nope"},
		{"no arguments", good, "a", 2, `unexpected argument "a"`},
		{"X6: bad input", map[string]string{"customers.csv": "id,created_at\na,soon\n"}, "", 1, "customers.csv:2: column created_at: not a time"},
		{"X6: no folder", good, "-data /no/such/folder", 1, "/no/such/folder:1: the folder cannot be read"},
		{"X5: a file that cannot be written", good, "-out /no/such/folder/a.zip", 1, "/no/such/folder/a.zip"},
	} {
		status, stdout, stderr := run1(t, folderOf(c.files), strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
			t.Errorf("%s: status %d, want %d; stderr %q, want %q", c.reason, status, c.status, stderr, c.stderr)
		}
		if status == badUsage && stdout != "" {
			t.Errorf("%s: bad usage, but stdout %q", c.reason, stdout)
		}
	}
}

// If the export fails, nobody is erased, and the program prints nothing of an erasure.
func TestExportComesFirst(t *testing.T) {
	dir := t.TempDir() // a folder in the way of the file
	status, stdout, _ := run1(t, sample.FS(), "-out", dir, "-erase")
	if status != failed || strings.Contains(stdout, "Erasure") {
		t.Errorf("G2, X5: status %d, and it goes on:\n%s", status, stdout)
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("X5: left beside the file: %v, %v", entries, err)
	}
}

// The archive is complete: its files are those of the manifest, and no token is
// in it (N8).
func TestArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.zip")
	if status, _, stderr := run1(t, sample.FS(), "-customer", "c025", "-access", "-out", path); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatalf("X5: %v", err)
	}
	defer z.Close()
	all := ""
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all += f.Name + "\n" + string(text)
	}
	for _, part := range []string{"data.json", "csv/standing.csv", "manifest.json", `"very active"`, "token:"} {
		if !strings.Contains(all, part) {
			t.Errorf("G2: the archive has no %q", part)
		}
	}
	tokens, err := fs.ReadFile(sample.FS(), "tokens.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(string(tokens), "\n") {
		cells := strings.Split(row, ",")
		if token := cells[len(cells)-1]; len(token) > 8 && strings.Contains(all, token) {
			t.Errorf("N8: the archive has a token")
		}
	}
}

// The machine's own zone changes nothing (T6).
func TestMachineZone(t *testing.T) {
	saved := time.Local
	defer func() { time.Local = saved }()
	_, want, _ := run1(t, sample.FS(), "-erase")
	time.Local = time.FixedZone("Elsewhere", 13*60*60)
	if _, got, _ := run1(t, sample.FS(), "-erase"); got != want {
		t.Errorf("T6: on another machine it prints something else:\n%s", cmp.Diff(want, got))
	}
}

// full cannot be written to.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// Output that cannot be written is an error.
func TestOutputFails(t *testing.T) {
	var stderr bytes.Buffer
	if status := Main(nil, sample.FS(), full{}, &stderr); status != failed || stderr.Len() == 0 {
		t.Errorf("status %d, stderr %q", status, stderr.String())
	}
}
