package database

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
)

// questions are pages of all kinds.
var questions = []string{
	"customers?limit=500", "customers?status=active&sort=revenue&sort_currency=EUR&descending=true", "customers?search=nikos", "customer?id=c025",
	"analysis?unit=month", "growth?unit=week", "subscriptions?unit=month", "notifications", "cohorts", "value",
}

// files returns the CSV files that pages offer, by name and question.
func files(c pagestest.Client, questions []string) map[string]string {
	c.Helper()
	all := map[string]string{}
	for _, q := range questions {
		for _, link := range c.Links(c.Get(q)) {
			name, _, _ := strings.Cut(link, "?")
			if path.Ext(name) == ".csv" {
				all[link] = c.Get(link)
			}
		}
	}
	return all
}

// O1, H12: the pages offer the same files as those of the same shop in memory, byte for
// byte, also after a restart.
func TestSameAsInMemory(t *testing.T) {
	want := files(inMemory(t), questions)
	if len(want) < 30 {
		t.Fatalf("the pages in memory offer %d files: the test looks at too little", len(want))
	}
	everyDatabase(t, func(t *testing.T, b base) {
		for range 2 {
			h := b.open(t)
			if diff := cmp.Diff(want, files(h.Client, questions)); diff != "" {
				t.Errorf("O1: files (- in memory, + in the database):\n%.2000s", diff)
			}
			h.shut()
		}
	})
}

// A host's own tables are only shown: nothing of theirs is written. The table of changes is
// all that is made.
func TestMapping(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		had := b.texts(t, b.tables())
		h := b.open(t, mapping(t))
		if made := slices.DeleteFunc(b.texts(t, b.tables()), func(table string) bool { return slices.Contains(had, table) }); !slices.Equal(made, []string{"dashboard_changes"}) {
			t.Errorf("the host makes the tables %q", made)
		}
		if got, want := files(h.Client, questions[:6]), files(inMemory(t), questions[:6]); !cmp.Equal(got, want) {
			t.Error("O1: with a mapping of the same names the files are others than in memory")
		}
		for _, page := range []string{"favorite?id=c025&on=true", "delete?id=c025", "everything.zip?id=c025", "push?id=c025"} {
			if w := h.Ask(page); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404", page, w.Code)
			}
		}
	})
}
