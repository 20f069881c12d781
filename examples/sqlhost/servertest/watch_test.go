package servertest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// leaves is the environment variable that makes this program one that starts a
// server and leaves it behind.
const leaves = "SERVERTEST_LEAVES"

func TestMain(m *testing.M) {
	dir := os.Getenv(leaves)
	if dir == "" {
		os.Exit(m.Run())
	}
	s := &Server{dir: dir}
	if err := s.launch(nil, "sh", "-c", "trap '' INT; exec sleep 600"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.Pid())
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
}

// A test run that is killed leaves no server and no folder behind, and be it a
// server that does not end when it is asked to.
func TestKilledRunsLeaveNothing(t *testing.T) {
	dir, err := os.MkdirTemp(t.TempDir(), "server")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), leaves+"="+dir)
	c.Stderr = os.Stderr
	stdin, err1 := c.StdinPipe()
	stdout, err2 := c.StdoutPipe()
	if err := errors.Join(err1, err2, c.Start()); err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	pid, err2 := strconv.Atoi(strings.TrimSpace(line))
	if err := errors.Join(err, err2, syscall.Kill(pid, 0)); err != nil {
		t.Fatalf("the server does not run: %v", err)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	for range 200 {
		_, err := os.Stat(dir)
		if os.IsNotExist(err) && gone(pid) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the server %d or its folder %s is still there", pid, dir)
}

// gone reports whether a process has ended.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	state, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return strings.Contains(string(state), ") Z ") // whoever ought to wait for it does not
}

// A server that is stopped is no concern of the watch any more, and its folder
// is removed; that of one that is killed stays until it is stopped.
func TestStop(t *testing.T) {
	for _, kill := range []bool{false, true} {
		dir, err := os.MkdirTemp(t.TempDir(), "server")
		s := &Server{dir: dir}
		if err := errors.Join(err, s.launch(nil, "sleep", "600")); err != nil {
			t.Fatal(err)
		}
		pid := s.Pid()
		if kill {
			if err := s.Kill(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(dir); err != nil {
				t.Errorf("killed: %v", err)
			}
		}
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) || !gone(pid) {
			t.Errorf("killed %t: the server or its folder is still there: %v", kill, err)
		}
	}
}
