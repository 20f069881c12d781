package servertest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// Postgres starts PostgreSQL. Its locale is not "C" and its time zone is an odd
// one, so that what depends on either is seen. settings are of
// postgresql.conf: "work_mem=64MB".
func Postgres(settings ...string) (*Server, error) {
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	initdb, err := find("initdb", installed...)
	if err != nil {
		return nil, err
	}
	dir, as, err := folder("postgres", "postgres")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	c := exec.Command(initdb, "-D", s.data(), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	c.Dir, c.SysProcAttr = dir, as
	if out, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	free, err := ports(1)
	if err != nil {
		return nil, err
	}
	s.Port = free[0]
	s.URL = "postgres://postgres@127.0.0.1:" + strconv.Itoa(s.Port) + "/postgres?sslmode=disable"
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.Port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "timezone=Asia/Kathmandu", "-c", "fsync=off", "-c", "max_connections=200"}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s.again = func() error {
		if err := s.launch(as, filepath.Join(filepath.Dir(initdb), "postgres"), args...); err != nil {
			return err
		}
		return s.await(s.ready)
	}
	return s, s.again()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// ready reports whether the server takes connections: it writes so in its file.
func (s *Server) ready() error {
	state, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	if !bytes.Contains(state, []byte("ready")) {
		return fmt.Errorf("not ready: %q", state)
	}
	return answers(s.Port)
}
