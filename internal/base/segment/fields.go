package segment

// Type is what a field holds. It decides which operators the field has (Q4).
type Type string

// The types of fields.
const (
	Text   Type = "text"
	Word   Type = "word" // of a fixed set
	Number Type = "number"
	Money  Type = "money"
	Date   Type = "date"
	Time   Type = "time"
)

// Operators returns the operators of a field of the type. "=" and "!=" of a time take
// "unknown" alone.
func (t Type) Operators() []string {
	switch t {
	case Text, Word:
		return []string{"=", "!=", "in", "is known"}
	case Time:
		return []string{"=", "!=", "<", "<=", ">", ">=", "within last", "within next", "is known"}
	}
	return []string{"=", "!=", "<", "<=", ">", ">=", "in", "is known"}
}

// Field is what a clause asks for.
type Field struct {
	Name  string
	Type  Type
	Words []string // of the type Word
}

// Fields are the fields that a segment can name.
type Fields []Field

// Columns returns the columns of the list (L2), as customers.csv names them, and revenue.
func Columns() Fields {
	return Fields{
		{"id", Text, nil},
		{"display_name", Text, nil},
		{"identity", Word, []string{"registered", "anonymous"}},
		{"email", Text, nil},
		{"username", Text, nil},
		{"name", Text, nil},
		{"email_consent", Word, []string{"yes", "no"}},
		{"status", Word, []string{"very active", "active", "quiet", "sleeper"}},
		{"last_device", Text, nil},
		{"birthday", Date, nil},
		{"created_at", Time, nil},
		{"last_usage", Time, nil},
		{"last_login", Time, nil},
		{"favorite", Word, []string{"true", "false"}},
		{"facebook", Text, nil},
		{"twitter", Text, nil},
		{"google", Text, nil},
		{"shares", Number, nil},
		{"comments", Number, nil},
		{"redemptions", Number, nil},
		{"pushes", Number, nil},
		{"paid_orders", Number, nil},
		{"last_paid_at", Time, nil},
		{"revenue", Money, nil},
	}
}

// Derived returns the fields that are no columns: a host hands in the values (D2, F4, C2).
func Derived() Fields {
	return Fields{
		{"lifecycle", Word, []string{"new", "returning", "resurrecting", "dormant", "pending", "inactive"}},
		{"rfm_segment", Text, nil},
		{"cohort", Date, nil},
	}
}

// All returns the columns and the derived fields.
func All() Fields { return append(Columns(), Derived()...) }

// IsDerived reports whether a field is no column.
func IsDerived(name string) bool { return Derived().find(name) != nil }

// find returns the field with a name, nil if there is none.
func (f Fields) find(name string) *Field {
	for i := range f {
		if f[i].Name == name {
			return &f[i]
		}
	}
	return nil
}

func (f Fields) names() []string {
	all := make([]string, len(f))
	for i := range f {
		all[i] = f[i].Name
	}
	return all
}
