package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

const module = "github.com/clientele-go/clientele"

// A pkg is what go list tells of a package.
type pkg struct {
	ImportPath, Export string
}

// list returns the lines of each package of the module that hosts can import.
func list() (map[string][]string, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[p.ImportPath] = p.Export
	}
	imp := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	all := map[string][]string{}
	for path := range exports {
		if !public(path) {
			continue
		}
		p, err := imp.Import(path)
		if err != nil {
			return nil, err
		}
		if lines := listing(p); len(lines) > 0 {
			all[strings.TrimPrefix(path, module+"/")] = lines
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no package has an API")
	}
	return all, nil
}

// public reports whether hosts can import a package of the module.
func public(path string) bool {
	if path != module && !strings.HasPrefix(path, module+"/") {
		return false
	}
	return !slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool {
		return part == "internal" || part == "examples" || part == "docs"
	})
}

// listing returns a line for each exported name of a package, in order.
func listing(p *types.Package) []string {
	l := lister{pkg: p}
	for _, name := range p.Scope().Names() {
		if obj := p.Scope().Lookup(name); obj.Exported() {
			l.object(obj)
		}
	}
	slices.Sort(l.lines)
	return slices.Compact(l.lines)
}

type lister struct {
	pkg   *types.Package
	lines []string
}

func (l *lister) add(format string, args ...any) {
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// qualify names packages of the module by their path within it.
func (l *lister) qualify(p *types.Package) string {
	if p == l.pkg {
		return ""
	}
	return strings.TrimPrefix(p.Path(), module+"/")
}

func (l *lister) str(t types.Type) string { return types.TypeString(t, l.qualify) }

func (l *lister) object(obj types.Object) {
	switch obj := obj.(type) {
	case *types.Const:
		l.add("const %s %s = %s", obj.Name(), l.str(obj.Type()), obj.Val().ExactString())
	case *types.TypeName:
		l.typeName(obj)
	default:
		l.add("%s", types.ObjectString(obj, l.qualify))
	}
}

func (l *lister) typeName(obj *types.TypeName) {
	named, ok := obj.Type().(*types.Named)
	if obj.IsAlias() || !ok {
		l.add("%s", types.ObjectString(obj, l.qualify))
		return
	}
	head := "type " + obj.Name()
	if params := named.TypeParams(); params != nil {
		head = "type " + l.str(named)
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		l.fields(head, u)
	case *types.Interface:
		l.add("%s interface", head)
		for m := range u.Methods() {
			l.method(head, m)
		}
		for e := range u.EmbeddedTypes() {
			l.add("%s interface, embeds %s", head, l.str(e))
		}
		return
	default:
		l.add("%s %s", head, l.str(u))
	}
	methods := types.NewMethodSet(types.NewPointer(named))
	values := types.NewMethodSet(named)
	for sel := range methods.Methods() {
		if sel.Obj().Exported() {
			on := "*" + obj.Name()
			if values.Lookup(sel.Obj().Pkg(), sel.Obj().Name()) != nil {
				on = obj.Name()
			}
			l.add("method (%s) %s%s", on, sel.Obj().Name(), strings.TrimPrefix(l.str(sel.Type()), "func"))
		}
	}
}

func (l *lister) fields(head string, s *types.Struct) {
	l.add("%s struct", head)
	for i := range s.NumFields() {
		if f := s.Field(i); f.Exported() {
			line := fmt.Sprintf("%s struct, %s %s", head, f.Name(), l.str(f.Type()))
			if f.Embedded() {
				line = fmt.Sprintf("%s struct, embeds %s", head, l.str(f.Type()))
			}
			if tag := s.Tag(i); tag != "" {
				line += " `" + tag + "`"
			}
			l.add("%s", line)
		} else {
			l.hidden(head, f)
		}
	}
}

// hidden tells of a field that is not exported only whether it forbids comparing.
func (l *lister) hidden(head string, f *types.Var) {
	if !types.Comparable(f.Type()) {
		l.add("%s struct, has fields that cannot be compared", head)
	}
}

// method adds a method of an interface. One that is not exported keeps others
// from implementing it, and its name is nobody's business.
func (l *lister) method(head string, m *types.Func) {
	if !m.Exported() {
		l.add("%s interface, has methods of its own", head)
		return
	}
	l.add("%s interface, %s%s", head, m.Name(), strings.TrimPrefix(l.str(m.Type()), "func"))
}
