package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// machine says what everything ran on, and which versions of what.
func machine() string {
	text := fmt.Sprintf("%s, %d cores, %s, %s %s/%s", processor(), runtime.NumCPU(), memoryOf(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return text
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/duckdb/duckdb-go/v2" || m.Path == "modernc.org/sqlite" || m.Path == "github.com/shopspring/decimal" {
			text += fmt.Sprintf("\n%s %s", m.Path, m.Version)
		}
	}
	return text
}

func processor() string { return systemLine("/proc/cpuinfo", "model name", "unknown processor") }

func memoryOf() string { return "memory " + systemLine("/proc/meminfo", "MemTotal", "unknown") }

// systemLine returns the value of the first line of a file with this key, on
// systems that have such files.
func systemLine(path, key, otherwise string) string {
	f, err := os.Open(path)
	if err != nil {
		return otherwise
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		k, v, _ := strings.Cut(in.Text(), ":")
		if strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return otherwise
}
