package pages

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"
)

// errPrivate says that an address that a person typed is inside the host's network.
var errPrivate = errors.New("the service's address is not on the public internet")

// A gate lets calls to mailing services out to public addresses alone, whatever a name
// resolves to: whoever may add a list must not reach the host's own network by it.
type gate struct {
	any     bool          // lets everything through
	refused atomic.Bool   // it has refused an address
	names   *net.Resolver // nil is the host's
}

// control refuses an address that is not public.
func (g *gate) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !g.any && !public(to.Addr()) {
		g.refused.Store(true)
		return errPrivate
	}
	return nil
}

// wait waits between the tries of a call. After a refusal there is no further try.
func (g *gate) wait(ctx context.Context, d time.Duration) error {
	if g.refused.Load() {
		return errPrivate
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// client returns what calls are made with.
func (g *gate) client() *http.Client {
	dialer := &net.Dialer{Timeout: 30 * time.Second, Control: g.control, Resolver: g.names}
	return &http.Client{
		Timeout:       150 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 20 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Ranges of addresses that are not the public internet's, beyond those that netip tells.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/23"),
}

// public reports whether an address is one of the public internet.
func public(a netip.Addr) bool {
	if a = a.Unmap(); !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// address checks the address of a service: a host by https, without credentials.
func (s *server) address(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", errors.New("pages: not the address of a service")
	}
	if u.Scheme != "https" && !(s.AnyAddress && u.Scheme == "http") {
		return "", errors.New("pages: the address is not https")
	}
	return u.String(), nil
}
