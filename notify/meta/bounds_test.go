package meta_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/notify/meta"
)

func TestDecodeSyntax(t *testing.T) {
	for why, body := range map[string]string{
		"nothing":              ``,
		"white space":          " \n",
		"trailing data":        optin("") + `{}`,
		"trailing words":       optin("") + ` EAAsecret`,
		"cut off":              optin("")[:200],
		"a comma too many":     optin(","),
		"single quotes":        `{'object':'page'}`,
		"a byte order mark":    "\ufeff" + optin(""),
		"invalid UTF-8":        optin(`,"title":"` + "\xff" + `"`),
		"a leading zero":       optin(`,"token_expiry_timestamp":01738108800`),
		"a raw line end":       optin(",\"title\":\"a\nb\""),
		"far too deep nesting": strings.Repeat("[", 100000) + strings.Repeat("]", 100000),
	} {
		b, err := decode(body)
		if err != meta.ErrSyntax || !cmp.Equal(b, meta.Batch{}) {
			t.Errorf("N7: %s: %v, %v", why, b, err)
		}
	}
}

// The size is bounded, whatever the reader would give.
func TestDecodeSize(t *testing.T) {
	body := optin("")
	fill := strings.Repeat(" ", meta.MaxBytes-len(body))
	if _, err := decode(body + fill); err != nil {
		t.Errorf("N7: a body of MaxBytes: %v", err)
	}
	if _, err := decode(body + fill + " "); err != meta.ErrTooLarge {
		t.Errorf("N7: a body of MaxBytes and one: %v", err)
	}
	endless := &counted{}
	if _, err := meta.Decode(endless); err != meta.ErrTooLarge || endless.n > meta.MaxBytes+1 {
		t.Errorf("N7: an endless body: %v after %d bytes", err, endless.n)
	}
	broken := errors.New("connection reset")
	if b, err := meta.Decode(iotest.ErrReader(broken)); !errors.Is(err, broken) || !cmp.Equal(b, meta.Batch{}) {
		t.Errorf("N7: a reader that fails: %v, %v", b, err)
	}
}

// counted is a reader that never ends.
type counted struct{ n int }

func (c *counted) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	c.n += len(p)
	return len(p), nil
}

// What other events look like is not checked; they are counted.
func TestDecodeIgnored(t *testing.T) {
	for why, c := range map[string]struct {
		entry string
		want  int
	}{
		"nothing":              {`"messaging":[]`, 0},
		"a message":            {`"messaging":[{"message":{"x":1,"x":2}}]`, 1},
		"an empty event":       {`"messaging":[{},{}]`, 2},
		"standby and changes":  {`"standby":[{"optin":{}}],"changes":[1,null]`, 3},
		"beside each other":    {`"standby":[{}],"messaging":[{"read":{}}]`, 2},
		"with a strange party": {`"messaging":[{"sender":7,"recipient":null}]`, 1},
	} {
		b, err := decode(`{"object":"page","entry":[{"id":"1",` + c.entry + `}]}`)
		if err != nil || b.Ignored != c.want || b.Events != nil {
			t.Errorf("N7: %s: %v, %v, want %d ignored", why, b, err, c.want)
		}
	}
	if b, err := decode(`{"object":"page","entry":[]}`); err != nil || b.Ignored != 0 {
		t.Errorf("N7: no entries: %v, %v", b, err)
	}
}

func TestKindWords(t *testing.T) {
	for k, want := range map[meta.EventKind]string{
		meta.OptedIn: "opted in", meta.Stopped: "stopped", meta.Resumed: "resumed", 9: "kind(9)",
	} {
		if k.String() != want {
			t.Errorf("N7: %q, want %q", k, want)
		}
	}
}
