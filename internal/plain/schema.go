package plain

import "time"

// column is a column of an input file.
type column struct {
	name string
	// must: it must be there. full: no cell of it may be empty.
	must, full bool
	// what a cell may be: text, time, birthday, bool, amount, positive,
	// currency or word.
	kind  string
	words []string // of kind word; empty is allowed unless full
	// dated: a time that the default as-of is taken from.
	dated bool
}

// schema is the columns of every input file, as FORMATS.md lists them.
var schema = map[string][]column{
	"customers": {
		key("id"), some("email"), some("username"), some("name"), when("created_at"),
		flag("signed_up"), flag("profile_complete"), {name: "birthday", kind: "birthday"},
		flag("favorite"), some("last_device"), some("facebook"), some("twitter"), some("google"),
		word("email_consent", "granted", "denied", "withdrawn"), when("email_consent_at"),
	},
	"logins": {key("customer_id"), always(when("at"))},
	"messages": {
		key("customer_id"), always(when("at")), always(word("direction", "in", "out")), some("channel"),
	},
	"orders": {
		key("id"), {name: "customer_id", kind: "text", must: true}, always(column{name: "amount", kind: "amount"}),
		always(column{name: "currency", kind: "currency"}),
		word("kind", "food", "merchandise", "reservation", "other"), some("channel"),
		when("placed_at"), when("paid_at"), when("voided_at"), flag("checkout_link"),
	},
	"refunds": {
		key("id"), key("order_id"), when("at"), always(column{name: "amount", kind: "amount"}),
	},
	"actions": {
		key("customer_id"), always(word("kind", "share", "comment", "redemption", "push")), when("at"),
	},
	"tags":    {key("customer_id"), key("tag")},
	"fields":  {key("customer_id"), key("name"), some("value"), when("at")},
	"members": {key("customer_id"), some("channel"), when("joined_at")},
	"notifications": {
		key("id"), key("name"), flag("active"), word("frequency", "daily", "weekly", "monthly"), some("channel"),
	},
	"tokens": {
		key("notification_id"), key("customer_id"), when("subscribed_at"),
		{name: "expires_at", kind: "time"}, when("stopped_at"), some("token"),
	},
}

func some(name string) column { return column{name: name, kind: "text"} }
func flag(name string) column { return column{name: name, kind: "bool"} }
func when(name string) column { return column{name: name, kind: "time", dated: true} }
func key(name string) column  { return always(some(name)) }

func word(name string, words ...string) column {
	return column{name: name, kind: "word", words: words}
}

// always makes a column bold: it must be there and no cell of it is empty.
func always(c column) column {
	c.must, c.full = true, true
	return c
}

// find returns the column of that name.
func find(columns []column, name string) (column, bool) {
	for _, c := range columns {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

// fault says what is wrong with a cell, or "".
func (c column) fault(cell string, loc *time.Location) string {
	if cell == "" {
		if c.full {
			return "is empty"
		}
		return ""
	}
	ok := true
	switch c.kind {
	case "time":
		var x time.Time
		if x, ok = parseTime(cell, loc); ok && x.IsZero() && c.full {
			return "is empty" // 0001-01-01T00:00:00Z is the same
		}
	case "birthday":
		var rest string
		_, rest, ok = parseDate(cell)
		ok = ok && rest == "" && cell[:4] != "0000"
	case "bool":
		_, ok = parseBool(cell)
	case "amount":
		_, ok = parseAmount(cell)
	case "currency":
		ok = goodCurrency(cell)
	case "word":
		ok = passes(c.words, cell)
	}
	if !ok {
		return "is not a " + c.kind
	}
	return ""
}
