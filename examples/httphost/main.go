// Command httphost serves a shop as JSON over HTTP. It is a host to learn from: a small
// program that keeps its own data and embeds the library.
//
//	go run ./examples/httphost
//
// Read it in this order:
//
//	../internal/shop  the shop's data: the repository of every wing, changes, holders
//	service.go        from a URL to a question, from an answer or an error to JSON
//	customers.go      the list, one customer, the CSV file, marking favourites
//	reports.go        statuses and their trend, engagement, subscriptions, notifications
//	privacy.go        what is held on a person: exported, planned, erased
//	webhook.go        opt-ins that Meta sends
//
// The shop is the sample, the Ninth Kettle, in memory. The program lets in whoever can
// reach it, so it listens on the loopback interface alone: put your own sign-in before
// yours.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/export/folder"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "where to listen")
	flag.Parse()
	if err := run(*addr); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(addr string) error {
	facts, err := folder.Read(context.Background(), sample.FS(), folder.Options{})
	if err != nil {
		return err
	}
	// The sample ends in June 2024, and so does this host's clock. Yours is time.Now.
	closing := func() time.Time { return facts.Latest }
	s, err := newService(shop.New(facts), closing)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	for _, try := range tries {
		fmt.Printf("http://%s%s\n", listener.Addr(), try)
	}
	server := &http.Server{Handler: s.routes(), ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	return server.Serve(listener)
}

// tries are URLs that show something. A test asks for each of them.
var tries = []string{
	"/customers?limit=20",
	"/customers?status=very+active&status=active&sort=revenue&sort_currency=EUR&descending=true",
	"/customers?search=example.org&type=registered",
	"/customers/c025",
	"/customers/c025/subscription",
	"/customers.csv?type=favorite",
	"/summary?consent_popup=true",
	"/statuses/trend?from=2024-01-01&unit=month&location=Europe/Rome",
	"/engagement?from=2024-05-01&unit=week&channel=whatsapp&top=5",
	"/subscriptions?from=2024-05-01&unit=week",
	"/notifications",
	"/customers/c025/export.zip?mode=access",
	"/customers/c025/erasure",
}
