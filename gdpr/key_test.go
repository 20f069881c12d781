package gdpr_test

import (
	"crypto/sha256"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

// graves are the hashes of an erased subject's ID and address.
func graves(t *testing.T, secret string, s gdpr.Subject) []gdpr.KeyedHash {
	t.Helper()
	r := shop()
	k, err := gdpr.NewKey("key-2024", []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	r.Keys = gdpr.Keys{k}
	erase(t, r, "r1", s, 1)
	var all []gdpr.KeyedHash
	for g, err := range r.Tombstones.Each(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g.Subject)
	}
	return all
}

// A tombstone is an HMAC-SHA-256 under a key of HKDF-SHA-256 from the host's
// secret. The values here were computed by another program: tombstones are kept
// for good, so whoever changes them lets everybody back in.
func TestG5HashesAreKeyedAndStay(t *testing.T) {
	const secret = "32 random bytes out of a key store"
	ann := gdpr.Subject{ID: "7", Email: " Ann@Example.org"}
	got := graves(t, secret, ann)
	want := []string{
		"key-2024:129c2bf08c01edf9b0f99ee752dffe98130b1d13cff560a75d7ef301bdc3defb",
		"key-2024:9136c2a82dd2718a2ad424f4e1da3c3efb60eaa6c993048753d51111f38cbf53",
	}
	for i, w := range want {
		if len(got) != 2 || got[i].String() != w {
			t.Fatalf("G5: the tombstones are %v, want %s", got, w)
		}
	}
	for i, text := range []string{"7", "ann@example.org"} {
		if got[i].Sum == sha256.Sum256([]byte(text)) {
			t.Errorf("G5: the tombstone of %q is a plain hash", text)
		}
	}
	other := graves(t, secret+"!", ann)
	if other[0] == got[0] || other[1] == got[1] {
		t.Error("G5: another secret gives the same tombstone")
	}
	same := graves(t, secret, gdpr.Subject{ID: "x", Email: "x"})
	if same[0] == same[1] {
		t.Error("G5: an ID and an address of the same text have the same tombstone")
	}
}
