package gdpr

import (
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
)

// Manifest says what an archive has in it (G2). It holds no personal data.
type Manifest struct {
	Version int           `json:"version"` // 1
	Mode    string        `json:"mode"`
	At      string        `json:"at"` // RFC 3339 in UTC
	Holders []HolderCount `json:"holders"`

	// The subject has an address that is another customer's too: what is held under
	// it alone is not in the archive (G3).
	EmailLeftOut bool `json:"email_left_out,omitempty"`

	Files []ArchiveFile `json:"files"` // all but manifest.json itself
}

// HolderCount is how many records of a holder were exported, zero included.
type HolderCount struct {
	Name    Name `json:"name"`
	Records int  `json:"records"`
}

// ArchiveFile is a file of an archive.
type ArchiveFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // in hexadecimal digits
}

func newManifest(q *Export) Manifest {
	return Manifest{Version: 1, Mode: q.Mode.String(), At: stamp(q.At)}
}

func (m *Manifest) add(name string, size int64, sum hash.Hash) {
	m.Files = append(m.Files, ArchiveFile{name, size, hex.EncodeToString(sum.Sum(nil))})
}

func (m *Manifest) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(m)
}
