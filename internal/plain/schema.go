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
		keyColumn("id"), textColumn("email"), textColumn("username"), textColumn("name"), timeColumn("created_at"),
		boolColumn("signed_up"), boolColumn("profile_complete"), {name: "birthday", kind: "birthday"},
		boolColumn("favorite"), textColumn("last_device"), textColumn("facebook"), textColumn("twitter"), textColumn("google"),
		wordColumn("email_consent", "granted", "denied", "withdrawn"), timeColumn("email_consent_at"),
	},
	"logins": {keyColumn("customer_id"), always(timeColumn("at"))},
	"messages": {
		keyColumn("customer_id"), always(timeColumn("at")), always(wordColumn("direction", "in", "out")), textColumn("channel"),
	},
	"orders": {
		keyColumn("id"), {name: "customer_id", kind: "text", must: true}, always(column{name: "amount", kind: "amount"}),
		always(column{name: "currency", kind: "currency"}),
		wordColumn("kind", "food", "merchandise", "reservation", "other"), textColumn("channel"),
		timeColumn("placed_at"), timeColumn("paid_at"), timeColumn("voided_at"), boolColumn("checkout_link"),
	},
	"refunds": {
		keyColumn("id"), keyColumn("order_id"), timeColumn("at"), always(column{name: "amount", kind: "amount"}),
	},
	"actions": {
		keyColumn("customer_id"), always(wordColumn("kind", "share", "comment", "redemption", "push")), timeColumn("at"),
	},
	"tags":    {keyColumn("customer_id"), keyColumn("tag")},
	"fields":  {keyColumn("customer_id"), keyColumn("name"), textColumn("value"), timeColumn("at")},
	"members": {keyColumn("customer_id"), textColumn("channel"), timeColumn("joined_at")},
	"notifications": {
		keyColumn("id"), keyColumn("name"), boolColumn("active"), wordColumn("frequency", "daily", "weekly", "monthly"), textColumn("channel"),
	},
	"tokens": {
		keyColumn("notification_id"), keyColumn("customer_id"), timeColumn("subscribed_at"),
		{name: "expires_at", kind: "time"}, timeColumn("stopped_at"), textColumn("token"),
	},
}

func textColumn(name string) column { return column{name: name, kind: "text"} }
func boolColumn(name string) column { return column{name: name, kind: "bool"} }
func timeColumn(name string) column { return column{name: name, kind: "time", dated: true} }
func keyColumn(name string) column  { return always(textColumn(name)) }

func wordColumn(name string, words ...string) column {
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
