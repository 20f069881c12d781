package secret_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/internal/base/secret"
)

type one struct{}

func (one) Word() string   { return "word" }
func (one) Prefix() string { return "one:" }

type two struct{ one }

func (two) Prefix() string { return "two:" }

// shown is how an exported type shows that embeds a text.
type shown struct{ hidden }
type hidden = secret.Text[one]

// N8, M6: a text shows its fingerprint, which is of its kind alone.
func TestText(t *testing.T) {
	const want = "word:3a0b7c6f" // of "one:text"
	x := shown{secret.New[one]("text")}
	js, err := json.Marshal(x)
	csv, err2 := x.MarshalCSV()
	got := fmt.Sprintf("%v %+v %#v %d %s %s %s %v %v", x, x, x, x, x.LogValue(), js, csv, err, err2)
	if got != fmt.Sprintf("%[1]s %[1]s %[1]s %[1]s %[1]s %[1]q %[1]s <nil> <nil>", want) {
		t.Errorf("N8: it shows as %s, want %s", got, want)
	}
	if x.Reveal() != "text" || x != (shown{secret.New[one]("text")}) || x.IsZero() {
		t.Errorf("N8: it is %q", x.Reveal())
	}
	if other := secret.New[two]("text").Fingerprint(); other == want {
		t.Errorf("N8: another kind has the same fingerprint, %s", other)
	}
	var none shown
	text, err := none.MarshalText()
	if none.Reveal() != "" || !none.IsZero() || none.String() != "no word" || len(text) != 0 || err != nil || none != (shown{secret.New[one]("")}) {
		t.Errorf("N8: the empty text is %q, %q, %v", none.String(), text, err)
	}
}
