package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
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
	{regexp.MustCompile(`\bis no bad\b`), "is not a bad …"},
	{regexp.MustCompile(`; [A-Z]\w+ tells\.`), "Valid reports whether it is one"},
	{regexp.MustCompile(`\bamounts? to that\b`), "stands for it"},
	{regexp.MustCompile(`\b(?:zero|empty) [A-Z]\w+ is nobody\b`), "The zero Selection selects nobody"},
	{regexp.MustCompile(`\bOptions of (?:reading|writing)\b`), "Options say how files are read"},
	{regexp.MustCompile(`, as a literal\b`), "written as a literal"},
	{regexp.MustCompile(`\band so for\b`), "say what the others have in common"},
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

// stated is a comment that says what a function is, not what it does.
var stated = regexp.MustCompile(`^\w+ (?:is|are)\b`)

// unmended are files with such comments, which are yet to be rewritten.
var unmended = []string{
	"customer/cursor.go",
	"gdpr/key.go",
	"subscription/mailing/acknowledgement.go",
	"subscription/mailing/filekey.go",
}

// The comment on a function says what the function does, as in Go's own
// documentation: "name returns …", "name reports whether …".
func TestFunctionsDo(t *testing.T) {
	for path, text := range texts(t, func(path string) bool {
		return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !slices.Contains(unmended, path)
	}) {
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && stated.MatchString(f.Doc.Text()) {
				t.Errorf("%s: %.60q; write what %s does: returns, reports whether, adds …", path, f.Doc.Text(), f.Name.Name)
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
