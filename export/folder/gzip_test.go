package folder_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/clientele-go/clientele/export/folder"
)

// members is a file of empty gzip members without end, which unpack to nothing.
type members struct {
	fs.File
	member []byte
	cancel context.CancelFunc
	reads  *int
}

func (m members) Read(p []byte) (int, error) {
	if *m.reads++; *m.reads == 5 {
		m.cancel()
	}
	if *m.reads > 100 {
		return 0, errors.New("so that the test ends")
	}
	return copy(p, bytes.Repeat(m.member, len(p)/len(m.member)+1)[:len(p)/len(m.member)*len(m.member)]), nil
}

type packed struct {
	endless
	m members
}

func (p packed) Open(name string) (fs.File, error) {
	f, err := p.MapFS.Open(name)
	if name == "logins.csv.gz" && err == nil {
		m := p.m
		m.File = f
		return m, nil
	}
	return f, err
}

// What unpacks to nothing for ever ends with the context, too (X6).
func TestUnpackingEndsWithTheContext(t *testing.T) {
	var b bytes.Buffer
	if err := gzip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := members{member: b.Bytes(), cancel: cancel, reads: new(int)}
	shop := packed{endless{MapFS: files("customers.csv", "id|a|", "logins.csv.gz", "x")}, m}
	if _, err := folder.Read(ctx, shop, folder.Options{Workers: 1}); !errors.Is(err, context.Canceled) || *m.reads > 6 {
		t.Errorf("X6: error %v after %d reads, want the context's after 5", err, *m.reads)
	}
}
