package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// hard are phrases that a reader stumbles over, each with what to write in its place.
var hard = []struct {
	phrase *regexp.Regexp
	better string
}{
	{regexp.MustCompile(`(?:^|[.:;!] |\n\n)Who [a-z]+ [^?]*?(?:\.|$)`), `"A customer who …", "If you …"; a question ends in "?"`},
	{regexp.MustCompile(`\bis whose\b`), `"is the one whose", or say it the other way round`},
	{regexp.MustCompile(`(?i)\bsays whether\b`), "reports whether"},
	{regexp.MustCompile(`\btold as of\b`), "AsOf is the moment the answer describes"},
}

// Comments, texts of the program and documents have none of the hard phrases.
func TestEnglish(t *testing.T) {
	for path, text := range texts(t, func(path string) bool {
		return strings.HasSuffix(path, ".md") || strings.HasSuffix(path, ".go") && path != "internal/house/english_test.go"
	}) {
		var prose []string
		if strings.HasSuffix(path, ".go") {
			prose = proseOf(t, path, text)
		} else {
			prose = strings.Split(block.ReplaceAllString(text, ""), "\n\n")
		}
		for _, p := range prose {
			p = strings.Join(strings.Fields(p), " ")
			for _, h := range hard {
				if found := h.phrase.FindString(p); found != "" {
					t.Errorf("%s: %.80q; write %s", path, found, h.better)
				}
			}
		}
	}
}

// proseOf returns the paragraphs of the comments and the strings of a Go file.
func proseOf(t *testing.T, path, text string) (prose []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Comments {
		prose = append(prose, strings.Split(c.Text(), "\n\n")...)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
			prose = append(prose, strings.Trim(s.Value, "`\""))
		}
		return true
	})
	return prose
}
