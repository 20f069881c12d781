package kill

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/gdpr"
)

// seen is what the host has reported of a world, before it was killed.
type seen struct {
	erased   map[string]bool // "r3 shop"
	buried   map[gdpr.Name]bool
	receipts map[gdpr.Name]bool
	reopened map[gdpr.Name]bool // begun again since the receipt
	done     map[gdpr.Name]bool // in the journal, at the last look
	sealed   map[gdpr.Name]map[string]bool
}

func newSeen() *seen {
	return &seen{map[string]bool{}, map[gdpr.Name]bool{}, map[gdpr.Name]bool{}, map[gdpr.Name]bool{}, map[gdpr.Name]bool{}, map[gdpr.Name]map[string]bool{}}
}

func (s *seen) line(sign, request, what string) {
	r := gdpr.Name(request)
	switch {
	case sign == ">" && what == "put open":
		s.reopened[r] = true
	case sign == ">":
	case what == "open": // clears away what a kill left of requests that are done
		for r := range s.done {
			s.reopened[r] = false
		}
	case what == "put done":
		s.reopened[r] = false
	case what == "receipt":
		s.receipts[r] = true
	case what == "bury":
		s.buried[r] = true
	case strings.HasPrefix(what, "erase "):
		s.erased[request+what[len("erase"):]] = true
	}
}

// holderFiles are where the files of a holder begin.
var holderFiles = map[string]string{"shop": shopFile, "accounts": accountFile, "uploads": uploadDir, "exports": exportDir}

// check compares the disk with what was at the beginning and what was reported.
// It returns everything that is wrong.
func (s *seen) check(ctx context.Context, d disk, now, before *state, people []person) (wrong []error) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if err := d.exports(); err != nil {
		say("%w", err)
	}
	for _, p := range people[erased:] {
		for store := range holderFiles {
			if !slices.Equal(now.records[store][string(p.id())], before.records[store][string(p.id())]) {
				say("G4: others: %s has other data of somebody else", store)
			}
		}
	}
	for _, p := range people[:erased] {
		for store, file := range holderFiles {
			if !s.erased[string(p.request())+" "+store] {
				continue
			}
			if n := now.erasable(store, p); n > 0 {
				say("G4: undone: %s has %d records of %s, erased before", store, n, p.request())
			}
			if found := d.in(file, p.mark()); len(found) > 0 {
				say("G3: canaries of %s, erased before, are in %v", p.request(), found)
			}
		}
		kept := before.records["shop"][string(p.id())]
		kept = slices.DeleteFunc(slices.Clone(kept), func(r string) bool { return !strings.HasPrefix(r, p.kept()) })
		for _, r := range kept {
			if !slices.Contains(now.records["shop"][string(p.id())], r) {
				say("G3: what the law keeps of %s is gone", p.request())
			}
		}
		if n := now.erasable("shop", p); n != 0 && n != before.erasable("shop", p) {
			say("torn: the shop has %d records of %s, neither all nor none", n, p.request())
		}
		s.seal(d, now, p, say)
		s.order(ctx, now, before, p, say)
		s.finished(d, now, p, say)
	}
	return wrong
}

// order: journal and tombstones first, identity last (G3).
func (s *seen) order(ctx context.Context, now, before *state, p person, say func(string, ...any)) {
	lacks, left := false, 0
	for store := range holderFiles {
		if store != "exports" && now.erasable(store, p) < before.erasable(store, p) {
			lacks = true
		}
		if store != "accounts" {
			left += now.erasable(store, p)
		}
	}
	_, known := now.entries[p.request()]
	if lacks && (!known || !now.buried(ctx, p)) {
		say("G3: order: something of %s is erased without an entry and tombstones", p.request())
	}
	if s.buried[p.request()] && !now.buried(ctx, p) {
		say("G5: undone: the tombstones of %s are gone", p.request())
	}
	if now.erasable("accounts", p) == 0 && left > 0 {
		say("G3: order: the account of %s went before %d other records", p.request(), left)
	}
}

// seal: who a request is about is sealed in the journal while the request is open;
// after it was reported done, no file has that any more (G6).
func (s *seen) seal(d disk, now *state, p person, say func(string, ...any)) {
	r, e := p.request(), now.entries[p.request()]
	delete(s.done, r)
	if e.Done {
		s.done[r] = true
	}
	if e.Sealed != nil {
		if s.sealed[r] == nil {
			s.sealed[r] = map[string]bool{}
		}
		s.sealed[r][base64.StdEncoding.EncodeToString(e.Sealed.Data)] = true
		return
	}
	if s.reopened[r] {
		return
	}
	for text := range s.sealed[r] {
		if found := d.in(keptDir, text); len(found) > 0 {
			say("G6: %s is done, and its seal is still in %v", r, found)
		}
	}
}

// finished: after the receipt the request is done, unsealed, and no file has a
// byte of the person.
func (s *seen) finished(d disk, now *state, p person, say func(string, ...any)) {
	e := now.entries[p.request()]
	if e.Done != (e.Sealed == nil) && e.Request != "" {
		say("G6: the entry of %s is done and sealed, or neither", p.request())
	}
	if !s.receipts[p.request()] {
		return
	}
	if !e.Done && !s.reopened[p.request()] {
		say("G4: undone: %s has a receipt and is open", p.request())
	}
	if found := d.in(exportDir, string(p.id())); len(found) > 0 {
		say("G3: after the receipt of %s there is %v", p.request(), found)
	}
	secrets := []string{p.mark()}
	if !p.keeps() {
		secrets = append(secrets, string(p.id()))
	}
	for _, secret := range secrets {
		if found := d.in("", secret); len(found) > 0 {
			say("G3: after the receipt of %s its data is in %v", p.request(), found)
		}
	}
}
