package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const module = "github.com/clientele-go/clientele/"

// An event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
}

// A test is one of a package. The package's own output has no name.
type test struct{ pkg, name string }

func (t test) String() string { return strings.TrimPrefix(t.pkg, module) + "." + t.name }

// A report is what go test has told so far.
type report struct {
	w        io.Writer
	show     []string
	accepted map[string]string // the reasons, by test
	output   map[test][]string // of tests that have not ended
	passed   int
	skipped  []string // accepted, with the list's reasons
	refused  []string // with the test's own words
}

// read reads the events of go test until they end.
func (r *report) read(events io.Reader) error {
	dec := json.NewDecoder(events)
	for {
		var e event
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the output of go test: %w", err)
		}
		r.add(e)
	}
}

func (r *report) add(e event) {
	t := test{e.Package, e.Test}
	switch {
	case e.Action == "build-output":
		r.print(e.Output)
	case e.Action == "output" && e.Test == "":
		if e.Output != "PASS\n" {
			r.print(e.Output)
		}
	case e.Action == "output":
		r.output[t] = append(r.output[t], e.Output)
		if slices.ContainsFunc(r.show, func(name string) bool { return strings.HasPrefix(strings.TrimSpace(e.Output), name+":") }) {
			r.print(e.Output)
		}
	case e.Test == "":
		if e.Action == "fail" {
			r.unfinished(e.Package)
		}
	case e.Action == "pass", e.Action == "fail", e.Action == "skip":
		r.end(t, e.Action)
	}
}

// end takes note of a test's end.
func (r *report) end(t test, action string) {
	switch action {
	case "pass":
		r.passed++
	case "fail":
		r.print(r.output[t]...)
	case "skip":
		r.skip(t)
	}
	delete(r.output, t)
}

// skip takes note of a skipped test. The list may name it or a test that it is
// part of.
func (r *report) skip(t test) {
	for name := t; ; {
		if reason, ok := r.accepted[name.String()]; ok {
			r.skipped = append(r.skipped, fmt.Sprintf("%v: %s", t, reason))
			return
		}
		i := strings.LastIndex(name.name, "/")
		if i < 0 {
			break
		}
		name.name = name.name[:i]
	}
	words := slices.DeleteFunc(slices.Clone(r.output[t]), func(line string) bool {
		return strings.HasPrefix(line, "=== ") || strings.HasPrefix(strings.TrimSpace(line), "--- SKIP")
	})
	r.refused = append(r.refused, fmt.Sprintf("%v: %s", t, strings.TrimSpace(strings.Join(words, ""))))
}

// unfinished prints what the tests of a package wrote that did not come to an end.
func (r *report) unfinished(pkg string) {
	for t, lines := range r.output {
		if t.pkg == pkg {
			r.print(lines...)
			delete(r.output, t)
		}
	}
}

func (r *report) print(lines ...string) {
	for _, line := range lines {
		fmt.Fprint(r.w, line)
	}
}

// verdict prints the skips, and reports an error if there is one that the list
// in the file does not name, or if no test passed.
func (r *report) verdict(file string) error {
	for _, s := range r.skipped {
		fmt.Fprintln(r.w, "skipped:", s)
	}
	var errs []error
	for _, s := range r.refused {
		errs = append(errs, fmt.Errorf("skipped, and not listed in %s: %s", file, s))
	}
	if r.passed == 0 {
		errs = append(errs, errors.New("no test passed"))
	}
	return errors.Join(errs...)
}
