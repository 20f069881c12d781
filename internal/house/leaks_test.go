package house

import (
	"cmp"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// N8, G6: no credential and no personal data is shown by any verb of fmt, by
// slog, an encoder, a template or an error, of any exported type, however it is
// held. Every text in every value is a canary; the types are found in the
// source, so that a new one cannot be forgotten.
//
// Of personal data there are the exceptions that the documentation of
// customer.Customer and of the types in leaving names, and each must still be
// one. Of credentials there is none.
func TestNothingLeaks(t *testing.T) {
	all := renderings()
	var values, rendered, leaks int
	gaps := map[string]int{}
	needed := map[string]bool{} // exceptions, by type
	var sown filler
	for _, k := range kinds {
		x := sown.value(t, k)
		for _, w := range k.held(x) {
			values++
			for _, r := range all {
				text := r.text(w.value)
				rendered++
				for _, s := range []*species{&credential, &personal} {
					if !s.in(text, r.needles[s.name]) {
						continue
					}
					gap := exception(k, w, r, s)
					gaps[gap]++
					needed[gap+k.name] = true
					if gap == "" {
						if leaks++; leaks <= 20 {
							t.Errorf("N8, G6: %s of %s %s shows %s (%s): %.300q", r.name, w.how, k.name, s.name, sown.where(text), text)
						}
					}
				}
				if strings.Contains(text, "PANIC") {
					t.Errorf("%s of %s %s panics: %.300q", r.name, w.how, k.name, text)
				}
			}
		}
	}
	if !testing.Short() {
		sown.checkUsed(t)
		for gap, list := range map[string]map[string]string{onPurpose: leaving, noFormat: unasked} {
			for name := range list {
				if !needed[gap+name] {
					t.Errorf("%s is no exception any more (%s): say so in its documentation, and take it off the list", name, gap)
				}
			}
		}
		for _, gap := range []string{unexported, noMethod} {
			if gaps[gap] == 0 {
				t.Errorf("fmt now asks methods (%s): say so in the documentation of customer.Customer", gap)
			}
		}
	}
	t.Logf("%d types, %d canaries, %d values, %d renderings, %d leaks; as documented: %d where %s, %d where %s, %d where %s, %d where %s, %d where %s",
		len(kinds), len(sown.canaries), values, rendered, leaks,
		gaps[unexported], unexported, gaps[noMethod], noMethod, gaps[onPurpose], onPurpose, gaps[noFormat], noFormat, gaps[storage], storage)
}

// The exceptions.
const (
	unexported = "fmt cannot ask an unexported field"
	noMethod   = "fmt asks nobody, for %p and a %w without an error"
	onPurpose  = "an encoder is how it leaves"
	noFormat   = "fmt asks nobody, for pointers and a verb that fits none"
	storage    = "gob stores it"
)

// exception is the reason for which a thing may show, if there is one.
func exception(k kind, w holding, r rendering, s *species) string {
	switch {
	case s == &credential:
		return ""
	case r.stores:
		return storage
	case r.fmt && w.place == hidden:
		return unexported
	case r.fmt && r.asksNobody:
		return noMethod
	case r.fmt && w.place == pointed && unasked[k.name] != "":
		return noFormat
	case r.encodes && leaving[k.name] != "" && !(r.name == "slog JSON" && w.place == plain):
		return onPurpose
	}
	return ""
}

// Every exported type is either tested here or listed with the reason why
// nothing personal is in it.
func TestEveryTypeIsTestedForLeaks(t *testing.T) {
	found := exportedTypes(t)
	tested := map[string]bool{}
	for _, k := range kinds {
		if tested[k.name] && !strings.Contains(k.typ.Name(), "[") {
			t.Errorf("%s is tested twice", k.name)
		}
		tested[k.name] = true
	}
	for name := range found {
		if !tested[name] && spared[name] == "" && words[name] == "" {
			t.Errorf("G6: %s is neither tested for leaks nor listed as holding nothing personal", name)
		}
	}
	for name := range tested {
		if spared[name] != "" || words[name] != "" {
			t.Errorf("%s is tested, and listed as not to be", name)
		}
	}
	for _, list := range []map[string]string{spared, words, leaving, unasked} {
		for name := range list {
			if !found[name] {
				t.Errorf("%s is listed, but there is no such type", name)
			}
		}
	}
}

// What fmt prints without asking anybody is in go vet's eye, but for %p: fmt
// takes a formatter's word for every verb, and so does vet.
func TestVetRefusesWhatAsksNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("go vet takes seconds")
	}
	const name = "internal/house/testdata/leaks/calls.go"
	out, err := exec.Command("go", "vet", "./internal/house/testdata/leaks").CombinedOutput()
	if err == nil {
		t.Errorf("go vet refuses nothing in %s", name)
	}
	var flagged []int
	for _, m := range regexp.MustCompile(`calls\.go:(\d+):`).FindAllSubmatch(out, -1) {
		line, err := strconv.Atoi(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		flagged = append(flagged, line)
	}
	refused, lines := 0, calls(t, name)
	for line, text := range lines {
		switch want := strings.Contains(text, "// refused"); {
		case want != slices.Contains(flagged, line+1):
			t.Errorf("%s:%d: refused by go vet is %v, want %v: %s\n%s", name, line+1, !want, want, strings.TrimSpace(text), out)
		case want:
			refused++
		}
	}
	if refused < 8 {
		t.Errorf("only %d calls were looked at", refused)
	}
}

// What shows as a text is not read back as a value that has lost everything.
func TestNothingIsReadBackFromWhatShows(t *testing.T) {
	var sown filler
	shown := 0
	for _, k := range kinds {
		x := sown.value(t, k)
		text, err := json.Marshal(x)
		if err != nil || len(text) == 0 || text[0] != '"' || leaving[k.name] != "" || scalar[k.name] {
			continue // no encoder takes it, or it shows its fields, or all that it is
		}
		shown++
		into := reflect.New(k.typ)
		if err := json.Unmarshal(text, into.Interface()); err == nil && !reflect.DeepEqual(into.Elem().Interface(), x) {
			t.Errorf("G6: a %s is read from %s, and is another one", k.name, text)
		}
	}
	if shown < 5 {
		t.Errorf("only %d types show as a text", shown)
	}
}

// The control: what protects itself by nothing is seen in every rendering.
func TestLeaksAreSeen(t *testing.T) {
	type text struct{ V string }
	type bytes struct{ V []byte }
	seen := 0
	for _, r := range renderings() {
		if strings.Contains(r.name, ".3") || strings.HasSuffix(r.name, "T") || r.name == "BADWIDTH" {
			continue // three letters of it, its type, and nothing
		}
		for _, s := range []*species{&credential, &personal} {
			for _, plain := range []any{
				text{"x" + s.stem + "1x"}, bytes{[]byte("x" + s.stem + "1x")}, [1]text{{s.stem}},
			} {
				if out := r.text(plain); s.in(out, r.needles[s.name]) {
					seen++
				} else {
					t.Errorf("%s of %T hides %s: %.200q", r.name, plain, s.name, out)
				}
			}
		}
	}
	t.Logf("%d renderings of canaries seen", seen)
}

// What go vet does not refuse, nobody here does.
func TestNobodyPrintsAddresses(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "testdata" {
			return cmp.Or(err, fs.SkipDir)
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && addresses.MatchString(lit.Value) {
				t.Errorf("G6: %s has the verb %%p, for which fmt asks nobody: %s", path, lit.Value)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var addresses = regexp.MustCompile(`%[-+# 0-9.*\[\]]*p`)
