package mailing

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/clientele-go/clientele/internal/base/seal"
)

// A record is sealed under the key of its use alone: nothing else of the same secret opens it.
func TestRecordsHaveAKeyOfTheirOwn(t *testing.T) {
	payload, err := someSealer(t, "k1").seal(someAck("ann", 1))
	must(t, err)
	id, text, _ := bytes.Cut(payload, []byte(" "))
	data, err := base64.StdEncoding.DecodeString(string(text))
	must(t, err)
	box, err := seal.New([]byte(fileKey("k1").Secret.Reveal()), seal.Acknowledgement)
	must(t, err)
	if _, err := box.Open(data, id); err != nil {
		t.Errorf("G6: the key of acknowledgements does not open one: %v", err)
	}
}

// Two seals of one acknowledgement have nothing in common, although key and text
// are the same: with one nonce for two texts, AES-GCM hides neither.
func TestNoSealIsLikeAnother(t *testing.T) {
	s := someSealer(t, "2025")
	a := Acknowledgement{Provider: "letters", Key: NewSecret("ann@example.org"), Address: NewSecret("Ann@example.org"), ID: "1"}
	const n = 12 // the length of a nonce
	var before []byte
	nonces := map[string]bool{}
	for range 100 {
		payload, err := s.seal(a)
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := bytes.Cut(payload, []byte(" "))
		data, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if nonces[string(data[:n])] {
			t.Fatal("G6: a nonce comes twice")
		}
		nonces[string(data[:n])] = true
		if before != nil && bytes.Equal(before, data[n:]) {
			t.Fatal("G6: the same text is sealed to the same bytes")
		}
		before = data[n:]
		if got, err := s.open(payload); err != nil || !got.equal(a) {
			t.Fatalf("G6: the seal opens to %v, %v", got, err)
		}
	}
}
