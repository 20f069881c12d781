package database

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
)

// buildIn names the database that this program opens as a host, in place of the tests.
const buildIn = "DASHBOARD_BUILD_IN"

// builds opens a host until it is killed.
func builds(url string) int {
	if _, err := Open(context.Background(), Options{URL: url, ConsentPopup: true}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// H11: a host that is killed in the middle of a build goes on with it when it starts again,
// and what changed in between is seen.
func TestKilledBuild(t *testing.T) {
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	b := loaded(t, "sqlite:"+filepath.Join(t.TempDir(), "shop.db"), pagestest.Many(f, 20))
	shop, err := shopdb.Open(t.Context(), b.url, "")
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	if !killed(t, shop, b.url) {
		t.Fatal("no kill came in the middle of a build")
	}
	b.does(t, "INSERT INTO customers (id, username) VALUES ('aa-new', 'Newcomer')")
	h := b.open(t)
	if !strings.Contains(h.said.String(), "Going on with the rollup") {
		t.Errorf("the host does not go on with the build:\n%s", h.said)
	}
	paths := []string{"customers?limit=500&sort=id", "growth?unit=month"}
	got := files(h.Client, paths)
	if !strings.Contains(h.Get("customers?search=aa-new"), `data-id="aa-new"`) {
		t.Error("H11: a customer who came between the builds is not in the list")
	}
	h.shut()
	if err := shop.Rollup.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(files(b.open(t).Client, paths), got); diff != "" {
		t.Errorf("H11: after a kill in the middle of a build, files (- built at once, + in two parts):\n%.1000s", diff)
	}
}

// killed kills a host in the middle of its build, and reports whether that came to pass.
func killed(t *testing.T, shop *shopdb.Shop, url string) bool {
	t.Helper()
	for range 5 {
		if err := shop.Rollup.Clear(t.Context()); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), buildIn+"="+url)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		for over := false; !over; {
			m, err := shop.Meta(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if over = m.From != "" || m.Print != "" && !m.Building; over {
				break
			}
			select {
			case <-ended:
				over = true
			case <-time.After(time.Millisecond):
			}
		}
		_ = c.Process.Kill()
		<-ended
		m, err := shop.Meta(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if m.Building && m.From != "" {
			return true
		}
	}
	return false
}
