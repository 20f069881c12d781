package mailchimp

import (
	"testing"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// A phrase is known in any ASCII case, and in no other spelling (I4): the Kelvin sign
// is no K.
func TestCodeOf(t *testing.T) {
	for text, want := range map[string]mailing.Code{
		"Looks Fake or Invalid":           mailing.CodeAddress,
		"MEMBER EXISTS":                   mailing.CodeExists,
		"loo\u212as fa\u212ae or invalid": mailing.CodeUnknown,
		"":                                mailing.CodeUnknown,
	} {
		if got := codeOf(text); got != want {
			t.Errorf("I4: %q is code %v, want %v", text, got, want)
		}
	}
}
