package listmonk_test

import (
	"bufio"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// postbox is a mail server that delivers nothing.
type postbox struct {
	mu   sync.Mutex
	sent []string // to whom
	bad  string   // whose mail is refused
}

// receive listens for mail until the test ends.
func receive(t testing.TB, at string) *postbox {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p := &postbox{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.talk(c)
		}
	}()
	return p
}

// talk is one conversation.
func (p *postbox) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	say := func(line string) { _, _ = fmt.Fprintf(c, "%s\r\n", line) }
	say("220 nowhere")
	in, to := bufio.NewScanner(c), ""
	for data := false; in.Scan(); {
		line := in.Text()
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); {
		case data && line != ".":
		case data:
			data = false
			p.take(to)
			say("250 taken")
		case verb == "RCPT":
			if to = strings.Trim(line[len("RCPT TO:"):], " <>"); p.refuses(to) {
				say("550 nobody here")
			} else {
				say("250 well")
			}
		case verb == "DATA":
			data = true
			say("354 go on")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 well")
		}
	}
}

func (p *postbox) take(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, to)
}

func (p *postbox) refuses(to string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bad != "" && strings.Contains(to, p.bad)
}

func (p *postbox) refuse(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bad = address
}

// to is how many mails came for an address, once there was time to send them.
func (p *postbox) to(address string) int {
	time.Sleep(500 * time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(p.sent), func(to string) bool { return to != address }))
}
