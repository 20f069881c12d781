package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// identical are the functions that compare errors by ==, and why.
var identical = map[string]string{
	"Is":        "errors.Is asks it whether two errors are the same",
	"readError": "io.Reader: an error that wraps io.EOF is no end of a file",
	"Fault":     "what wraps an error of database/sql can have the words of a driver",
}

var condition = regexp.MustCompile(`^(EOF|[eE]rr[A-Z]\w*|Canceled|DeadlineExceeded)$`)

// Conditions are found by errors.Is, because whoever returns one may come to wrap it.
func TestErrorsAreNotCompared(t *testing.T) {
	met := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			in := ""
			if f, ok := decl.(*ast.FuncDecl); ok {
				in = f.Name.Name
			}
			for _, at := range comparisons(decl) {
				if met[in] = true; identical[in] == "" {
					t.Errorf("%s compares an error by == or !=: errors.Is finds it when it is wrapped, too", files.Position(at))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for in := range identical {
		if !met[in] {
			t.Errorf("no function %s compares errors", in)
		}
	}
}

// comparisons are the places in code where a condition is compared.
func comparisons(code ast.Node) (all []token.Pos) {
	ast.Inspect(code, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) && !isNil(b.Y) && slices.ContainsFunc([]ast.Expr{b.X, b.Y}, isCondition) {
			all = append(all, b.Pos())
		}
		return true
	})
	return all
}

func isNil(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "nil"
}

// isCondition reports whether an expression is by its name an error of a package.
func isCondition(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return condition.MatchString(x.Name)
	case *ast.SelectorExpr:
		from, ok := x.X.(*ast.Ident)
		return ok && from.Obj == nil && condition.MatchString(x.Sel.Name)
	}
	return false
}
