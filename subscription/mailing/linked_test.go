package mailing_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/clientele-go/clientele/subscription/mailing"
)

// Opened through a symbolic link, what is forgotten is gone from the real file,
// and what is recorded then is in it (G3, G4).
func TestOpenedThroughALink(t *testing.T) {
	folder := t.TempDir()
	for _, there := range []bool{true, false} { // whether the real file exists when the link is opened
		path := filepath.Join(folder, map[bool]string{true: "there", false: "new"}[there])
		link := path + " link"
		if err := os.Symlink(path, link); err != nil {
			t.Skip("no symbolic links here:", err)
		}
		if there {
			if err := openAcks(t, path).Close(); err != nil {
				t.Fatal(err)
			}
		}
		f := openAcks(t, link)
		for _, who := range []string{"ann", "bob"} {
			a := mailing.Acknowledgement{Provider: "service", Key: mailing.NewSecret(who + "@example.com"), State: mailing.Subscribed}
			if err := f.Record(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Forget(t.Context(), mailing.NewSecret("ann@example.com")); err != nil {
			t.Fatal(err)
		}
		cid := mailing.Acknowledgement{Provider: "service", Key: mailing.NewSecret("cid@example.com"), State: mailing.Subscribed}
		if err := errors.Join(f.Record(t.Context(), cid), f.Close()); err != nil {
			t.Fatal(err)
		}
		keys := ""
		for a, err := range openAcks(t, path).EachAcknowledgement(t.Context(), "service") {
			if err != nil {
				t.Fatal(err)
			}
			keys += a.Key.Reveal() + " "
		}
		if keys != "bob@example.com cid@example.com " {
			t.Errorf("G3, G4: the real file has %s after ann was forgotten through the link", keys)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("G4: the link is a file now, %v", err)
		}
	}
}

// Whether the file can be replaced is tried when it is opened, not after
// somebody was erased everywhere else (G4): it is another file then, with the
// same records.
func TestOpeningTriesToReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	f := openAcks(t, path)
	a := mailing.Acknowledgement{Provider: "service", Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed}
	if err := errors.Join(f.Record(t.Context(), a), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, path+" of old"); err != nil {
		t.Skip("no hard links here:", err)
	}
	if err := openAcks(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	old, err := os.Stat(path + " of old")
	now, err2 := os.Stat(path)
	if err := errors.Join(err, err2); err != nil || os.SameFile(old, now) || old.Size() != now.Size() {
		t.Errorf("G4: opening did not try to replace the file: %v", err)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 2 {
		t.Errorf("G4: opening leaves %d files, want 2, %v", len(all), err)
	}
}
