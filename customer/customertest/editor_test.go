package customertest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
)

func TestMemoryEditor(t *testing.T) {
	customertest.RunEditor(t, func(_ testing.TB, facts customer.Memory) customertest.Edited {
		return customertest.Edited{Repository: &facts, Editor: customer.MemoryEditor{Memory: &facts}}
	})
}

// editor edits by functions; nil does what the reference does.
type editor struct {
	*customer.Memory
	set    func(e *editor, ctx context.Context, id customer.ID, favorite bool) error
	delete func(e *editor, ctx context.Context, id customer.ID) error
}

func (e *editor) right() customer.MemoryEditor { return customer.MemoryEditor{Memory: e.Memory} }

func (e *editor) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	if e.set == nil {
		return e.right().SetFavorite(ctx, id, favorite)
	}
	return e.set(e, ctx, id, favorite)
}

func (e *editor) DeleteAccount(ctx context.Context, id customer.ID) error {
	if e.delete == nil {
		return e.right().DeleteAccount(ctx, id)
	}
	return e.delete(e, ctx, id)
}

func (e *editor) find(id customer.ID) *customer.Customer {
	e.Customers = slices.Clone(e.Customers)
	for i := range e.Customers {
		if e.Customers[i].ID == id {
			return &e.Customers[i]
		}
	}
	return nil
}

func checkEditor(e editor) error {
	return customertest.CheckEditor(context.Background(), func(facts customer.Memory) (customertest.Edited, error) {
		e := e
		e.Memory = &facts
		return customertest.Edited{Repository: &e, Editor: &e}, nil
	})
}

// Editors that are legal in an awkward way.
func TestLegalEditors(t *testing.T) {
	for _, c := range []struct {
		reason string
		e      editor
	}{
		{"the reference", editor{}},
		{"nobody lets anybody set favourites", editor{set: func(*editor, context.Context, customer.ID, bool) error { return errors.ErrUnsupported }}},
		{"nobody lets anybody delete", editor{delete: func(*editor, context.Context, customer.ID) error {
			return fmt.Errorf("here: %w", errors.ErrUnsupported)
		}}},
		{"orders are kept by law", editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			kept := e.Orders
			err := e.right().DeleteAccount(ctx, id)
			e.Orders = kept
			return err
		}}},
	} {
		if err := checkEditor(c.e); err != nil {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
}

// The kit catches every illegal way to edit, by its clause.
func TestIllegalEditors(t *testing.T) {
	set, gone := "L6: favourites", "L7: deleted accounts"
	unknown, done := "L6, L7: an ID", "contract: a done context"
	for _, c := range []struct {
		reason string
		want   string // the clause that says so
		e      editor
	}{
		{"nothing is set", set, editor{set: func(*editor, context.Context, customer.ID, bool) error { return nil }}},
		{"nothing is unset", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			return e.right().SetFavorite(ctx, id, true)
		}}},
		{"twice is an error", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			if c := e.find(id); c != nil && c.Favorite == favorite {
				return errors.New("is so already")
			}
			return e.right().SetFavorite(ctx, id, favorite)
		}}},
		{"twice is ErrNotFound, as no row changes", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			if c := e.find(id); c != nil && c.Favorite == favorite {
				return customer.ErrNotFound
			}
			return e.right().SetFavorite(ctx, id, favorite)
		}}},
		{"twice toggles", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			if c := e.find(id); c != nil && c.Favorite {
				favorite = false
			}
			return e.right().SetFavorite(ctx, id, favorite)
		}}},
		{"everybody is set", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			for _, c := range e.Customers {
				_ = e.right().SetFavorite(ctx, c.ID, favorite)
			}
			return e.right().SetFavorite(ctx, id, favorite)
		}}},
		{"something else is changed, too", set, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			if c := e.find(id); c != nil {
				c.SignedUp = favorite
			}
			return e.right().SetFavorite(ctx, id, favorite)
		}}},
		{"IDs are compared without case", unknown, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			for _, c := range e.Customers {
				if strings.EqualFold(string(c.ID), string(id)) {
					return e.right().SetFavorite(ctx, c.ID, favorite)
				}
			}
			return customer.ErrNotFound
		}}},
		{"IDs are trimmed", unknown, editor{delete: func(e *editor, ctx context.Context, i customer.ID) error {
			return e.right().DeleteAccount(ctx, customer.ID(strings.TrimSpace(string(i))))
		}}},
		{"an unknown favourite is no error", unknown, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			_ = e.right().SetFavorite(ctx, id, favorite)
			return ctx.Err()
		}}},
		{"an unknown account is no error", unknown, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			_ = e.right().DeleteAccount(ctx, id)
			return ctx.Err()
		}}},
		{"it is another error", unknown, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			if e.right().DeleteAccount(ctx, id) != nil {
				return errors.Join(errors.New("who?"), ctx.Err())
			}
			return nil
		}}},
		{"an unknown favourite is created", unknown, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			err := e.right().SetFavorite(ctx, id, favorite)
			if errors.Is(err, customer.ErrNotFound) && id != "" {
				e.Customers = append(slices.Clone(e.Customers), customer.Customer{ID: id, Favorite: favorite})
			}
			return err
		}}},
		{"guests are deleted", unknown, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			if id == "" {
				e.Orders = slices.DeleteFunc(slices.Clone(e.Orders), func(o customer.Order) bool { return o.Customer == "" })
			}
			return e.right().DeleteAccount(ctx, id)
		}}},
		{"nothing is deleted", gone, editor{delete: func(*editor, context.Context, customer.ID) error { return nil }}},
		{"the profile stays", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			kept := e.Customers
			err := e.right().DeleteAccount(ctx, id)
			e.Customers = kept
			return err
		}}},
		{"logins stay", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			kept := e.Logins
			err := e.right().DeleteAccount(ctx, id)
			e.Logins = kept
			return err
		}}},
		{"messages stay", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			kept := e.Messages
			err := e.right().DeleteAccount(ctx, id)
			e.Messages = kept
			return err
		}}},
		{"actions become a guest's", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			kept := slices.Clone(e.Actions)
			err := e.right().DeleteAccount(ctx, id)
			for i := range kept {
				if kept[i].Customer == id {
					kept[i].Customer = ""
				}
			}
			e.Actions = kept
			return err
		}}},
		{"the guests go along", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			err := e.right().DeleteAccount(ctx, id)
			e.Logins = slices.DeleteFunc(slices.Clone(e.Logins), func(l customer.Login) bool { return err == nil && l.Customer == "" })
			return err
		}}},
		{"a neighbour goes along", gone, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			err := e.right().DeleteAccount(ctx, id)
			e.Orders = slices.DeleteFunc(slices.Clone(e.Orders), func(o customer.Order) bool {
				return err == nil && strings.EqualFold(string(o.Customer), string(id))
			})
			return err
		}}},
		{"a deleted favourite is back", gone, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			err := e.right().SetFavorite(ctx, id, favorite)
			if id == "ann" && errors.Is(err, customer.ErrNotFound) {
				e.Customers = append(slices.Clone(e.Customers), customer.Customer{ID: id, Favorite: favorite})
			}
			return err
		}}},
		{"a done context does not matter to favourites", done, editor{set: func(e *editor, ctx context.Context, id customer.ID, favorite bool) error {
			return e.right().SetFavorite(context.WithoutCancel(ctx), id, favorite)
		}}},
		{"a done context does not matter to deleting", done, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			return e.right().DeleteAccount(context.WithoutCancel(ctx), id)
		}}},
		{"a done context is an error that comes too late", done, editor{delete: func(e *editor, ctx context.Context, id customer.ID) error {
			return errors.Join(e.right().DeleteAccount(context.WithoutCancel(ctx), id), ctx.Err())
		}}},
	} {
		err := checkEditor(c.e)
		if err == nil || !strings.Contains("\n"+err.Error(), "\n"+c.want) {
			t.Errorf("the kit does not catch it: %s: want %q, got %.200v", c.reason, c.want, err)
		}
	}
}

// A host that cannot be opened, and one that cannot be read, are errors.
func TestEditorOfNoHost(t *testing.T) {
	closed := errors.New("closed")
	err := customertest.CheckEditor(context.Background(), func(customer.Memory) (customertest.Edited, error) { return customertest.Edited{}, closed })
	if !errors.Is(err, closed) {
		t.Errorf("%v, want %v", err, closed)
	}
	err = customertest.CheckEditor(context.Background(), func(facts customer.Memory) (customertest.Edited, error) {
		return customertest.Edited{Repository: customertest.Failing(facts, 1), Editor: customer.MemoryEditor{Memory: &facts}}, nil
	})
	if !errors.Is(err, customertest.ErrFailed) {
		t.Errorf("%v, want %v", err, customertest.ErrFailed)
	}
}

func ExampleCheckEditor() {
	err := customertest.CheckEditor(context.Background(), func(facts customer.Memory) (customertest.Edited, error) {
		shop := &facts // here, your own storage with these facts
		return customertest.Edited{Repository: shop, Editor: customer.MemoryEditor{Memory: shop}}, nil
	})
	fmt.Println(err)
	// Output: <nil>
}

// An editor over an empty shop fails with little text.
func TestEditorIsBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		customertest.RunEditor(t, func(testing.TB, customer.Memory) customertest.Edited {
			none := new(customer.Memory)
			return customertest.Edited{Repository: none, Editor: customer.MemoryEditor{Memory: none}}
		})
	})
}
