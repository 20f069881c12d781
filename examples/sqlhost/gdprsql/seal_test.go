package gdprsql_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// A Put that was killed after its commit is done, and never put again: what it
// left goes at the next start.
func TestTheSealOfAKilledPut(t *testing.T) {
	db := sqlite(t, "WAL")
	j, _ := stores(t, db)
	e := entry("r1", 1)
	if err := j.Put(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	e.Done, e.Sealed = true, nil
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	db.exec(t, "UPDATE erasures SET entry = ?", string(text))
	const seal = "c2VhbDE" // "seal1" in base64
	if before, err := db.dump(t.Context()); err != nil || !strings.Contains(string(before), seal) {
		t.Fatalf("the check cannot fail: %v", err)
	}
	if err := j.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, err := db.dump(t.Context()); err != nil || strings.Contains(string(after), seal) {
		t.Errorf("G6: the seal is still in a file, %v", err)
	}
}

func TestTheSealIsNowhereAfterwards(t *testing.T) {
	for _, mode := range []string{"WAL", "DELETE"} {
		db := sqlite(t, mode)
		j, _ := stores(t, db)
		e := entry("r1", 1)
		e.Sealed.Data = []byte(strings.Repeat("who it is about ", 100))
		if err := j.Put(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		sealed, err := json.Marshal(e.Sealed.Data)
		if err != nil {
			t.Fatal(err)
		}
		before, err := db.dump(t.Context())
		if err != nil || !strings.Contains(string(before), string(sealed[1:50])) {
			t.Fatalf("%s: the check cannot fail: %v", mode, err)
		}
		e.Done, e.Sealed = true, nil
		if err := j.Put(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		after, err := db.dump(t.Context())
		if err != nil || strings.Contains(string(after), string(sealed[1:50])) {
			t.Errorf("G6: %s: the seal is still in a file, %v", mode, err)
		}
		if got, ok, err := j.Get(t.Context(), "r1"); !ok || err != nil || !reflect.DeepEqual(got.Sealed, e.Sealed) {
			t.Errorf("G6: %v, %v, %v", got, ok, err)
		}
	}
}
