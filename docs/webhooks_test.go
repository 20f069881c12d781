package docs_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// events is a table of the events that came, each once.
type events struct {
	mu  sync.Mutex
	all map[meta.Event]bool
}

// accept stores what one body says. An error makes Meta send the body again.
func (e *events) accept(ctx context.Context, b meta.Delivery) error {
	for _, rejected := range b.Rejected {
		slog.WarnContext(ctx, "event rejected", "error", rejected)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, event := range b.Events {
		e.all[event] = true // Meta can send an event twice
	}
	return nil
}

// optIns makes the facts of all events. The shop wrote the notification and the
// customer into the payload when it asked for the opt-in.
func (e *events) optIns() ([]notify.OptIn, error) {
	var all []meta.Event
	for event := range e.all {
		all = append(all, event)
	}
	return meta.OptIns(all, func(event meta.Event) (notify.NotificationID, customer.ID, error) {
		notification, id, ok := strings.Cut(event.Payload, " ")
		if !ok {
			return "", "", errors.New("the payload names no customer")
		}
		return notify.NotificationID(notification), customer.ID(id), nil
	})
}

func Example_webhook() {
	came := &events{all: map[meta.Event]bool{}}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/meta", &meta.Handler{
		AppSecret:   notify.NewToken("the app's secret"),   // from the app's settings
		VerifyToken: notify.NewToken("a word of your own"), // the word that you enter there
		Accept:      came.accept,
	})

	const body = `{"object":"page","entry":[{"id":"7","time":1714554000000,"messaging":[{"sender":{"id":"600"},"recipient":{"id":"7"},"timestamp":1714554000000,` +
		`"optin":{"type":"notification_messages","payload":"news c025","notification_messages_token":"t-1","notification_messages_timezone":"UTC","token_expiry_timestamp":1730000000000,"title":"News"}}]}]}`
	for _, secret := range []string{"the app's secret", "the app's secret", "a guess"} {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(body))
		r := httptest.NewRequest("POST", "/webhooks/meta", strings.NewReader(body))
		r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, r)
		fmt.Println(answer.Code)
	}
	facts, err := came.optIns()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range facts {
		fmt.Println(f.Notification, f.Customer)
	}
	// Output:
	// 200
	// 200
	// 403
	// news c025
}
