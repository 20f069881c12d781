//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package mailing

import (
	"errors"
	"os"
	"testing"
)

// While a file is open, nobody else opens it, under whatever name, also after it was
// written anew; who was refused takes nothing away. A new file has the permissions of the
// one that it replaces.
func TestFileIsOpenOnce(t *testing.T) {
	path, _ := recorded(t)
	must(t, os.Chmod(path, 0o640))
	link := path + " link"
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	f, err := OpenAcknowledgements(link, fileKey("k1"))
	must(t, err)
	for _, who := range []string{"ann", "bob"} {
		must(t, f.Record(t.Context(), someAck(who, 1)))
		for _, name := range []string{path, link} {
			if _, err := OpenAcknowledgements(name, fileKey("k1")); !errors.Is(err, ErrInUse) {
				t.Errorf("M6: opened again: %v", err)
			}
		}
		must(t, f.Forget(t.Context(), someAck("ann", 1).Key))
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("G4: the permissions are %v after the file was written anew, %v", info.Mode(), err)
	}
	must(t, f.Close())
	reads(t, "closed", path, someAck("bob", 1))
}
