// Package servertest starts database servers for tests: on loopback alone, in
// temporary folders, ended by their own process numbers. A server that a test
// run leaves behind, because it was killed or ran out of time, is ended too.
package servertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// ErrNone says that a server's programs are not on this machine.
var ErrNone = errors.New("servertest: the server's programs are not here")

// Server is a running server.
type Server struct {
	URL  string // as the host's -db takes it
	Port int

	dir     string
	command *exec.Cmd
	ended   chan error
	watch   *watch
	again   func() error // starts it in its folder, on its port
}

// Pid returns the ID of the server's process.
func (s *Server) Pid() int { return s.command.Process.Pid }

// Dir returns the server's folder.
func (s *Server) Dir() string { return s.dir }

// Stop ends the server in good order and removes its folder.
func (s *Server) Stop() error {
	err := s.end(syscall.SIGINT)
	return errors.Join(err, os.RemoveAll(s.dir))
}

// Kill ends the server at once, as a power cut does. Its folder stays.
func (s *Server) Kill() error { return s.end(syscall.SIGKILL) }

// Start starts the server again after Kill, in its folder and on its port.
func (s *Server) Start() (err error) {
	for range 100 { // processes of the killed one can still be there
		if err = s.again(); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// In returns the URL of another database of the server.
func (s *Server) In(database string) string {
	u, err := url.Parse(s.URL)
	if err != nil {
		panic(err) // it is the server's own
	}
	u.Path = "/" + database
	return u.String()
}

func (s *Server) end(with syscall.Signal) error {
	if s.command == nil {
		return nil
	}
	pid := s.Pid()
	if err := s.command.Process.Signal(with); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		_ = syscall.Kill(pid, syscall.SIGKILL)
		<-s.ended
	}
	s.command = nil
	return s.watch.end()
}

// Skip ends a test for which a server is not here, or could not be started: it
// fails where CI is set, for there nothing is left out.
func Skip(t testing.TB, name string, err error) {
	t.Helper()
	if errors.Is(err, ErrNone) && os.Getenv("CI") == "" {
		t.Skipf("%s: %v", name, err)
	}
	t.Fatalf("%s: %v", name, err)
}

// launch starts a program that stays, with its output in a file of the folder.
func (s *Server) launch(as *syscall.SysProcAttr, program string, args ...string) error {
	out, err := os.OpenFile(s.dir+"/output", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer out.Close()
	c := exec.Command(program, args...)
	c.Dir, c.SysProcAttr, c.Stdout, c.Stderr = s.dir, as, out, out
	if err := c.Start(); err != nil {
		return err
	}
	s.command, s.ended = c, make(chan error, 1)
	go func(ended chan error) { ended <- c.Wait() }(s.ended)
	if s.watch, err = watchOver(s.Pid(), s.dir); err != nil {
		return errors.Join(err, s.Kill())
	}
	return nil
}

// await waits until the server answers.
func (s *Server) await(ask func() error) error {
	var err error
	for range 600 {
		if err = ask(); err == nil {
			return nil
		}
		select {
		case ended := <-s.ended:
			out, _ := os.ReadFile(s.dir + "/output")
			s.command = nil
			return errors.Join(fmt.Errorf("the server ended: %v: %s", ended, bytes.TrimSpace(out)), s.watch.end())
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("the server does not answer: %w", errors.Join(err, s.Kill()))
}

// answers reports whether something listens on a port.
func answers(port int) error {
	d := net.Dialer{Timeout: time.Second}
	c, err := d.DialContext(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return c.Close()
}

// ports returns free ports of loopback, as far as that can be known.
func ports(n int) ([]int, error) {
	var all []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		all = append(all, l.Addr().(*net.TCPAddr).Port)
	}
	return all, nil
}

// folder makes the folder of a server. A server that refuses to run as root
// runs as another user.
func folder(kind, username string) (dir string, as *syscall.SysProcAttr, err error) {
	if username == "" || os.Getuid() != 0 {
		dir, err = os.MkdirTemp("", kind)
		return dir, nil, err
	}
	if dir, err = os.MkdirTemp(reachable(), kind); err != nil {
		return "", nil, err
	}
	u, err := user.Lookup(username)
	if err != nil {
		return "", nil, errors.Join(ErrNone, err, os.RemoveAll(dir))
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(dir, uid, gid)); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	return dir, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// find returns the path of a program, which is on PATH or at one of the given
// places.
func find(program string, places ...string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	for _, p := range places {
		if info, err := os.Stat(p); err == nil && !info.IsDir() {
			return p, nil
		}
	}
	return "", fmt.Errorf("%w: %s", ErrNone, program)
}

// reachable returns a folder for temporary files that every user can reach.
func reachable() string {
	for _, dir := range []string{os.TempDir(), "/dev/shm", "/tmp"} {
		open := true
		for p := dir; open && p != "/" && p != "."; p = filepath.Dir(p) {
			info, err := os.Stat(p)
			open = err == nil && info.Mode()&1 != 0
		}
		if open {
			return dir
		}
	}
	return os.TempDir()
}
