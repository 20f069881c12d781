package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// clock measures how long things take, and how much CPU.
type clock struct {
	server string // the number of the server's first process, if it is on this machine
}

// serverOf returns the number of the process that a server's connections are children of.
func serverOf(ctx context.Context, db *sql.DB, d dialect.Dialect) string {
	var pid int
	if d.Name != "postgres" || db.QueryRowContext(ctx, "SELECT pg_backend_pid()").Scan(&pid) != nil {
		return ""
	}
	if s := stat(strconv.Itoa(pid)); s != nil {
		return s[1]
	}
	return ""
}

// stat returns what the kernel tells of a process, from its state on.
func stat(pid string) []string {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return nil
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}

// used returns the CPU time of this process, and of the server.
func (c *clock) used() (own, server time.Duration) {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) == nil {
		own = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	if c.server == "" {
		return own, 0
	}
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		pid := filepath.Base(dir)
		s := stat(pid)
		if len(s) < 15 || s[1] != c.server && pid != c.server {
			continue
		}
		for _, ticks := range s[11:15] { // its own, and those of its children that ended
			n, _ := strconv.Atoi(ticks)
			server += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return own, server
}

// times runs a thing some times, and prints the percentiles.
func (c *clock) times(what string, runs int, do func(i int) error) error {
	var all []time.Duration
	own, server := c.used()
	for i := range runs {
		began := time.Now()
		if err := do(i); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		all = append(all, time.Since(began))
	}
	ownNow, serverNow := c.used()
	first := all[0]
	slices.Sort(all)
	round := func(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
	fmt.Printf("%-46s p50 %10s  p95 %10s  first %10s  mean CPU %10s", what, round(all[len(all)/2]), round(all[len(all)*95/100]), round(first), round((ownNow-own)/time.Duration(runs)))
	if c.server != "" {
		fmt.Printf(" + %s of the server", round((serverNow-server)/time.Duration(runs)))
	}
	fmt.Println()
	return nil
}
