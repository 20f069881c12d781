// Command generate writes the CSV files of the sample shop, the Ninth Kettle, a
// tea and bakery house in Trieste. From the root of the repository:
//
//	go run ./examples/report/sample/generate
//
// It has no clock and no randomness but its own, and no floating point, so it
// writes the same bytes on every machine. A test compares them with the files
// that are committed beside it.
//
// There are two kinds of customer. c001 and on are an ordinary clientele: a few
// regulars, many who came once, some who never came (life.go). The others are
// there for one odd case each, which their ID names and their x_note explains
// (odd*.go). All of them are made up; every e-mail address is at example.com,
// example.org or example.net, which nobody can own.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", filepath.FromSlash("examples/report/sample"), "the folder to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run generates the shop and writes its files to the folder, which must exist.
func run(folder string) error {
	for _, f := range open().files() {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// open returns the whole shop: its ordinary life and its odd cases.
func open() *shop {
	s := &shop{}
	notifications(s)
	life(s)
	oddLogins(s)
	oddPeople(s)
	oddTexts(s)
	oddFields(s)
	oddOrders(s)
	oddTokens(s)
	guests(s)
	s.number()
	return s
}
