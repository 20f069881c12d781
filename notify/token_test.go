package notify_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"text/template"

	"github.com/gocarina/gocsv"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/notify"
)

// secret is a token's text; nothing may show it, in any spelling.
const secret = "EAAsecret+Zx/9=&\"q"

// spellings are how a text could leak.
func spellings(s string) []string {
	return []string{
		s, strings.ToLower(s), s[:8],
		base64.StdEncoding.EncodeToString([]byte(s))[:16], base64.URLEncoding.EncodeToString([]byte(s))[:16],
		fmt.Sprintf("%x", s), fmt.Sprintf("%X", s), fmt.Sprintf("% x", s),
		fmt.Sprintf("%q", s)[1:9], strings.Trim(fmt.Sprint([]byte(s)), "[]"), fmt.Sprintf("%#v", []byte(s))[7:20],
	}
}

func leaks(t testing.TB, how, shown string) {
	t.Helper()
	for _, s := range spellings(secret) {
		if strings.Contains(shown, s) {
			t.Errorf("N8: %s shows the token: %s", how, shown)
			return
		}
	}
}

// careless is a format that vet would warn about.
var careless = "bad token %v, %s, %q, %w"

type hidden struct{ token notify.Token } // fmt cannot call methods in here

type deep struct {
	optIn  notify.OptIn
	list   []notify.Token
	named  map[string]notify.OptIn
	keys   map[notify.Token]int
	to     *notify.OptIn
	any    any
	err    error
	nested struct{ hidden }
}

// errToken is an error with a token in it, for wrapping.
type errToken struct {
	Token notify.Token
	inner hidden
}

func (e errToken) Error() string { return fmt.Sprintf("no luck with %v", e.Token) }

// holders are values with a token in them, one way or another.
func holders() map[string]any {
	token := notify.NewToken(secret)
	optIn := notify.OptIn{Notification: "n", Customer: "ann", Token: token}
	push := notify.Push{Customer: "ann", Token: token}
	d := deep{
		optIn: optIn, list: []notify.Token{token}, named: map[string]notify.OptIn{"x": optIn},
		keys: map[notify.Token]int{token: 1}, to: &optIn, any: token, err: errToken{Token: token},
	}
	d.nested.token = token
	return map[string]any{
		"a token":                  token,
		"a pointer":                &token,
		"a slice":                  []notify.Token{token},
		"an array":                 [1]notify.Token{token},
		"a map's values":           map[string]notify.Token{"x": token},
		"a map's keys":             map[notify.Token]int{token: 1},
		"a slice of any":           []any{token, &token},
		"an opt-in":                optIn,
		"a pointer to an opt-in":   &optIn,
		"opt-ins":                  []*notify.OptIn{&optIn},
		"a push":                   push,
		"Memory":                   notify.Memory{OptIns: []notify.OptIn{optIn}},
		"an unexported field":      hidden{token},
		"a pointer to a hidden":    &hidden{token},
		"unexported fields":        d,
		"a pointer to unexported":  &d,
		"an error":                 errToken{Token: token, inner: hidden{token}},
		"a wrapped error":          fmt.Errorf("sending: %w", errToken{token, hidden{token}}),
		"joined errors":            errors.Join(errToken{token, hidden{token}}, fmt.Errorf("x: %w", &errToken{token, hidden{token}})),
		"an error made of a token": fmt.Errorf(careless, token, token, token, token),
	}
}

func TestTokenFormats(t *testing.T) {
	var verbs []string
	for r := 'A'; r <= 'z'; r++ {
		for _, flags := range []string{"", "+", "#", " ", "0", "-40", "5.3", "+#"} {
			verbs = append(verbs, "%"+flags+string(r))
		}
	}
	for name, v := range holders() {
		for _, verb := range verbs {
			leaks(t, verb+" of "+name, fmt.Sprintf(verb, v))
			leaks(t, "Errorf "+verb+" of "+name, fmt.Errorf(verb, v).Error())
		}
		leaks(t, "Print of "+name, fmt.Sprint(v)+fmt.Sprintln(v))
		leaks(t, "too many arguments of "+name, fmt.Sprintf(careless[:0], v))
		if err, ok := v.(error); ok {
			leaks(t, "the error text of "+name, err.Error())
		}
	}
}

func TestTokenLogs(t *testing.T) {
	for name, v := range holders() {
		var b bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
			slog.New(h).Info("x", "value", v, slog.Group("g", "v", v))
			slog.New(h).With("value", v).Error(fmt.Sprint(v), "err", fmt.Errorf("x %v", v))
		}
		l := log.New(&b, "", 0)
		l.Print(v)
		l.Printf("%+v", v)
		leaks(t, "a log of "+name, b.String())
	}
}

func TestTokenEncodings(t *testing.T) {
	for name, v := range holders() {
		b, err := json.Marshal(v)
		leaks(t, "JSON of "+name, fmt.Sprint(string(b), err))
		b, err = json.MarshalIndent(v, "", " ")
		leaks(t, "indented JSON of "+name, fmt.Sprint(string(b), err))
		b, err = xml.Marshal(v)
		leaks(t, "XML of "+name, fmt.Sprint(string(b), err))
		var buf bytes.Buffer
		err = gob.NewEncoder(&buf).Encode(v)
		leaks(t, "gob of "+name, fmt.Sprint(buf.String(), err))
		buf.Reset()
		err = template.Must(template.New("").Parse("{{.}} {{printf `%v` .}}")).Execute(&buf, v)
		leaks(t, "a template of "+name, fmt.Sprint(buf.String(), err))
	}
	rows := []notify.OptIn{{Notification: "n", Customer: "ann", Token: notify.NewToken(secret)}, {}}
	var b bytes.Buffer
	if err := gocsv.MarshalCSV(&rows, gocsv.NewSafeCSVWriter(csv.NewWriter(&b))); err != nil {
		t.Fatal(err)
	}
	leaks(t, "gocsv", b.String())
	if fp := rows[0].Token.Fingerprint(); !strings.Contains(b.String(), fp) {
		t.Errorf("N8: gocsv does not show the fingerprint %s: %s", fp, b.String())
	}
}

// A comparison's report is read in test logs.
func TestTokenDiff(t *testing.T) {
	a, b := notify.OptIn{Token: notify.NewToken(secret)}, notify.OptIn{Token: notify.NewToken(secret + "2")}
	leaks(t, "cmp.Diff", cmp.Diff(a, b)+cmp.Diff([]notify.OptIn{a}, []notify.OptIn{b, a}))
	if !cmp.Equal(a, notify.OptIn{Token: notify.NewToken(secret)}) {
		t.Error("N8: equal tokens must be equal without being shown")
	}
}

// A panic prints its value. The test runs itself again to see what.
func TestTokenPanics(t *testing.T) {
	const name = "CLIENTELE_NOTIFY_PANIC"
	all := holders()
	if which := os.Getenv(name); which != "" {
		panic(all[which])
	}
	for _, which := range []string{"a token", "a pointer", "an opt-in", "unexported fields", "an error", "a wrapped error"} {
		if testing.Short() && which != "a token" {
			continue
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestTokenPanics$")
		cmd.Env = append(os.Environ(), name+"="+which)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "panic:") {
			t.Fatalf("no panic with %s: %v, %s", which, err, out)
		}
		leaks(t, "a panic with "+which, string(out))
	}
}

func TestTokenShowsFingerprint(t *testing.T) {
	token := notify.NewToken(secret)
	fp := token.Fingerprint()
	if len(fp) != len("token:")+8 || !strings.HasPrefix(fp, "token:") {
		t.Errorf("N8: the fingerprint is %q", fp)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%z"} {
		if got := fmt.Sprintf(verb, token); got != fp {
			t.Errorf("N8: %s is %q, want the fingerprint %q", verb, got, fp)
		}
	}
	if got, _ := json.Marshal(notify.OptIn{Token: token}); !bytes.Contains(got, []byte(`"Token":"`+fp+`"`)) {
		t.Errorf("N8: JSON lacks the fingerprint: %s", got)
	}
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "token", token)
	if !strings.Contains(b.String(), "token="+fp) {
		t.Errorf("N8: slog lacks the fingerprint: %s", b.String())
	}
	if other := notify.NewToken(secret + " ").Fingerprint(); other == fp {
		t.Errorf("N8: another token has the same fingerprint %s", fp)
	}
	if token.Reveal() != secret {
		t.Error("N8: Reveal must give the text to senders")
	}
	for s, v := range map[string]any{"String": token.String(), "LogValue": token.LogValue().String()} {
		if v != fp {
			t.Errorf("N8: %s is %q, want %q", s, v, fp)
		}
	}
}

// The zero token is unknown, shows so, and is written as nothing.
func TestTokenZero(t *testing.T) {
	var none notify.Token
	if !none.IsZero() || none.Reveal() != "" || none != notify.NewToken("") || !none.Equal(notify.NewToken("")) {
		t.Error("N8: the zero token is the unknown one, of the empty text")
	}
	if got := fmt.Sprintf("%v %#v %s", none, none, none.String()); got != "no token no token no token" {
		t.Errorf("N8: the zero token shows %q", got)
	}
	if got, err := json.Marshal(none); err != nil || string(got) != `""` {
		t.Errorf("N8: the zero token's JSON is %s, %v", got, err)
	}
	if got, err := none.MarshalCSV(); err != nil || got != "" {
		t.Errorf("N8: the zero token's cell is %q, %v", got, err)
	}
	if notify.NewToken("x").IsZero() || notify.NewToken("x") == none {
		t.Error("N8: a token with a text is known")
	}
}

// What is shown is never read back as if it were a token.
func TestTokenNotReadBack(t *testing.T) {
	b, _ := json.Marshal(notify.OptIn{Token: notify.NewToken(secret)})
	var o notify.OptIn
	if err := json.Unmarshal(b, &o); err == nil {
		t.Error("N8: a fingerprint was read as a token")
	}
}

// Tokens with the same text are the same, others are not, and none is shown.
func TestTokenLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		x, y := notify.NewToken(a), notify.NewToken(b)
		if (x == y) != (a == b) || x.Equal(y) != (a == b) || x.Reveal() != a {
			t.Fatalf("N8: tokens of %q and %q compare wrongly", a, b)
		}
		if a == b && x.Fingerprint() != y.Fingerprint() {
			t.Fatalf("N8: %q has two fingerprints", a)
		}
		if len(a) > len("token:")+8 && strings.Contains(fmt.Sprintf("%v%#v%+v", x, hidden{x}, []hidden{{x}}), a) {
			t.Fatalf("N8: %q is shown", a)
		}
	})
}
