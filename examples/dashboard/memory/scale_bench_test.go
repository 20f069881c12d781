package memory

import (
	"cmp"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
)

// scaled is a shop of SHOPS samples, 395 customers each; 25 are 10,000 customers.
func scaled(b *testing.B) pages.Shop {
	b.Helper()
	f, err := kettle()
	if err != nil {
		b.Fatal(err)
	}
	n, err := strconv.Atoi(cmp.Or(os.Getenv("SHOPS"), "25"))
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(b.Context(), pagestest.Many(f, n), Options{Location: time.UTC, ConsentPopup: true})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkPages measures the pages of a large shop, warm: the list in its orders and
// filters, and each page of reports for a question that nobody has asked yet. SHOPS is how
// many samples the shop is.
func BenchmarkPages(b *testing.B) {
	h, err := pages.New(scaled(b))
	if err != nil {
		b.Fatal(err)
	}
	pagestest.Pages(b, h)
}

// BenchmarkReaders has 50 readers ask for pages while customers change.
func BenchmarkReaders(b *testing.B) { pagestest.Readers(b, scaled(b)) }
