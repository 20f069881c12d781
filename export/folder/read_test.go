package folder_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(strings.ReplaceAll(text, "|", "\n")))
	w.Close()
	return b.String()
}

// raw puts a file into a folder as it is.
func raw(fsys fstest.MapFS, name, data string) fstest.MapFS {
	fsys[name] = &fstest.MapFile{Data: []byte(data)}
	return fsys
}

func TestGzip(t *testing.T) {
	plain, packed := files(full()...), fstest.MapFS{}
	for name, file := range plain {
		raw(packed, name+".gz", zipped(string(file.Data)))
	}
	sameFiles := cmpopts.IgnoreFields(folder.File{}, "Name")
	if diff := cmp.Diff(read(t, plain), read(t, packed), sameFiles); diff != "" {
		t.Errorf("X6: compressed files say the same (-plain +packed):\n%s", diff)
	}
	logins := zipped("customer_id,at|a,2024-01-01|" + strings.Repeat("a,2024-01-01|", 99))
	flipped := []byte(logins)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	fields := zipped("customer_id,name|a,\"x\"y|")
	checkBad(t, []bad{
		{"a truncated file", raw(shop(), "logins.csv.gz", logins[:len(logins)-9]), lines("logins.csv.gz:1: the file cannot be read: unexpected EOF")},
		{"truncated in its head", raw(shop(), "logins.csv.gz", logins[:5]), lines("logins.csv.gz:1: the file cannot be read: unexpected EOF")},
		{"an empty file", raw(shop(), "logins.csv.gz", ""), lines("logins.csv.gz:1: the file cannot be read: unexpected EOF")},
		{"a corrupt file", raw(shop(), "logins.csv.gz", string(flipped)), lines("logins.csv.gz:1: the file cannot be read: gzip: invalid checksum")},
		{"not a gzip file", raw(shop(), "logins.csv.gz", "customer_id,at\n"), lines("logins.csv.gz:1: the file cannot be read: gzip: invalid header")},
		{"something after it", raw(shop(), "logins.csv.gz", logins+"!!!!!!!!!!"), lines("logins.csv.gz:1: the file cannot be read: gzip: invalid header")},
		{"two members are one file", raw(shop(), "logins.csv.gz", logins+zipped("b,2024-01-01|")), nil},
		{"errors name the file as it is called", raw(shop(), "fields.csv.gz", fields), lines("fields.csv.gz:2: column name: text after the closing quote")},
		{"customers that break off may be anybody", raw(files("tags.csv", "customer_id,tag|z,t|"), "customers.csv.gz", zipped("id|a|")[:20]),
			lines("customers.csv.gz:1: the file cannot be read: unexpected EOF")},
		{"customers that do not begin too", raw(files("tags.csv", "customer_id,tag|z,t|"), "customers.csv.gz", "id"),
			lines("customers.csv.gz:1: the file cannot be read: unexpected EOF")},
	})
}

// TestBombs: what is small when compressed is not unpacked into memory.
func TestBombs(t *testing.T) {
	const size = 16 << 20
	for what, c := range map[string]struct{ before, repeat, after string }{
		"one field without an end":  {"id,x_\na,", "x", ""},
		"a quoted one":              {"id,x_\na,\"", "\n", ""},
		"commas":                    {"id\na", ",", ""},
		"blank lines":               {"id\n", "\n", ""},
		"a header without an end":   {"id,", "x", ""},
		"a header of columns":       {"id", ",", ""},
		"an amount":                 {"id,x_\na,", "9", "\n"},
		"blank lines before header": {"", "\n", "id\n"},
	} {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		io.WriteString(w, c.before)
		chunk := []byte(strings.Repeat(c.repeat, 1<<20))
		for range size >> 20 {
			w.Write(chunk)
		}
		io.WriteString(w, c.after)
		w.Close()
		fsys := raw(fstest.MapFS{}, "customers.csv.gz", b.String())
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		folder.Read(context.Background(), fsys, folder.Options{})
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 6<<20 {
			t.Errorf("X6: %s: %d bytes were allocated to read a bomb of %d", what, used, size)
		}
		if testing.Short() {
			return
		}
	}
}

// TestFolder: errors of the folder itself.
func TestFolder(t *testing.T) {
	_, err := folder.Read(context.Background(), os.DirFS(filepath.Join(t.TempDir(), "missing")), folder.Options{Name: "shop"})
	if want := "shop:1: the folder cannot be read: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("X6: a missing folder is a problem on line 1, got %v, want %s", err, want)
	}
	_, err = folder.Read(context.Background(), denied{}, folder.Options{})
	if want := ".:1: the folder cannot be read: permission denied"; err == nil || err.Error() != want {
		t.Errorf("X6: got %v, want %s", err, want)
	}
	for _, file := range []string{"customers.csv", "logins.csv"} {
		_, err := folder.Read(context.Background(), denied{shop("logins.csv", "customer_id,at|"), file}, folder.Options{})
		if want := file + ":1: the file cannot be read: permission denied"; err == nil || err.Error() != want {
			t.Errorf("X6: got %v, want %s", err, want)
		}
	}
}

// denied is a folder that nobody may open, or in which one file is so.
type denied struct {
	fs.FS
	file string
}

func (d denied) Open(name string) (fs.File, error) {
	if d.FS == nil || name == d.file {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

func TestLocalIsRefused(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no zone database")
	}
	defer func(l *time.Location) { time.Local = l }(time.Local)
	time.Local = berlin
	if _, err := folder.Read(context.Background(), shop(), folder.Options{Location: time.Local}); !errors.Is(err, calendar.ErrLocal) {
		t.Errorf("T6: the machine's zone is refused, got %v", err)
	}
}

// TestCounts: accepted + rejected = read, and an error says how many.
func TestCounts(t *testing.T) {
	fsys := shop(
		"customers.csv", "id,favorite|a,|b,x|\"c\"d,|c|||d,yes|",
		"tags.csv", "customer_id,tag|a,t|z,t|a,t|a,|", "logins.csv", "customer_id|")
	_, err := folder.Read(context.Background(), fsys, folder.Options{})
	var bad *folder.Error
	if !errors.As(err, &bad) {
		t.Fatalf("X6: got %v", err)
	}
	want := []folder.File{{Name: "customers.csv", Read: 5, Rejected: 3}, {Name: "logins.csv"}, {Name: "orders.csv", Read: 1},
		{Name: "tags.csv", Read: 4, Rejected: 1}, {Name: "notifications.csv", Read: 1}}
	if diff := cmp.Diff(want, bad.Files); diff != "" {
		t.Errorf("X6: every row that was read was accepted or rejected (-want +got):\n%s", diff)
	}
	if n := bad.Files[0].Accepted(); n != 2 {
		t.Errorf("X6: %d customers were accepted, want 2", n)
	}
	var all *export.Problems
	var first export.Problem
	if !errors.As(err, &all) || all.Len() != 5 || !errors.As(err, &first) || first.Line != 3 || first.Column != "favorite" {
		t.Errorf("X6: the problems can be ranged over: %v, %v", all, first)
	}
}

// TestManyProblems: at most 100 are told, and how many more.
func TestManyProblems(t *testing.T) {
	got := problems(t, shop("tags.csv", "customer_id,tag|"+strings.Repeat("a,|", 1000)))
	if len(got) != 101 || got[0] != "tags.csv:2: column tag: "+empty || got[100] != "and 900 more problems" {
		t.Errorf("X6: %d lines, from %s to %s", len(got), got[0], got[len(got)-1])
	}
}

func TestProgress(t *testing.T) {
	fsys := shop("logins.csv", "customer_id,at|"+strings.Repeat("a,2024-01-01|", 40_000))
	var got []string
	show := func(file string, rows int) { got = append(got, fmt.Sprint(file, " ", rows)) }
	want := []string{"customers.csv 3", "logins.csv 16384", "logins.csv 32768", "logins.csv 40000", "orders.csv 1", "notifications.csv 1"}
	for workers := range 4 {
		got = nil
		if _, err := folder.Read(context.Background(), fsys, folder.Options{Progress: show, Workers: workers}); err != nil {
			t.Fatal(err)
		}
		if got[0] != want[0] {
			t.Errorf("%s is read first, want the customers, to whom the others refer", got[0])
		}
		if workers != 1 { // files are told of as they are read; of each, in order
			slices.SortStableFunc(got, func(a, b string) int {
				file := func(s string) int {
					return slices.IndexFunc(want, func(w string) bool { return strings.HasPrefix(w, strings.Fields(s)[0]) })
				}
				return file(a) - file(b)
			})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers: progress is told now and then, and at the end of each file (-want +got):\n%s", workers, diff)
		}
	}
}

// TestCancel: a context that is done ends the reading, also in the middle of a
// file.
func TestCancel(t *testing.T) {
	fsys := shop("logins.csv", "customer_id,at|"+strings.Repeat("a,2024-01-01|", 40_000))
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	show := func(file string, rows int) {
		if told++; file == "logins.csv" {
			cancel()
		}
	}
	f, err := folder.Read(ctx, fsys, folder.Options{Progress: show, Workers: 1})
	if f != nil || !errors.Is(err, context.Canceled) || told != 2 {
		t.Errorf("got %v, %v after %d reports, want context canceled in the middle of logins.csv", f, err, told)
	}
	within, stop := context.WithCancel(context.Background())
	defer stop()
	if f, err := folder.Read(within, fsys, folder.Options{Progress: func(string, int) { stop() }, Workers: 3}); f != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("by several: got %v, %v, want context canceled", f, err)
	}
	if _, err := folder.Read(ctx, files(), folder.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context canceled, whatever the folder is like", err)
	}
}
