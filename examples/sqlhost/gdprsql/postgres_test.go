package gdprsql_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
)

// server is a PostgreSQL server of the tests' own, in a temporary folder, that
// listens on a Unix socket in it alone.
type server struct {
	once    sync.Once
	dir     string
	err     error
	schemas int
}

var errNoServer = errors.New("no PostgreSQL here")

// postgres is a fresh schema on the server, which the first test starts.
func postgres(t testing.TB) database {
	t.Helper()
	cluster.once.Do(func() { cluster.err = cluster.start() })
	if errors.Is(cluster.err, errNoServer) {
		t.Skip(cluster.err)
	}
	if cluster.err != nil {
		t.Fatal(cluster.err)
	}
	cluster.schemas++
	schema := fmt.Sprintf("shop%d", cluster.schemas)
	db, err := sql.Open("pgx", cluster.url(schema))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	return database{db, gdprsql.PostgreSQL(), func(ctx context.Context) ([]byte, error) { return everyRow(ctx, db) }}
}

// url is where the server is, with the schema that names without one are in.
func (s *server) url(schema string) string {
	return "host=" + s.dir + " user=postgres dbname=postgres search_path=" + schema
}

// everyRow is every row of every table as text.
func everyRow(ctx context.Context, db *sql.DB) ([]byte, error) {
	var all []byte
	err := db.QueryRowContext(ctx, `SELECT COALESCE(string_agg(query_to_xml(
		'SELECT * FROM ' || quote_ident(table_name), true, false, '')::text, ''), '')
		FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&all)
	return all, err
}

// start makes and starts the server. It refuses to run as root, who runs it as
// the user postgres.
func (s *server) start() (err error) {
	bin := binaries()
	if bin == "" {
		return errNoServer
	}
	if s.dir, err = os.MkdirTemp("", "gdprsql"); err != nil {
		return err
	}
	as := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return errNoServer
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	run := func(program string, args ...string) error {
		c := exec.Command(filepath.Join(bin, program), args...)
		c.Dir, c.SysProcAttr = s.dir, as
		out, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(out))
		}
		return nil
	}
	if err := run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return err
	}
	options := "-c listen_addresses='' -c unix_socket_directories='" + s.dir + "' -c timezone=Asia/Kathmandu -c fsync=off"
	return run("pg_ctl", "-D", data, "-w", "-l", filepath.Join(s.dir, "log"), "-o", options, "start")
}

// stop stops the server by the number of its process and removes its folder.
func (s *server) stop() {
	if s.dir == "" {
		return
	}
	pid, err := os.ReadFile(filepath.Join(s.dir, "data", "postmaster.pid"))
	if line, _, ok := bytes.Cut(pid, []byte("\n")); err == nil && ok {
		if n, err := strconv.Atoi(string(line)); err == nil {
			_ = syscall.Kill(n, syscall.SIGINT)
			for range 500 {
				if syscall.Kill(n, 0) != nil {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	os.RemoveAll(s.dir)
}

// binaries is the folder of PostgreSQL's programs.
func binaries() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

var cluster server
