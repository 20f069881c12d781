package mailchimp

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/clientele-go/clientele/internal/base/word"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// problem is what Mailchimp says of a call that it refuses. Its words repeat the
// address, so only a code of ours leaves this file.
type problem struct {
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

// code returns the code for an answer that is not a success.
func code(_ int, body []byte) mailing.Code {
	var p problem
	if json.Unmarshal(body, &p) != nil {
		return mailing.CodeUnknown
	}
	text := p.Title + "\n" + p.Detail
	for _, e := range p.Errors {
		text += "\n" + e.Message
	}
	return codeOf(text)
}

// codeOf returns the code for the title of a problem, or for an error of a
// batch. No address can be taken for one of these phrases, because no address
// with white space is sent.
func codeOf(text string) mailing.Code {
	text = word.Fold(text)
	for _, known := range []struct {
		phrase string
		code   mailing.Code
	}{
		{"forgotten email not subscribed", mailing.CodeForgotten},
		{"was permanently deleted", mailing.CodeForgotten},
		{"member in compliance state", mailing.CodeCompliance},
		{"in a compliance state", mailing.CodeCompliance},
		{"looks fake or invalid", mailing.CodeAddress},
		{"valid email", mailing.CodeAddress},
		{"signed up to a lot of lists", mailing.CodeTooManyLists},
		{"merge fields were invalid", mailing.CodeFields},
		{"contact limit", mailing.CodeContactLimit},
		{"limit of contacts", mailing.CodeContactLimit},
		{"subscriber limit", mailing.CodeContactLimit},
		{"audience limit", mailing.CodeContactLimit},
		{"member exists", mailing.CodeExists},
		{"is already a list member", mailing.CodeExists},
	} {
		if strings.Contains(text, known.phrase) {
			return known.code
		}
	}
	return mailing.CodeUnknown
}

// codeIn returns the code of an error.
func codeIn(err error) mailing.Code {
	var s *mailing.StatusError
	if errors.As(err, &s) {
		return s.Code
	}
	return mailing.CodeUnknown
}
