package mailing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
)

var theKey = mailing.FileKey{ID: "2025", Secret: mailing.NewSecret(strings.Repeat("random-", 6))}

func openAcks(t testing.TB, path string) *mailing.FileAcknowledgements {
	t.Helper()
	f, err := mailing.OpenAcknowledgements(path, theKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// A sync, then another process: nothing is sent twice, nothing is left to do,
// and what is to be taken off the list can be told (M3).
func TestFileOutlivesTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	w := three()
	shop := w.shop()
	f := openAcks(t, path)
	shop.Acknowledgements = f
	p, err := mailing.Plan(t.Context(), shop, &w.service, mailing.Query{AsOf: at(2)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mailing.Apply(t.Context(), p, &w.service, f, mailing.Course{}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = openAcks(t, path)
	if results, err := mailing.Apply(t.Context(), p, &w.service, f, mailing.Course{}); err != nil || !results[0].Before || w.service.Pushed != 3 {
		t.Errorf("M6: the same plan after a restart: %d were sent, want 3; %v", w.service.Pushed, err)
	}
	w.customers.Customers = w.customers.Customers[1:]
	shop = w.shop()
	shop.Acknowledgements = f
	p, err = mailing.Plan(t.Context(), shop, &w.service, mailing.Query{AsOf: at(3)})
	if err != nil || len(p.Changes) != 1 || p.Changes[0].Operation != mailing.Unsubscribe || p.Changes[0].Address.Reveal() != "ann@example.com" {
		t.Errorf("M3: a customer is gone: %d changes, %v; want one to unsubscribe", len(p.Changes), err)
	}
}

// Neither the file nor its name nor an error shows an address or a name. What is
// sealed looks like chance, in which three letters can be any word.
func TestFileShowsNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "acks")
	f := openAcks(t, path)
	w := three()
	if _, err := mailing.Apply(t.Context(), w.plan(t, 2), &w.service, f, mailing.Course{}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"ann@", "bob@", "example", "Name\"", "service", "subscribed", strings.Repeat("random-", 2)} {
		if bytes.Contains(data, []byte(part)) {
			t.Errorf("G6: the file shows %q", part)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("G6: others can read the file: %v, %v", info.Mode(), err)
	}
	wantSecretFree(t, "the key", fmt.Sprintf("%v %+v %#v", theKey, theKey, f))
	if strings.Contains(fmt.Sprintf("%v %+v %#v", theKey, theKey, &theKey), "random-") {
		t.Error("G6: the key shows")
	}
}

// Forget leaves nothing of the address in the file, older records too, and
// everybody else as they were.
func TestForget(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "acks")
	f := openAcks(t, path)
	w := three()
	if _, err := mailing.Apply(t.Context(), w.plan(t, 2), &w.service, f, mailing.Course{}); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // twice is once
		if err := f.Forget(t.Context(), mailing.NewSecret("ann@example.com")); err != nil {
			t.Fatal(err)
		}
		for a := range f.EachAcknowledgement(t.Context(), "service") {
			if a.Key.Reveal() == "ann@example.com" {
				t.Error("G3: she who was forgotten is still there")
			}
		}
	}
	after, err := os.Stat(path)
	if err != nil || after.Size()*3 != before.Size()*2 {
		t.Errorf("G3: one of three forgotten: %d bytes, before %d, %v", after.Size(), before.Size(), err)
	}
	if err := f.Record(t.Context(), mailing.Acknowledgement{Provider: "service", Key: mailing.NewSecret("eve@example.com"), State: mailing.Subscribed}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	keys := ""
	for a, err := range openAcks(t, path).EachAcknowledgement(t.Context(), "service") {
		if err != nil {
			t.Fatal(err)
		}
		keys += a.Key.Reveal() + " "
	}
	if keys != "bob@example.com cid@example.com eve@example.com " {
		t.Errorf("G3: after forgetting ann there are %s", keys)
	}
	if all, err := os.ReadDir(folder); err != nil || len(all) != 1 {
		t.Errorf("G3: %d files are left, want 1, %v", len(all), err)
	}
}

// A process that ended while it forgot left its new file behind: the old one counts.
func TestInterruptedForget(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	f := openAcks(t, path)
	a := mailing.Acknowledgement{Provider: "service", Key: mailing.NewSecret("ann@example.com"), State: mailing.Subscribed}
	if err := f.Record(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", []byte("half of a rec"), 0o600); err != nil {
		t.Fatal(err)
	}
	f = openAcks(t, path)
	for got, err := range f.EachAcknowledgement(t.Context(), "service") {
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("G4: after an interrupted Forget: %v", err)
		}
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("G4: what was half written is left: %v", err)
	}
}

// Texts come back byte for byte, times to the nanosecond.
func TestFileChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	f := openAcks(t, path)
	want := mailing.Acknowledgement{
		Provider: "p\xff", Key: mailing.NewSecret("\xff\x00\n"), ID: "<&\u2028>", State: mailing.Pending, Revision: -1,
		Since: at(1).Add(1), Address: mailing.NewSecret(strings.Repeat("long ", 100)), Name: mailing.NewSecret("\x00"),
	}
	elsewhere := want
	elsewhere.Since = want.Since.In(time.FixedZone("", 3600))
	if err := f.Record(t.Context(), elsewhere); err != nil {
		t.Fatal(err)
	}
	for got := range f.EachAcknowledgement(t.Context(), "p\xff") {
		if !reflect.DeepEqual(got, want) {
			t.Error("M6: before it is closed another one comes than afterwards")
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for got, err := range openAcks(t, path).EachAcknowledgement(t.Context(), "p\xff") {
		if n++; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("M6: another one came back: %v", err)
		}
	}
	if n != 1 {
		t.Errorf("M6: %d came back, want 1", n)
	}
}

// Nothing of a torn record is left, however short the next one is.
func TestTornRecordIsCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	f := openAcks(t, path)
	a := mailing.Acknowledgement{Provider: "p", Key: mailing.NewSecret("ann@example.com"), Name: mailing.NewSecret(strings.Repeat("long ", 300))}
	if err := f.Record(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(data[:64]) // its first block was not written, but its end
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f = openAcks(t, path)
	a.Name = mailing.NewSecret("short")
	if err := f.Record(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for got, err := range openAcks(t, path).EachAcknowledgement(t.Context(), "p") {
		if n++; err != nil || got.Name != a.Name {
			t.Errorf("M6: after a torn record: %v", err)
		}
	}
	if n != 1 {
		t.Errorf("M6: after a torn record %d came back, want 1", n)
	}
}

func TestClosedFile(t *testing.T) {
	f := openAcks(t, filepath.Join(t.TempDir(), "acks"))
	for range 2 {
		if err := f.Close(); err != nil {
			t.Errorf("M6: closing: %v", err)
		}
	}
	if err := f.Record(t.Context(), mailing.Acknowledgement{}); !errors.Is(err, mailing.ErrClosed) {
		t.Errorf("M6: recording in a closed file: %v", err)
	}
	if err := f.Forget(t.Context(), mailing.NewSecret("x")); !errors.Is(err, mailing.ErrClosed) {
		t.Errorf("G3: forgetting in a closed file: %v", err)
	}
	n := 0
	for _, err := range f.EachAcknowledgement(t.Context(), "x") {
		if n++; !errors.Is(err, mailing.ErrClosed) {
			t.Errorf("M6: reading a closed file: %v", err)
		}
	}
	if n != 1 {
		t.Errorf("M6: reading a closed file gives %d errors, want 1", n)
	}
	if _, err := mailing.OpenAcknowledgements(filepath.Join(t.TempDir(), "no", "folder"), theKey); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("M6: no such folder: %v", err)
	}
}

func TestFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	f := openAcks(t, path)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 8 {
				a := mailing.Acknowledgement{Provider: "p", Key: mailing.NewSecret(fmt.Sprint(n, " ", i)), State: mailing.Subscribed}
				if err := f.Record(context.Background(), a); err != nil {
					t.Error(err)
				}
				for range f.EachAcknowledgement(context.Background(), "p") {
				}
			}
		})
	}
	all.Wait()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for range openAcks(t, path).EachAcknowledgement(t.Context(), "p") {
		n++
	}
	if n != 64 {
		t.Errorf("M6: of 64 acknowledgements at once %d are there", n)
	}
}

func ExampleOpenAcknowledgements() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	key := mailing.FileKey{ID: "2025", Secret: mailing.NewSecret("32 random bytes from a key store")}
	acks, err := mailing.OpenAcknowledgements(filepath.Join(folder, "acknowledgements"), key)
	if err != nil {
		panic(err)
	}
	defer acks.Close()
	err = acks.Record(context.Background(), mailing.Acknowledgement{
		Provider: "my list", Key: mailing.KeyOf("ann@example.com"), State: mailing.Subscribed, Since: day(1), Revision: 1,
	})
	for a := range acks.EachAcknowledgement(context.Background(), "my list") {
		fmt.Println(a.Key, a.State, err)
	}
	// Output:
	// secret:8c8d6950 subscribed <nil>
}
