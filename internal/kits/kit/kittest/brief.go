package kittest

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/internal/kits/kit"
)

const broken = "CLIENTELE_BROKEN_KIT" // set in the process in which a kit fails

// Brief tests that a kit that fails says little: each subtest prints at most
// kit.MostLines lines. fails runs the kit over a broken repository. Brief does so
// in a process of its own, which runs the calling test again.
func Brief(t *testing.T, fails func(*testing.T)) {
	t.Helper()
	if os.Getenv(broken) != "" {
		fails(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program, "-test.run=^"+t.Name()+"$")
	c.Env = append(os.Environ(), broken+"=1")
	out, err := c.Output()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		t.Fatalf("the kit does not fail: %v", err)
	}
	subtests := regexp.MustCompile(`(?m)^ *--- FAIL: (.*)\n`).Split(string(out), -1)
	if len(subtests) < 3 {
		t.Fatalf("no subtest fails, or the process fails in another way: %.2000s", out)
	}
	for _, printed := range subtests[2:] { // after the text before all, and the test itself
		printed, _, _ = strings.Cut(printed, "\nFAIL\n")
		lines := strings.Split(strings.TrimSpace(printed), "\n")
		if len(lines) > kit.MostLines {
			t.Errorf("a failing subtest prints %d lines, want at most %d:\n%.2000s", len(lines), kit.MostLines, printed)
		}
		for _, l := range lines {
			if len(l) > kit.MostBytes+100 { // for the place and the indentation
				t.Errorf("a failing subtest prints a line of %d bytes: %.200s", len(l), l)
			}
		}
	}
}
