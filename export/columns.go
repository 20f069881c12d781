package export

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
)

// The kinds of columns.
type kind int

const (
	textKind kind = iota
	wordKind
	intKind
	boolKind
	timeKind
	dateKind
	amountKind
)

// A column of a row type.
type column struct {
	name  string
	kind  kind
	field int    // its number in the struct
	gocsv string // what gocsv takes it for
}

// gocsvName returns the name of a field's column as gocsv reads its tag. To
// gocsv, "partial" is an option, so that the column gets the name of the field.
func gocsvName(f reflect.StructField) string {
	name := f.Tag.Get("csv")
	if name == "partial" {
		return f.Name
	}
	return name
}

// columnsOf reads the columns of a row type from the csv tags of its struct. It
// is strict where gocsv would guess, so that both always agree: every exported
// field has one tag, one name and one of the known types.
func columnsOf[T any]() ([]column, error) {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%w: %v is not a struct", ErrRowType, t)
	}
	var columns []column
	seen := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, tagged := f.Tag.Lookup("csv")
		if !f.IsExported() || name == "-" {
			continue
		}
		k, known := kindOf(f.Type)
		switch {
		case f.Anonymous || !tagged || name == "" || strings.ContainsAny(name, ", .\t\r\n"):
			return nil, fmt.Errorf("%w: field %s of %v needs a csv tag that is one name", ErrRowType, f.Name, t)
		case seen[name]:
			return nil, fmt.Errorf("%w: two fields of %v are column %s", ErrRowType, t, name)
		case !known:
			return nil, fmt.Errorf("%w: field %s of %v has a type that is no cell", ErrRowType, f.Name, t)
		}
		seen[name] = true
		columns = append(columns, column{name, k, i, gocsvName(f)})
	}
	if len(columns) == 0 {
		return nil, fmt.Errorf("%w: %v has no columns", ErrRowType, t)
	}
	return columns, nil
}

// kindOf tells text from typed cells by the Go type of a field (X3). Named
// strings with methods are refused: gocsv would write what their methods say.
func kindOf(t reflect.Type) (kind, bool) {
	switch t {
	case reflect.TypeFor[Word](), reflect.TypeFor[Number]():
		return wordKind, true
	case reflect.TypeFor[Text]():
		return textKind, true
	case reflect.TypeFor[Time]():
		return timeKind, true
	case reflect.TypeFor[calendar.Date]():
		return dateKind, true
	case reflect.TypeFor[Amount]():
		return amountKind, true
	}
	switch t.Kind() {
	case reflect.String:
		return textKind, reflect.PointerTo(t).NumMethod() == 0
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return intKind, t.PkgPath() == ""
	case reflect.Bool:
		return boolKind, t.PkgPath() == ""
	}
	return 0, false
}
