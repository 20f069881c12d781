package gdprsql

import "github.com/clientele-go/clientele/gdpr"

// Table maps a table, or a view that can be deleted from, to records.
//
// A row is of the subject whose ID is in the column Subject. Where that is NULL
// or empty, and in a table that has Email alone, it is of whoever has the
// address: such rows are found only if the request has it.
type Table struct {
	Name    string // "logins", or "shop.logins" with its schema
	Subject string // the column with the customer's ID; empty if there is none
	Integer bool   // Subject is a column of integers: an ID that is not one has no rows
	Email   string // the column with the address; empty if there is none

	Kind    gdpr.Name   // of the records; empty is the holder's name
	Origin  gdpr.Origin // of the columns that do not say
	Columns []Column    // what is exported

	// Retain is why rows must be kept, and Until the column that says until
	// when: a date, an instant, or an integer of Unix seconds. A time without a
	// zone is UTC. From that instant on, and where the column is NULL or empty,
	// a row is erasable. Both are empty if nothing must be kept.
	Retain gdpr.Name
	Until  string
}

// Column is a column that is exported. Columns of different origins make as
// many records of a row.
type Column struct {
	Name   string
	As     gdpr.FieldName // empty is Name
	Origin gdpr.Origin    // zero is the table's
}

// field is a column as it is exported.
type field struct {
	column string
	name   gdpr.FieldName
}

// table is a Table that was checked.
type table struct {
	Table
	d       *Dialect
	kind    gdpr.Name
	origins []gdpr.Origin // one record of each
	fields  [gdpr.Inferred + 1][]field
}

// open checks a table's description.
func (t Table) open(d *Dialect, holder gdpr.Name) (*table, error) {
	o := &table{Table: t, d: d, kind: t.Kind}
	if o.kind == "" {
		o.kind = holder
	}
	if !validTable(t.Name) {
		return nil, ErrName
	}
	for _, name := range []string{t.Subject, t.Email, t.Until} {
		if name != "" && !validName(name) {
			return nil, ErrName
		}
	}
	switch {
	case t.Subject == "" && t.Email == "", t.Subject == "" && t.Integer:
		return nil, ErrTable
	case !o.kind.Valid(), len(t.Columns) == 0:
		return nil, ErrTable
	case (t.Retain == "") != (t.Until == ""), t.Retain != "" && !t.Retain.Valid():
		return nil, ErrTable
	}
	return o, o.group()
}

// group groups the columns by their origins.
func (o *table) group() error {
	seen := map[gdpr.FieldName]bool{}
	for _, c := range o.Columns {
		f := field{c.Name, c.As}
		if f.name == "" {
			f.name = gdpr.FieldName(c.Name)
		}
		if c.Origin == 0 {
			c.Origin = o.Origin
		}
		if !validName(c.Name) || !f.name.Valid() || seen[f.name] {
			return ErrName
		}
		if !c.Origin.Valid() {
			return ErrTable
		}
		seen[f.name] = true
		o.fields[c.Origin] = append(o.fields[c.Origin], f)
	}
	for origin := gdpr.Provided; origin <= gdpr.Inferred; origin++ {
		if len(o.fields[origin]) > 0 {
			o.origins = append(o.origins, origin)
		}
	}
	return nil
}
