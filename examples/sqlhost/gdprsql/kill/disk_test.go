package kill

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// disk is every file of a world, by its path below the world's folder.
type disk map[string][]byte

func readDisk(dir string) (disk, error) {
	all := disk{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			all[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	return all, err
}

// copyTo writes the databases, journals and tombstones to another folder, where
// they can be opened without a change of what the host will find.
func (d disk) copyTo(dir string) error {
	for name, content := range d {
		if strings.HasPrefix(name, uploadDir) || strings.HasPrefix(name, exportDir) {
			continue
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// in are the files whose names begin with prefix in which a text is.
func (d disk) in(prefix, text string) (found []string) {
	for name, content := range d {
		if strings.HasPrefix(name, prefix) && (strings.Contains(name, text) || bytes.Contains(content, []byte(text))) {
			found = append(found, name)
		}
	}
	return found
}

// exports reports whether every export at its final name is complete: an archive
// whose files are those of its manifest, by their sums.
func (d disk) exports() error {
	for name, content := range d {
		base, inside := strings.CutPrefix(name, exportDir+"/")
		if !inside || strings.HasPrefix(base, ".") {
			continue
		}
		if err := complete(content); err != nil {
			return fmt.Errorf("torn: an export: %w", err)
		}
	}
	return nil
}

func complete(archive []byte) error {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	sums := map[string]string{}
	var manifest struct {
		Files []struct {
			Name   string `json:"name"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		sums[f.Name] = hex.EncodeToString(sum[:])
		if f.Name == "manifest.json" {
			if err := json.Unmarshal(b, &manifest); err != nil {
				return err
			}
		}
	}
	if len(manifest.Files) < 3 || len(manifest.Files) != len(sums)-1 {
		return errors.New("the manifest has other files")
	}
	for _, f := range manifest.Files {
		if sums[f.Name] != f.SHA256 {
			return fmt.Errorf("the sum of %s is another one", f.Name)
		}
	}
	return nil
}
