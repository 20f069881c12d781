package pages

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// The public internet is what lies outside of the host's network, however an address is
// written.
func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"93.184.215.14": true, "8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "192.0.0.8": false, "198.18.0.1": false, "203.0.113.1": false,
		"224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "fe80::1": false, "fc00::1": false, "fd00:ec2::254": false,
		"fec0::1": false, "ff02::1": false, "64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "2002:7f00:1::": false, "2001:0:1::1": false, "2001:db8::1": false,
	} {
		if got := public(netip.MustParseAddr(text)); got != want {
			t.Errorf("public(%s) = %t, want %t", text, got, want)
		}
	}
}

// turncoat is a name server whose first answer is a public address, and whose later ones
// are the loopback interface's.
func turncoat(t *testing.T) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		asked := 0
		for buffer := make([]byte, 1500); ; {
			n, from, err := server.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				address := [4]byte{127, 0, 0, 1}
				if asked++; asked == 1 {
					address = [4]byte{93, 184, 215, 14}
				}
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: address}}}
			}
			if text, err := m.Pack(); err == nil {
				server.WriteTo(text, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// A name that points to a public address when it is looked up, and to the host's own
// network when it is called, is not called: the address itself is checked, as it is
// dialled.
func TestNameThatChanges(t *testing.T) {
	var called atomic.Bool
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	defer inside.Close()
	g := &gate{names: turncoat(t)}
	first, err := g.names.LookupNetIP(t.Context(), "ip4", "lists.example.com")
	if err != nil || len(first) != 1 || !public(first[0]) {
		t.Fatalf("the first answer is %v, %v; want a public address", first, err)
	}
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	r, err := http.NewRequestWithContext(t.Context(), "GET", "https://lists.example.com:"+port, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := g.client().Do(r)
	if err == nil {
		answer.Body.Close()
	}
	if !errors.Is(err, errPrivate) || !g.refused.Load() || called.Load() {
		t.Errorf("a name that now is the host's own: error %v, refused %t, called %t", err, g.refused.Load(), called.Load())
	}
}

// A redirect of a service is not followed, wherever it leads.
func TestRedirectOfAService(t *testing.T) {
	var called atomic.Bool
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	defer inside.Close()
	service := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	defer service.Close()
	r, err := http.NewRequestWithContext(t.Context(), "POST", service.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&gate{any: true}).client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusTemporaryRedirect || called.Load() {
		t.Errorf("status %d, called %t; want the redirect itself", answer.StatusCode, called.Load())
	}
}

// What is typed as a service's address is https, a host, and a path.
func TestAddress(t *testing.T) {
	s := &server{}
	for text, want := range map[string]bool{
		"https://lists.example.com": true, "https://lists.example.com/api": true,
		"": false, "lists.example.com": false, "http://lists.example.com": false, "file:///etc/passwd": false, "https://": false, "https:///x": false,
		"https://user:pass@lists.example.com": false, "https://lists.example.com?x=1": false, "https://lists.example.com#x": false,
		"https://lists.example.com\r\nHost: x": false, "gopher://lists.example.com": false, "https://[::1": false,
	} {
		if _, err := s.address(text); (err == nil) != want {
			t.Errorf("address(%q): error %v, want a good one %t", text, err, want)
		}
	}
}
