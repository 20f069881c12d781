package house

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// chapters are the rulebook's, each with the number of its last rule.
var chapters = []struct {
	name string
	last int
}{
	{"T", 8}, {"I", 4}, {"S", 9}, {"L", 10}, {"R", 6}, {"E", 7}, {"U", 6}, {"M", 6}, {"N", 9}, {"G", 6}, {"X", 6},
	{"D", 7}, {"C", 9}, {"F", 6}, {"B", 5}, {"V", 10}, {"P", 6}, {"Q", 8}, {"H", 13}, {"O", 6},
}

var ruleID = regexp.MustCompile(`\b([A-Z])([1-9][0-9]?)(?:[–-]([A-Z])?([1-9][0-9]?))?\b`)

// Every rule stands in a doc comment, is named by a test or a story, and has a
// row in RULES.md. With -v it lists where.
func TestEveryRuleIsDocumentedAndTested(t *testing.T) {
	docs, tests := map[string][]string{}, map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if d.Name() == ".git" || d.Name() == "testdata" || path == filepath.Join("internal", "plain") {
				return fs.SkipDir
			}
			return nil
		case path == "internal/house/rules_test.go":
			return nil
		case strings.HasSuffix(path, "_test.go"), strings.Contains(path, "stories"):
			return note(tests, path)
		case strings.HasSuffix(path, ".go") && (!strings.HasPrefix(path, "examples") || strings.HasPrefix(path, "examples/dashboard/pages")):
			return noteDocs(docs, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range rules() {
		t.Logf("%s: doc comments in %s; tests in %s", id, brief(docs[id]), brief(tests[id]))
		if len(docs[id]) == 0 {
			t.Errorf("%s is in no doc comment", id)
		}
		if len(tests[id]) == 0 {
			t.Errorf("%s is in no test and no story", id)
		}
		if !strings.Contains(string(table), "\n| "+id+" | ") {
			t.Errorf("%s has no row in RULES.md", id)
		}
	}
}

// The rulebook, where it is at hand, has these rules and no others.
func TestRulesAreTheRulebooks(t *testing.T) {
	text, err := os.ReadFile("../shared/RULEBOOK.md")
	if err != nil {
		t.Skip("the rulebook is not at hand")
	}
	var there []string
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-Z][0-9]+) \|`).FindAllStringSubmatch(string(text), -1) {
		if there = append(there, m[1]); !slices.Contains(rules(), m[1]) {
			t.Errorf("the rulebook has %s, which this test does not know", m[1])
		}
	}
	for _, id := range rules() {
		if !slices.Contains(there, id) {
			t.Errorf("the rulebook has no %s", id)
		}
	}
}

func rules() []string {
	var ids []string
	for _, c := range chapters {
		for n := 1; n <= c.last; n++ {
			ids = append(ids, fmt.Sprint(c.name, n))
		}
	}
	return ids
}

// note notes every rule that a file names.
func note(in map[string][]string, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	noteText(in, path, string(text))
	return nil
}

// noteDocs notes every rule that a comment of a Go file names.
func noteDocs(in map[string][]string, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, c := range file.Comments {
		noteText(in, path, c.Text())
	}
	return nil
}

// noteText notes rules, ranges such as S1–S4 rule by rule.
func noteText(in map[string][]string, path, text string) {
	for _, m := range ruleID.FindAllStringSubmatch(text, -1) {
		from, _ := strconv.Atoi(m[2])
		to := from
		if m[4] != "" && (m[3] == "" || m[3] == m[1]) {
			to, _ = strconv.Atoi(m[4])
		}
		for n := from; n <= to; n++ {
			id := fmt.Sprint(m[1], n)
			if slices.Contains(rules(), id) && !slices.Contains(in[id], path) {
				in[id] = append(in[id], path)
			}
		}
	}
}

func brief(paths []string) string {
	if len(paths) <= 4 {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:4], ", "), len(paths)-4)
}
