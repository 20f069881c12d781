package shopdb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// G6: a file of keys that cannot be read is an error that shows nothing of it.
func TestKeysThatCannotBeRead(t *testing.T) {
	secret := strings.Repeat("0123456789abcdef", 4)
	for _, text := range []string{"", "k1", "k1 xyz" + secret, "K " + secret, secret + " k1", "k1 " + secret + "\nk1 " + secret, "k1 " + secret[:20], strings.Repeat("k", 1<<17)} {
		file := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readKeys(file); err == nil || strings.Contains(err.Error(), secret[:20]) {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	if _, err := readKeys(filepath.Join(t.TempDir(), "nothing")); err == nil {
		t.Error("there is no file, and no error")
	}
}
