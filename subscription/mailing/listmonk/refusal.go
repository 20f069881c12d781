package listmonk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// change sends a change that the server can refuse for good.
func (l *List) change(ctx context.Context, method, path string, body, answer any) error {
	s := l.service()
	s.Code = func(status int, answer []byte) mailing.Code { return l.reason(ctx, status, answer) }
	return s.Send(ctx, method, l.url("/subscribers"+path), body, answer)
}

// reason returns the code for a refusal. The server words it in its own
// language and gives no code, so its words are looked up. A refusal whose words
// are not among them, or cannot be looked up, is unknown, and not for good.
func (l *List) reason(ctx context.Context, status int, answer []byte) mailing.Code {
	var said struct{ Message string }
	if status != http.StatusBadRequest || json.Unmarshal(answer, &said) != nil || said.Message == "" {
		return mailing.CodeUnknown
	}
	var config struct{ Data struct{ Lang string } }
	var words struct {
		Data struct {
			Address string `json:"subscribers.invalidEmail"`
			Domain  string `json:"subscribers.domainBlocklisted"`
			Name    string `json:"subscribers.invalidName"`
		}
	}
	s := l.service()
	if s.Do(ctx, http.MethodGet, l.url("/config"), nil, &config) != nil ||
		s.Do(ctx, http.MethodGet, l.url("/lang/"+url.PathEscape(config.Data.Lang)), nil, &words) != nil {
		return mailing.CodeUnknown
	}
	switch said.Message {
	case words.Data.Address:
		return mailing.CodeAddress
	case words.Data.Domain:
		return mailing.CodeBlocked
	case words.Data.Name:
		return mailing.CodeName
	}
	return mailing.CodeUnknown
}
