package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// A name of the mapping that the database does not have is an error that says where,
// in every place of the mapping. SQLite would read a column "so" as the text 'so'.
func TestMappingIsChecked(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		b.open(t, &folder.Facts{})
		names := reflect.TypeFor[store.Mapping]()
		for i := range names.NumField() {
			kind := names.Field(i)
			if kind.Type.Kind() != reflect.Struct {
				continue
			}
			for j := range kind.Type.NumField() {
				m := b.m
				name := reflect.ValueOf(&m).Elem().Field(i).Field(j)
				if name.String() == "" {
					continue
				}
				name.SetString("no_such_name")
				_, err := store.New(t.Context(), b.db, b.d, m)
				if !errors.Is(err, store.ErrMapping) || !strings.Contains(err.Error(), kind.Tag.Get("json")) || !strings.Contains(err.Error(), `"no_such_name"`) {
					t.Errorf("%s, %s: error %v, want that no_such_name cannot be read", kind.Name, kind.Type.Field(j).Name, err)
				}
			}
		}
	})
}

// A column that is dropped while the store is in use is an error, and no text.
func TestColumnIsDropped(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name != "sqlite" {
			return // the others know no texts in double quotes
		}
		b.open(t, &folder.Facts{})
		b.exec(t, "CREATE TABLE people (id TEXT, address TEXT)")
		b.exec(t, "INSERT INTO people VALUES ('ann', 'ann@example.org')")
		m := store.Mapping{Clock: dialect.Text, Customers: store.Customers{Table: "people", ID: "id", Email: "address"}}
		s, err := store.New(t.Context(), b.db, b.d, m)
		if err != nil {
			t.Fatal(err)
		}
		b.exec(t, "ALTER TABLE people DROP COLUMN address")
		if page, err := customer.List(t.Context(), s, customer.Query{AsOf: day}, nil); err == nil {
			t.Errorf("the list is %v, want an error", page)
		}
	})
}
