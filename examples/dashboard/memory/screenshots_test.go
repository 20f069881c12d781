package memory

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var (
	update = flag.Bool("update", false, "take the screenshots of the README anew")
	shots  = flag.String("shots", "", "take pictures of every page into a `folder`, to look at")
)

// The README's screenshots are those of the pages. They are taken with -update; without
// it, the test looks that every page can be drawn.
func TestScreenshots(t *testing.T) {
	b := open(t, sampleShop(t), true)
	for _, shot := range []struct {
		name, path    string
		width, height int64
		scheme        string
	}{
		{"customers", "customers?status=very+active&status=active&consent_popup=true&as_of=2024-06-15T18:00:00Z", 1200, 700, "light"},
		{"customer", "customer?id=c025", 900, 900, "light"},
		{"analysis", "analysis?unit=month", 1200, 1000, "light"},
		{"subscriptions", "subscriptions?unit=month", 1200, 1400, "dark"},
		{"notifications", "notifications", 1200, 900, "light"},
		{"growth", "growth?unit=week", 1200, 1500, "light"},
		{"cohorts", "cohorts", 1200, 900, "light"},
		{"value", "value", 1200, 900, "dark"},
		{"mailing", "mailing", 1200, 700, "light"},
		{"delete", "delete?id=c025", 1200, 700, "light"},
		{"phone", "analysis?unit=month", 390, 844, "dark"},
	} {
		b.run(emulation.SetDeviceMetricsOverride(shot.width, shot.height, 1, false),
			emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: shot.scheme}}))
		b.visit(shot.path)
		var png []byte
		b.run(chromedp.CaptureScreenshot(&png))
		if len(png) < 10_000 {
			t.Errorf("the picture of %s has %d bytes", shot.path, len(png))
		}
		if *update {
			if err := os.WriteFile(filepath.Join("..", "screenshots", shot.name+".png"), png, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if *shots != "" {
		everyShot(b)
	}
}

// everyShot takes every page at both widths, in light and dark, whole.
func everyShot(b *window) {
	for _, path := range everyPage {
		for _, width := range []int64{1440, 390} {
			for _, scheme := range []string{"light", "dark"} {
				b.run(emulation.SetDeviceMetricsOverride(width, 900, 1, false),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
				b.visit(path)
				var png []byte
				b.run(chromedp.FullScreenshot(&png, 100))
				name := fmt.Sprintf("%s-%d-%s.png", regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(path, "-"), width, scheme)
				if err := os.WriteFile(filepath.Join(*shots, name), png, 0o666); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}
