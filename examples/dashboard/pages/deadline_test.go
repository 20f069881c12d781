package pages

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/export/folder"
)

// slowly serves pages, without time-outs of the server, and connects to them. Of them,
// /big is a download of 24 MB, more than the kernel keeps.
func slowly(t *testing.T, p pace) net.Conn {
	t.Helper()
	s := &server{Shop: Shop{Facts: shop.New(&folder.Facts{}), Secret: make([]byte, 32), Open: true}, pace: p}
	mux := http.NewServeMux()
	mux.Handle("/", s.routes())
	mux.Handle("/big", s.outside(s.handler(func(*http.Request, url.Values) (any, error) {
		return download{"big.csv", "text/csv", false, func(w io.Writer) error {
			for range big / len(zeros) {
				if _, err := w.Write(zeros); err != nil {
					return err
				}
			}
			return nil
		}}, nil
	})))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

const big = 24 << 20

var zeros = make([]byte, 1<<20)

// ended fails unless the server closes the connection, and returns what it sent.
func ended(t *testing.T, conn net.Conn) string {
	t.Helper()
	sent, err := io.ReadAll(conn)
	if e, ok := err.(net.Error); ok && e.Timeout() {
		t.Fatalf("the connection is open after 20 seconds; %d bytes came", len(sent))
	}
	return string(sent)
}

// A form that never ends is answered, and the connection closed.
func TestSlowForm(t *testing.T) {
	conn := slowly(t, pace{form: 200 * time.Millisecond, piece: time.Minute, whole: time.Minute})
	fmt.Fprint(conn, "POST /favorite HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nid=c")
	if sent := ended(t, conn); !strings.HasPrefix(sent, "HTTP/1.1 400 ") {
		t.Errorf("a form that never ends: %.200s", sent)
	}
}

// A GET with a body that never comes holds no connection.
func TestBodyThatNeverComes(t *testing.T) {
	conn := slowly(t, pace{form: 200 * time.Millisecond, piece: time.Minute, whole: time.Minute})
	fmt.Fprint(conn, "GET /style.css HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
	ended(t, conn)
}

// A download that nobody reads is broken off, so that it does not hold a sequence of the
// repository open; one that is read slowly is not.
func TestSlowReader(t *testing.T) {
	conn := slowly(t, pace{form: time.Minute, piece: 200 * time.Millisecond, whole: time.Minute})
	fmt.Fprint(conn, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(time.Second)
	if sent := ended(t, conn); !strings.HasPrefix(sent, "HTTP/1.1 200 ") || len(sent) > big {
		t.Errorf("%d bytes of a download that nobody read for a second", len(sent))
	}

	conn = slowly(t, pace{form: time.Minute, piece: 2 * time.Second, whole: time.Minute})
	fmt.Fprint(conn, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all := 0
	for buffer := make([]byte, 1<<20); err == nil; time.Sleep(time.Millisecond) {
		var n int
		n, err = answer.Body.Read(buffer)
		all += n
	}
	if all != big || !errors.Is(err, io.EOF) {
		t.Errorf("a slow reader gets %d bytes, want %d: %v", all, big, err)
	}
}

// A reader at any pace is not served for longer than an answer may take.
func TestEndlessReader(t *testing.T) {
	conn := slowly(t, pace{form: time.Minute, piece: time.Minute, whole: 200 * time.Millisecond})
	fmt.Fprint(conn, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(time.Second)
	if sent := ended(t, conn); len(sent) > big {
		t.Errorf("%d bytes of a download after its time", len(sent))
	}
}

// What is computed takes as long as it takes: the time of the form and of a piece are the
// client's.
func TestSlowAnswer(t *testing.T) {
	s := &server{Shop: Shop{Open: true}, pace: pace{form: 50 * time.Millisecond, piece: 50 * time.Millisecond, whole: time.Minute}}
	server := httptest.NewServer(s.outside(s.handler(func(r *http.Request, _ url.Values) (any, error) {
		time.Sleep(200 * time.Millisecond)
		return redirect("customers"), r.Context().Err()
	})))
	defer server.Close()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 2 { // on one connection
		answer, err := client.PostForm(server.URL, url.Values{"id": {"c"}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			t.Errorf("an answer that takes longer than the form: status %d, want 303", answer.StatusCode)
		}
	}
}
