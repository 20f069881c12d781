package gdpr

import "testing"

// A record is one JSON value of known fields, and nothing after it.
func TestG4StrictRecords(t *testing.T) {
	const hash = `"k:00000000000000000000000000000000000000000000000000000000000000ff"`
	for _, c := range []struct {
		tail   string
		taken  bool
		reason string
	}{
		{``, true, "a record"},
		{` `, true, "white space"},
		{`}`, false, "an end too many"},
		{`]`, false, "an end of something else"},
		{`{}`, false, "a second value"},
		{`,`, false, "more to come"},
		{`x`, false, "not JSON"},
	} {
		_, err := decodeEntry([]byte(`{"request":"r1","subject":` + hash + `}` + c.tail))
		_, err2 := decodeTombstone([]byte(`{"subject":` + hash + `}` + c.tail))
		if (err == nil) != c.taken || (err2 == nil) != c.taken {
			t.Errorf("G4: %s: %v, %v", c.reason, err, err2)
		}
	}
	if _, err := decodeEntry([]byte(`{"request":"r1","subject":` + hash + `,"who":"x"}`)); err == nil {
		t.Error("G4: an unknown field is taken")
	}
}
