package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/clientele-go/clientele"

// imports are the packages that the non-test files of each package import.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name != "." {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return fs.SkipDir // a module of its own
			}
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Join(module, filepath.ToSlash(filepath.Dir(name)))
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			all[pkg] = append(all[pkg], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// local is a package of this module without the module's path.
func local(pkg string) string { return strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/") }

// The data flows one way: calendar knows the standard library alone, wings do
// not know each other, and nobody knows export but hosts.
func TestImports(t *testing.T) {
	wings := []string{"engagement", "subscription", "notify", "gdpr"}
	wing := func(pkg string) string {
		first, _, _ := strings.Cut(pkg, "/")
		if slices.Contains(wings, first) {
			return first
		}
		return ""
	}
	for pkg, imported := range imports(t) {
		from := local(pkg)
		for _, to := range imported {
			above := outside(to)
			third := strings.Contains(to, ".") && !strings.HasPrefix(to, module)
			to = local(to)
			test := strings.HasSuffix(from, "test") || strings.HasPrefix(from, "internal/")
			switch {
			case from == "customer/calendar" && strings.Contains(to, "."):
				t.Errorf("%s imports %s: calendar needs only the standard library", from, to)
			case wing(from) != "" && wing(to) != "" && wing(from) != wing(to):
				t.Errorf("%s imports %s: wings never import each other", from, to)
			case strings.HasPrefix(from, "customer") && wing(to) != "":
				t.Errorf("%s imports %s: a wing is above customer", from, to)
			case (to == "export" || strings.HasPrefix(to, "export/")) &&
				!strings.HasPrefix(from, "examples/") && !strings.HasPrefix(from, "export"):
				t.Errorf("%s imports %s: nothing imports export but hosts", from, to)
			case strings.HasPrefix(from, "internal/base/") && above:
				t.Errorf("%s imports %s: what lies under customer needs calendar alone", from, to)
			case strings.HasPrefix(to, "internal/kits/") && !test:
				t.Errorf("%s imports %s: only kits import what serves kits", from, to)
			case third && !test && to != "github.com/shopspring/decimal" && to != "github.com/gocarina/gocsv":
				t.Errorf("%s imports %s: who imports the module gets decimal and gocsv alone", from, to)
			}
		}
	}
}

// outside reports whether a package of this module lies above internal/base.
func outside(pkg string) bool {
	return strings.HasPrefix(pkg, module) && local(pkg) != "customer/calendar" && !strings.HasPrefix(local(pkg), "internal/base/")
}
