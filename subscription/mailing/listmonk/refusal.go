package listmonk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// change is send, for a change that the server can refuse for good.
func (l *List) change(ctx context.Context, method, path string, body, answer any) error {
	s := l.service()
	s.Code = func(status int, answer []byte) mailing.Code { return l.reason(ctx, status, answer) }
	return s.Send(ctx, method, l.url("/subscribers"+path), body, answer)
}

// reason is what a refusal amounts to. The server says it in its own language, and
// without a code, so its words are looked up. What is none of them, or cannot be
// looked up, is unknown, and not for good.
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
