package export

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Sweep removes the unfinished files that WriteFile and Batch leave beside these files
// if the process is killed, because they may hold personal data. Call it when a program
// that writes files starts. Sweep removes nothing from a directory to which a living
// process is writing, nor where the system cannot tell (Windows, some network file
// systems). It leaves files that the user has no permission to remove.
func Sweep(paths ...string) error {
	names := map[string][]string{} // by directory
	for _, path := range paths {
		dir, base := filepath.Split(filepath.Clean(path))
		names[dir] = append(names[dir], base)
	}
	for dir, names := range names {
		if err := sweep(dir, names); err != nil {
			return err
		}
	}
	return nil
}

func sweep(dir string, names []string) error {
	d, err := os.Open(orCurrent(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return &fileError{orCurrent(dir), err}
	}
	defer d.Close()
	if !lockAlone(d) {
		return nil
	}
	entries, err := d.ReadDir(-1)
	if err != nil {
		return &fileError{orCurrent(dir), err}
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !leftOver(e.Name(), names) {
			continue
		}
		err := os.Remove(filepath.Join(dir, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return &fileError{orCurrent(dir), err}
		}
	}
	return nil
}

// orCurrent returns a directory's path in a form that can be opened: the current
// one if it is empty.
func orCurrent(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// The name of a temporary file: that of the final one between a point and these,
// with as many letters and digits in the middle.
const (
	temporaryMark  = ".clientele-"
	temporaryEnd   = ".tmp"
	temporaryChars = 13
	alphabet       = "0123456789abcdefghijklmnopqrstuv"
)

// temporaryName returns a new name for a file that is on its way to base.
func temporaryName(base string) string {
	var chars [temporaryChars]byte
	for i := range chars {
		chars[i] = alphabet[rand.IntN(len(alphabet))]
	}
	return stem(base) + string(chars[:]) + temporaryEnd
}

// stem returns how the temporary names of a file begin. The whole name must not
// be too long for the file system.
func stem(base string) string { return "." + base[:min(len(base), 100)] + temporaryMark }

// leftOver reports whether a name is a temporary one of these files.
func leftOver(name string, files []string) bool {
	for _, file := range files {
		rest, ok := strings.CutPrefix(name, stem(file))
		chars, end := strings.CutSuffix(rest, temporaryEnd)
		if ok && end && len(chars) == temporaryChars && strings.Trim(chars, alphabet) == "" {
			return true
		}
	}
	return false
}
