package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are the Markdown files of the repository, by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	return texts(t, func(path string) bool { return strings.HasSuffix(path, ".md") })
}

// texts are the files of the repository that are wanted, by path.
func texts(t *testing.T, wanted func(path string) bool) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !wanted(path) {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// block is a block of code in a document, with its language.
var block = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

// blocks are the blocks of a language in a document.
func blocks(document, language string) (all []string) {
	for _, m := range block.FindAllStringSubmatch(document, -1) {
		if m[1] == language {
			all = append(all, m[2])
		}
	}
	return all
}

// flat is code without its indentation.
func flat(code string) string {
	lines := strings.Split(strings.TrimSpace(code), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "\t ")
	}
	return strings.Join(lines, "\n")
}

// The first program of the README is the example that runs as a test, and prints what
// the README says.
func TestFirstProgram(t *testing.T) {
	readme := documents(t)["README.md"]
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	program, printed := blocks(readme, "go")[0], blocks(readme, "text")[1]
	want := strings.Replace(program, "package main\n", "package clientele_test\n", 1)
	want = strings.Replace(want, "func main() {\n", "// The first program of the README: facts in memory, and the customer list.\nfunc Example() {\n", 1)
	want = strings.TrimSuffix(want, "}\n") + "\t// Output:\n"
	for line := range strings.Lines(printed) {
		want += "\t// " + line
	}
	if want += "}\n"; string(example) != want {
		t.Errorf("example_test.go is not the first program of the README:\n%s\nwant:\n%s", example, want)
	}
}

// Every block of Go in a document stands in a Go file too, where it is compiled and
// tested.
func TestCodeInDocuments(t *testing.T) {
	code := texts(t, func(path string) bool {
		return strings.HasSuffix(path, ".go") && (strings.HasPrefix(path, "docs") || strings.HasPrefix(path, "examples"))
	})
	var all strings.Builder
	for _, text := range code {
		all.WriteString("\n" + flat(text) + "\n")
	}
	n := 0
	for path, document := range documents(t) {
		for i, b := range blocks(document, "go") {
			if path == "README.md" && i == 0 {
				continue // see TestFirstProgram
			}
			n++
			if !strings.Contains(all.String(), "\n"+flat(b)+"\n") {
				t.Errorf("%s: this code is in no Go file of docs or examples:\n%s", path, b)
			}
		}
	}
	if n < 10 {
		t.Errorf("the documents have %d blocks of Go: the test finds too few", n)
	}
}

// The README shows what the report prints, and can be read at one sitting.
func TestREADME(t *testing.T) {
	readme := documents(t)["README.md"]
	report, err := os.ReadFile("examples/report/program/testdata/summary.txt")
	if err != nil {
		t.Fatal(err)
	}
	if picture := blocks(readme, "text")[0]; !strings.Contains(string(report), picture) {
		t.Errorf("the report of the sample does not print what the README shows:\n%s", picture)
	}
	if n := len(strings.Fields(readme)); n > 1000 {
		t.Errorf("the README has %d words, more than 1,000", n)
	}
}

// Every link from a document to a file leads to one.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	for path, document := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(block.ReplaceAllString(document, ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", path, m[1])
			}
		}
	}
}

// The page of answers names every row and report of package export.
func TestAnswersNameEveryRow(t *testing.T) {
	page := documents(t)[filepath.Join("docs", "answers.md")]
	row := regexp.MustCompile(`(?m)^type ([A-Z]\w*(?:Row|Report)) struct`)
	n := 0
	for path, text := range texts(t, func(path string) bool {
		return filepath.Dir(path) == "export" && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
	}) {
		for _, m := range row.FindAllStringSubmatch(text, -1) {
			if n++; !strings.Contains(page, "`"+m[1]+"`") {
				t.Errorf("docs/answers.md does not name %s of %s", m[1], path)
			}
		}
	}
	if n == 0 {
		t.Error("package export has no rows: the test finds none")
	}
}

// The error of a value that does not marshal itself names a row or report that exists.
func TestWhatToSendExists(t *testing.T) {
	goFiles := texts(t, func(path string) bool { return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") })
	types := map[string]bool{}
	for path, text := range goFiles {
		if filepath.Dir(path) == "export" {
			for _, m := range regexp.MustCompile(`(?m)^type ([A-Z]\w*)`).FindAllStringSubmatch(text, -1) {
				types[m[1]] = true
			}
		}
	}
	n := 0
	for path, text := range goFiles {
		for _, line := range regexp.MustCompile(`redact\.Unsent\(.*\)`).FindAllString(text, -1) {
			_, instead, _ := strings.Cut(line, ", ")
			for _, m := range regexp.MustCompile(`export\.([A-Z]\w*)`).FindAllStringSubmatch(instead, -1) {
				if n++; !types[m[1]] {
					t.Errorf("%s: %s: export has no %s", path, line, m[1])
				}
			}
		}
	}
	if n == 0 {
		t.Error("no error names a row: the test finds none")
	}
}
