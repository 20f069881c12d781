package customertest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// An Edited is a host as the editor's kit needs it: what is changed through the
// editor is read through the repository.
type Edited struct {
	Repository customer.Repository
	Editor     customer.Editor
}

// editorClause is one thing that an editor owes.
type editorClause struct {
	name  string
	check func(ctx context.Context, host *edited) error
}

func editorClauses() []editorClause {
	return []editorClause{
		{"L6: favourites are set and unset, twice is once", setsFavorites},
		{"L6, L7: an ID that no customer has is ErrNotFound", knowsNobodyElse},
		{"L7: deleted accounts are gone, and nobody else", deletesAccounts},
		{"contract: a done context changes nothing", stopsWhenDone},
	}
}

// CheckEditor checks that an editor keeps its contract, on a busy shop with
// guests and with IDs that a storage could mix up. It returns everything that is
// wrong, joined; each error begins with the rule or the clause that was broken.
// open opens a fresh host that holds exactly the facts. A method that is not
// supported, errors.ErrUnsupported, must only change nothing.
func CheckEditor(ctx context.Context, open func(facts customer.Memory) (Edited, error)) error {
	var wrong []error
	for _, c := range editorClauses() {
		host, err := open(busyShop())
		if err == nil {
			err = c.check(ctx, newEdited(host))
		}
		if err != nil {
			wrong = append(wrong, kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
		}
	}
	return errors.Join(wrong...)
}

// RunEditor runs CheckEditor as a test, with a subtest for every clause.
func RunEditor(t *testing.T, open func(t testing.TB, facts customer.Memory) Edited) {
	t.Helper()
	for _, c := range editorClauses() {
		t.Run(c.name, func(t *testing.T) {
			if err := c.check(t.Context(), newEdited(open(t, busyShop()))); err != nil {
				t.Error(kit.Brief(fmt.Errorf("%s: %w", c.name, err)))
			}
		})
	}
}

// edited is a host beside the reference, which is changed in the same way.
type edited struct {
	Edited
	want customer.Memory
}

func newEdited(host Edited) *edited { return &edited{host, busyShop()} }

// setFavorite asks for a favourite, and reports whether the host supports it.
func (h *edited) setFavorite(ctx context.Context, id customer.ID, favorite bool) (supported bool, err error) {
	return h.edit(ctx, func(e customer.Editor) error { return e.SetFavorite(ctx, id, favorite) })
}

// deleteAccount asks for a deletion, and reports whether the host supports it.
func (h *edited) deleteAccount(ctx context.Context, id customer.ID) (supported bool, err error) {
	return h.edit(ctx, func(e customer.Editor) error { return e.DeleteAccount(ctx, id) })
}

// edit asks the host and the reference; the errors and then all facts must be
// the same.
func (h *edited) edit(ctx context.Context, ask func(customer.Editor) error) (supported bool, err error) {
	err = ask(h.Editor)
	if errors.Is(err, errors.ErrUnsupported) {
		return false, h.compare(ctx)
	}
	want := ask(customer.MemoryEditor{Memory: &h.want})
	if notFound := errors.Is(want, customer.ErrNotFound); notFound != errors.Is(err, customer.ErrNotFound) || !notFound && err != nil {
		return true, fmt.Errorf("the error is %v, want %v", err, want)
	}
	return true, h.compare(ctx)
}

// compare compares all facts of the host with those of the reference.
func (h *edited) compare(ctx context.Context) error {
	got, err := allFacts(context.WithoutCancel(ctx), h.Repository)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	want, err := allFacts(context.WithoutCancel(ctx), h.want)
	if err != nil {
		return err
	}
	if slices.Equal(want, got) {
		return nil
	}
	return fmt.Errorf("other facts than should be there (- want, + got):\n%s", kit.Diff(want, got))
}

// allFacts returns every fact of a repository as text, sorted. The orders of
// guests and of deleted customers count only as guests' orders: the law may
// oblige a host to keep them.
func allFacts(ctx context.Context, repo customer.Repository) ([]string, error) {
	there := map[customer.ID]bool{"": true}
	var all texts
	addTexts(&all, repo.EachCustomer(ctx, customer.Scope{}), func(c customer.Customer) string {
		there[c.ID] = true
		return customerText(c)
	})
	addTexts(&all, repo.EachOrder(ctx, customer.Scope{}), func(o customer.Order) string {
		if !there[o.Customer] {
			return ""
		}
		return kit.Orders().Text(o)
	})
	addTexts(&all, repo.EachLogin(ctx, customer.Scope{}), kit.Logins().Text)
	addTexts(&all, repo.EachMessage(ctx, customer.Scope{}), kit.Messages().Text)
	addTexts(&all, repo.EachAction(ctx, customer.Scope{}), kit.Actions().Text)
	slices.Sort(all.of)
	return all.of, all.err
}

type texts struct {
	of  []string
	err error
}

// addTexts adds the facts that have a text.
func addTexts[F any](to *texts, facts iter.Seq2[F, error], text func(F) string) {
	for f, err := range facts {
		if err != nil {
			to.err = errors.Join(to.err, err)
			return
		}
		if t := text(f); t != "" {
			to.of = append(to.of, t)
		}
	}
}

func setsFavorites(ctx context.Context, h *edited) error {
	for _, id := range kit.Customers() {
		for _, favorite := range []bool{true, true, false, false, true} {
			if ok, err := h.setFavorite(ctx, id, favorite); !ok || err != nil {
				return about(err, "setting the favourite %q to %t", string(id), favorite)
			}
		}
	}
	return nil
}

func deletesAccounts(ctx context.Context, h *edited) error {
	for _, id := range kit.Customers() {
		if ok, err := h.deleteAccount(ctx, id); !ok || err != nil {
			return about(err, "deleting %q", string(id))
		}
		if _, err := h.deleteAccount(ctx, id); err != nil {
			return about(err, "deleting %q, who is deleted", string(id))
		}
		if _, err := h.setFavorite(ctx, id, true); err != nil {
			return about(err, "setting the favourite %q, who is deleted", string(id))
		}
	}
	return nil
}

func knowsNobodyElse(ctx context.Context, h *edited) error {
	for _, id := range []customer.ID{"", "nobody", "ANN", " ann", "ann  ", "mia ", "e\u0301", "%", "_ia", "09", "' OR 1=1 --"} {
		for _, favorite := range []bool{true, false} {
			if _, err := h.setFavorite(ctx, id, favorite); err != nil {
				return about(err, "setting the favourite %q, who is nobody", string(id))
			}
		}
		if _, err := h.deleteAccount(ctx, id); err != nil {
			return about(err, "deleting %q, who is nobody", string(id))
		}
	}
	return nil
}

func stopsWhenDone(ctx context.Context, h *edited) error {
	done, cancel := context.WithCancel(ctx)
	cancel()
	for what, err := range map[string]error{
		"setting a favourite": errors.Join(h.Editor.SetFavorite(done, "ann", true), h.Editor.SetFavorite(done, "ann", false)),
		"deleting":            h.Editor.DeleteAccount(done, "ann"),
	} {
		if !errors.Is(err, context.Canceled) && !errors.Is(err, errors.ErrUnsupported) {
			return fmt.Errorf("%s with a done context: %v, want %v", what, err, context.Canceled)
		}
	}
	return h.compare(ctx)
}

// about says what was being done. Nil stays nil.
func about(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.TrimSpace(fmt.Sprintf(format, args...)), err)
}
