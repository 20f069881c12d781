package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// used returns the CPU time of this process.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// usedBy returns the CPU time of a process and of its children, ended ones too,
// as Linux tells it; it is zero elsewhere.
func usedBy(pid int) (all time.Duration) {
	if pid == 0 {
		return 0
	}
	parents, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range parents {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended
		}
		own := filepath.Base(filepath.Dir(stat)) == strconv.Itoa(pid)
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if !own && string(fields[1]) != strconv.Itoa(pid) {
			continue
		}
		var user, system, childrens, childrens2 int64
		if _, err := fmt.Sscan(string(bytes.Join(fields[11:15], []byte(" "))), &user, &system, &childrens, &childrens2); err != nil {
			return 0
		}
		all += time.Duration(user+system) * tick
		if own {
			all += time.Duration(childrens+childrens2) * tick
		}
	}
	return all
}

// tick is the unit in which Linux tells CPU times.
const tick = 10 * time.Millisecond
