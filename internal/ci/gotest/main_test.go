package main

import (
	"strings"
	"testing"
)

// events are what go test -json writes of a package with tests of each kind.
const events = `{"Action":"start","Package":"github.com/clientele-go/clientele/export"}
{"Action":"run","Package":"github.com/clientele-go/clientele/export","Test":"TestGood"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestGood","Output":"    a_test.go:1: quiet\n"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestGood","Output":"    b_test.go:1: loud\n"}
{"Action":"pass","Package":"github.com/clientele-go/clientele/export","Test":"TestGood"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestRoot/deep/down","Output":"=== RUN   TestRoot/deep/down\n"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestRoot/deep/down","Output":"    a_test.go:2: as root\n"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestRoot/deep/down","Output":"    --- SKIP: TestRoot/deep/down (0.00s)\n"}
{"Action":"skip","Package":"github.com/clientele-go/clientele/export","Test":"TestRoot/deep/down"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestBad","Output":"    a_test.go:3: wrong\n"}
{"Action":"fail","Package":"github.com/clientele-go/clientele/export","Test":"TestBad"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Test":"TestHangs","Output":"panic: late\n"}
{"Action":"output","Package":"github.com/clientele-go/clientele/export","Output":"FAIL\tgithub.com/clientele-go/clientele/export\t0.1s\n"}
{"Action":"fail","Package":"github.com/clientele-go/clientele/export"}
{"Action":"output","Package":"github.com/clientele-go/clientele/gdpr","Output":"PASS\n"}
{"Action":"output","Package":"github.com/clientele-go/clientele/gdpr","Output":"ok  \tgithub.com/clientele-go/clientele/gdpr\t0.2s\n"}
{"Action":"pass","Package":"github.com/clientele-go/clientele/gdpr"}
{"ImportPath":"x","Action":"build-output","Output":"x.go:1: undefined\n"}
`

func told(t *testing.T, events string, skips map[string]string) (string, error) {
	t.Helper()
	var b strings.Builder
	r := report{w: &b, show: []string{"b_test.go"}, accepted: skips, output: map[test][]string{}}
	if err := r.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	err := r.verdict("skips")
	return b.String(), err
}

func TestReport(t *testing.T) {
	for _, name := range []string{"export.TestRoot", "export.TestRoot/deep", "export.TestRoot/deep/down"} {
		got, err := told(t, events, map[string]string{name: "why"})
		want := "    b_test.go:1: loud\n    a_test.go:3: wrong\n" +
			"FAIL\tgithub.com/clientele-go/clientele/export\t0.1s\npanic: late\n" +
			"ok  \tgithub.com/clientele-go/clientele/gdpr\t0.2s\nx.go:1: undefined\n" +
			"skipped: export.TestRoot/deep/down: why\n"
		if err != nil || got != want {
			t.Errorf("%s listed: error %v, got:\n%swant:\n%s", name, err, got, want)
		}
	}
}

func TestSkipNotListed(t *testing.T) {
	for _, name := range []string{"export.TestRoo", "export.Test", "gdpr.TestRoot", "export.TestRoot/deep/down/under"} {
		_, err := told(t, events, map[string]string{name: "why"})
		if want := "skipped, and not listed in skips: export.TestRoot/deep/down: a_test.go:2: as root"; err == nil || err.Error() != want {
			t.Errorf("%s listed: error %v, want %q", name, err, want)
		}
	}
}

func TestNoTestPassed(t *testing.T) {
	if _, err := told(t, "", nil); err == nil {
		t.Error("a run without a test must be an error")
	}
}

func TestCutOff(t *testing.T) {
	r := report{w: &strings.Builder{}}
	if r.read(strings.NewReader(events[:40])) == nil {
		t.Error("events that break off must be an error")
	}
}

func TestParseSkips(t *testing.T) {
	got, err := parseSkips("# head\n\n  a.TestB/c   it is so \n")
	if err != nil || len(got) != 1 || got["a.TestB/c"] != "it is so" {
		t.Errorf("got %q, error %v", got, err)
	}
	for _, bad := range []string{"a.TestB\n", "a.TestB  \n", "a.TestB x\na.TestB y\n"} {
		if got, err := parseSkips(bad); err == nil {
			t.Errorf("%q must be an error, got %q", bad, got)
		}
	}
}
