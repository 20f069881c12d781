package program

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/report/sample"
)

// On SIGINT and SIGTERM nothing of ours is left, whatever the program is doing: the
// test's own binary is the program, over a folder that takes it a while. A leftover
// of a run that was killed goes at the next start (X5).
func TestInterrupted(t *testing.T) {
	if dir := os.Getenv("CLIENTELE_REPORT_OF"); dir != "" {
		os.Exit(Main([]string{"-data", dir, "-out", os.Getenv("CLIENTELE_REPORT_OUT")}, sample.FS(), os.Stdout, os.Stderr))
	}
	data := t.TempDir()
	var text strings.Builder
	text.WriteString("id,created_at,name\n")
	for i := range 200_000 {
		fmt.Fprintf(&text, "c%d,2024-01-01,somebody\n", i)
	}
	if err := os.WriteFile(filepath.Join(data, "customers.csv"), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		signal syscall.Signal
		status int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}, {syscall.SIGKILL, -1}} {
		out := t.TempDir()
		status := interrupted(t, data, out, s.signal)
		left := namesIn(t, out)
		if status != s.status {
			t.Errorf("X5: %v: status %d, want %d", s.signal, status, s.status)
		}
		if s.signal != syscall.SIGKILL && len(left) > 0 {
			t.Errorf("X5: %v leaves %q", s.signal, left)
		}
		if s.signal == syscall.SIGKILL && len(left) == 0 {
			t.Error("a run that is killed leaves nothing: the test cannot fail")
		}
		run(t, sample.FS(), "-out", out, "-on-error", "skip")
		for _, name := range namesIn(t, out) {
			if strings.HasPrefix(name, ".") {
				t.Errorf("X5: %v: after the next run %s is left", s.signal, name)
			}
		}
	}
}

// interrupted starts the program, sends it a signal once it writes, and returns its
// exit status.
func interrupted(t *testing.T, data, out string, s syscall.Signal) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestInterrupted$")
	cmd.Env = append(os.Environ(), "CLIENTELE_REPORT_OF="+data, "CLIENTELE_REPORT_OUT="+out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); len(namesIn(t, out)) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program does not write")
		}
	}
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}
