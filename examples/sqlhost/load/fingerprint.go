package load

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Fingerprint tells one folder of CSV files from another: a SHA-256 of their
// names and contents, and of the location that their times are in.
func Fingerprint(fsys fs.FS, location string) (string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return "", fmt.Errorf("load: %w", err)
	}
	all := sha256.New()
	fmt.Fprintf(all, "%q\n", location)
	for _, e := range entries { // by name
		if !strings.HasSuffix(strings.TrimSuffix(e.Name(), ".gz"), ".csv") {
			continue
		}
		one := sha256.New()
		f, err := fsys.Open(e.Name())
		if err != nil {
			return "", fmt.Errorf("load: %w", err)
		}
		_, err = io.Copy(one, f)
		if err2 := f.Close(); err == nil {
			err = err2
		}
		if err != nil {
			return "", fmt.Errorf("load: %w", err)
		}
		fmt.Fprintf(all, "%q %x\n", e.Name(), one.Sum(nil))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}
