package pagestest

import (
	"archive/zip"
	"io"
	"strings"
	"testing"
)

// Data returns the data.json of what is held on a person, which is a ZIP (G2).
func Data(t testing.TB, zipped string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("data.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
