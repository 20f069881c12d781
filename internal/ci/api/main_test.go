package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

func listed(t *testing.T, source string) []string {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", "package a\n"+source, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.Default()}
	p, err := conf.Check("a", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return listing(p)
}

// Every change of a line here is one that importers can notice.
func TestListing(t *testing.T) {
	for source, want := range map[string]string{
		"const A, b = 1, 2":                                                            "const A untyped int = 1",
		"const A Kind = 1; type Kind int8":                                             "const A Kind = 1; type Kind int8",
		"var A, b []string":                                                            "var A []string",
		"func A(n int, s ...string) error { return nil }":                              "func A(n int, s ...string) error",
		"func A[T any](t T) {}; func b() {}":                                           "func A[T any](t T)",
		"type A = map[string]int":                                                      "type A = map[string]int",
		"type A func(int) bool":                                                        "type A func(int) bool",
		"type A struct { B int `x:\"b\"`; c int }":                                     "type A struct; type A struct, B int `x:\"b\"`",
		"type A struct { c []int; d func() }":                                          "type A struct; type A struct, has fields that cannot be compared",
		"type A struct { b }; type b struct{}; func (b) C() {}":                        "method (A) C(); type A struct",
		"type A struct { B }; type B int":                                              "type A struct; type A struct, embeds B; type B int",
		"type A int; func (A) B() int { return 0 }; func (*A) C() {}; func (A) d() {}": "method (*A) C(); method (A) B() int; type A int",
		"type A interface { B(int) error; c() }":                                       "type A interface; type A interface, B(int) error; type A interface, has methods of its own",
		"type A interface { ~int | ~string }":                                          "type A interface; type A interface, embeds ~int | ~string",
		"type A[K comparable, V any] struct { B map[K]V }":                             "type A[K comparable, V any] struct; type A[K comparable, V any] struct, B map[K]V",
	} {
		if got := strings.Join(listed(t, source), "; "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
	}
}

func TestPublic(t *testing.T) {
	for path, want := range map[string]bool{
		module: true, module + "/customer": true, module + "/gdpr/gdprtest": true, module + "x": false, "fmt": false,
		module + "/internal/set": false, module + "/subscription/mailing/internal/call": false, module + "/examples/report": false, module + "/docs": false,
	} {
		if public(path) != want {
			t.Errorf("public(%s) = %v, want %v", path, !want, want)
		}
	}
}

func TestCompare(t *testing.T) {
	was := map[string][]string{"a": {"1", "2"}, "b": {"3"}}
	dir := t.TempDir() + "/api"
	for range 2 {
		if err := record(dir, was); err != nil {
			t.Fatal(err)
		}
	}
	read, err := recorded(dir)
	var out strings.Builder
	if err != nil || !compare(&out, was, read) || out.Len() > 0 {
		t.Errorf("as it was recorded: error %v, %s", err, &out)
	}
	now := map[string][]string{"a": {"1", "4"}, "c/d": {"5"}}
	if compare(&out, read, now) {
		t.Error("another API is reported as the same")
	}
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if want := []string{"a: -2", "a: +4", "b: -3", "c/d: +5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := record(dir, now); err != nil {
		t.Fatal(err)
	}
	if read, err := recorded(dir); err != nil || len(read) != 2 {
		t.Errorf("recorded again: error %v, %q", err, read)
	}
}
