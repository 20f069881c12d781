package meta_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// A host stores the events of each body, and answers with an error if it cannot.
// Then Meta sends the body again.
func ExampleHandler() {
	var stored []meta.Event
	webhook := &meta.Handler{
		AppSecret:   notify.NewToken("the app's secret"), // from the app's settings
		VerifyToken: notify.NewToken("a word of ours"),   // which is entered there
		Accept: func(ctx context.Context, b meta.Delivery) error {
			for _, rejected := range b.Rejected {
				fmt.Println("rejected:", rejected) // for the log
			}
			stored = append(stored, b.Events...) // into the database, with ctx
			return nil
		},
	}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/meta", webhook)

	// Meta signs each body.
	mac := hmac.New(sha256.New, []byte("the app's secret"))
	mac.Write([]byte(body))
	r := httptest.NewRequest("POST", "/webhooks/meta", strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, r)
	fmt.Println(answer.Code, stored)
	fmt.Println(webhook.AppSecret)
	// Output:
	// 200 [user "600" opted in]
	// token:cd9a1f9a
}
