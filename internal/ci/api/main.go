// Command api lists the module's exported API and compares it with the listing
// recorded in .ci/api, a file a package and a line a name:
//
//	go run ./internal/ci/api          # fails where they differ
//	go run ./internal/ci/api -update  # records the API as it is now
//
// It runs in the module's root. Packages below internal, examples and docs are nobody's
// API.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const dir = ".ci/api"

var errDiffers = errors.New("the exported API is not the recorded one; if that is meant: go run ./internal/ci/api -update")

func main() {
	update := flag.Bool("update", false, "record the API as it is now")
	flag.Parse()
	if err := run(*update); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

func run(update bool) error {
	now, err := list()
	if err != nil {
		return err
	}
	if update {
		return record(dir, now)
	}
	was, err := recorded(dir)
	if err != nil {
		return err
	}
	if !compare(os.Stdout, was, now) {
		return errDiffers
	}
	return nil
}

// record writes the listings to the files of a folder, and removes its others.
func record(dir string, now map[string][]string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for pkg, lines := range now {
		name := filepath.Join(dir, strings.ReplaceAll(pkg, "/", ".")+".txt")
		if err := os.WriteFile(name, []byte("package "+pkg+"\n"+strings.Join(lines, "\n")+"\n"), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// recorded reads the listings of a folder, by package.
func recorded(dir string) (map[string][]string, error) {
	was := map[string][]string{}
	names, err := fs.Glob(os.DirFS(dir), "*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		head, rest, _ := strings.Cut(strings.TrimSuffix(string(text), "\n"), "\n")
		pkg, ok := strings.CutPrefix(head, "package ")
		if !ok {
			return nil, fmt.Errorf("%s: the first line names no package", name)
		}
		was[pkg] = strings.Split(rest, "\n")
	}
	return was, nil
}

// compare prints the lines that one of two listings lacks, and reports whether
// there is none.
func compare(w io.Writer, was, now map[string][]string) bool {
	pkgs := map[string]bool{}
	for _, listing := range []map[string][]string{was, now} {
		for pkg := range maps.Keys(listing) {
			pkgs[pkg] = true
		}
	}
	same := true
	for _, pkg := range slices.Sorted(maps.Keys(pkgs)) {
		diff := append(lacking("-", was[pkg], now[pkg]), lacking("+", now[pkg], was[pkg])...)
		for _, line := range diff {
			fmt.Fprintf(w, "%s: %s\n", pkg, line)
			same = false
		}
	}
	return same
}

// lacking returns the lines that are in one listing and not in the other, with a
// sign before them.
func lacking(sign string, in, not []string) (lines []string) {
	for _, line := range in {
		if !slices.Contains(not, line) {
			lines = append(lines, sign+line)
		}
	}
	return lines
}
