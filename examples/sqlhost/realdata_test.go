package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/report/program"
)

// The files are the same, byte for byte, on public data of real shops too: as
// it is, and of a range that ends before the data does. The largest is read, and
// two servers are asked about the others, where RAPID_CHECKS is set.
func TestRealData(t *testing.T) {
	shared, err := filepath.Abs("../../../shared/data")
	if err == nil {
		_, err = os.Stat(shared)
	}
	if err != nil {
		t.Skip("the public data sets are not beside the checkout: ", err)
	}
	for _, c := range []struct {
		from string
		args string
		big  bool // so that it is read only where RAPID_CHECKS says to be thorough
	}{
		{"chinook", "-from 2024-01-01 -to 2024-07-01 -unit month", false},
		{"online-retail", "-as-of 2011-05-31T23:59:59 -unit week -field country", false},
		{"slack", "-from 2016-01-01 -to 2017-01-01 -unit month -top 2", false},
		{"completejourney", "-from 2017-06-01 -to 2017-09-01 -field income", true},
	} {
		t.Run(c.from, func(t *testing.T) {
			if c.big && !thorough() {
				t.Skip("150,000 rows: set RAPID_CHECKS")
			}
			data := filepath.Join(t.TempDir(), "data")
			convert := exec.CommandContext(t.Context(), "go", "run", "github.com/clientele-go/clientele/examples/report/convert", "-from", c.from, "-data", shared, "-out", data)
			if out, err := convert.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			questions := [][]string{nil, strings.Fields(c.args)}
			var want []string
			for _, q := range questions {
				out := t.TempDir()
				if status := program.Main(append([]string{"-data", data, "-out", out}, q...), nil, io.Discard, os.Stderr); status != 0 {
					t.Fatalf("the report program: status %d", status)
				}
				want = append(want, out)
			}
			if text, err := os.ReadFile(filepath.Join(want[0], "status.csv")); err != nil || bytes.Count(text, []byte("\n")) < 4 {
				t.Fatalf("the report of %s is empty: %s, %v", c.from, text, err)
			}
			where := one()
			if !c.big {
				where = append(where, two()...)
			}
			places(t, where, func(t *testing.T, url string) {
				sqlhost(t, 0, "load", "-db", url, "-data", data)
				for _, how := range []string{"stream", "pushdown"} {
					for i, q := range questions {
						out := t.TempDir()
						sqlhost(t, 0, append([]string{"report", "-db", url, "-how", how, "-out", out}, q...)...)
						same(t, want[i], out)
					}
				}
			})
		})
	}
}
