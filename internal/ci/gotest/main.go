// Command gotest runs go test for the checks in .ci. It fails where a test
// fails, where none runs, and where one is skipped that a list does not name:
//
//	gotest -skips FILE [-show NAME]... -- [arguments of go test]
//
// It prints the summary lines of go test, the output of the tests that failed,
// and the skips that it accepted. With -show it prints the log lines of the test
// file NAME, too.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	var file string
	var show []string
	flags := flag.NewFlagSet("gotest", flag.ContinueOnError)
	flags.StringVar(&file, "skips", "", "file of the `skips` to accept: package.Test, a blank, a reason")
	flags.Func("show", "test `file` whose log lines are printed", func(name string) error {
		show = append(show, name)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	accepted, err := parseSkips(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	r := report{w: w, show: show, accepted: accepted, output: map[test][]string{}}
	cmd := exec.Command("go", append([]string{"test", "-json"}, flags.Args()...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = r.read(out)
	if err != nil {
		io.Copy(io.Discard, out) // so that go test can end
	}
	return errors.Join(err, cmd.Wait(), r.verdict(file))
}

// parseSkips returns the reasons of a list of skips, by test. Empty lines and
// lines that begin with # say nothing.
func parseSkips(text string) (map[string]string, error) {
	skips := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, reason, _ := strings.Cut(line, " ")
		if reason = strings.TrimSpace(reason); reason == "" {
			return nil, fmt.Errorf("%s: a skip needs a reason", name)
		}
		if _, twice := skips[name]; twice {
			return nil, fmt.Errorf("%s: listed twice", name)
		}
		skips[name] = reason
	}
	return skips, nil
}
