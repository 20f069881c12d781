package plain

import (
	"fmt"
	"strings"
)

// ReadsSegment reports whether a text is a segment.
func ReadsSegment(text string) bool {
	_, err := question{}.readSegment(text)
	return err == nil
}

// BadSegment returns a text that is most often no segment: in one, a word is left out,
// replaced, or comes twice or in another place.
func BadSegment(seed uint64) string {
	d := roll(seed)
	list := words.FindAllString(d.segment(2), -1)
	i := d.IntN(len(list))
	switch d.IntN(4) {
	case 0:
		list[i] = ""
	case 1:
		list[i] += " " + list[i]
	case 2:
		list[i] = d.pick("and", "or", "not", "(", ")", "=", "in", "is", "known", "unknown", "within", "status", "revenue", "EUR", "eur", "1", "2024-02-30", `"a"`, `"active"`, "Active", "very", ",", `"`, "é", "-1", "created_at")
	default:
		j := d.IntN(len(list))
		list[i], list[j] = list[j], list[i]
	}
	return strings.Join(list, " ")
}

// segment makes the text of a segment.
func (d *dice) segment(levels int) string {
	if levels == 0 || d.chance(40) {
		return d.pick("", "", "not ", "NOT\n") + d.clause()
	}
	var parts []string
	for range 1 + d.IntN(3) {
		parts = append(parts, d.pick("", "not ")+"("+d.segment(levels-1)+")")
	}
	by := d.pick(" and ", " or ", "AND ", "\tOr ")
	return strings.Join(parts, by)
}

// clause makes one of a random field, with operators and values that mostly fit it.
func (d *dice) clause() string {
	field := d.pick("id", "display_name", "email", "username", "name", "last_device", "facebook", "twitter", "google",
		"identity", "email_consent", "status", "status", "favorite", "shares", "comments", "redemptions", "pushes", "paid_orders",
		"birthday", "created_at", "last_usage", "last_login", "last_paid_at", "revenue", "revenue")
	kind := kinds[field]
	if d.chance(10) {
		return field + " is known"
	}
	if kind == "money" {
		field += " " + d.pick("EUR", "USD", "JPY")
	}
	if d.chance(15) {
		return field + d.pick(" = ", "!=") + d.pick("unknown", "Unknown")
	}
	if kind == "time" && d.chance(50) {
		return fmt.Sprintf("%s within %s %d %s", field, d.pick("last", "last", "next"), []int{1, 7, 30, 180}[d.IntN(4)], d.pick("days", "days", "MONTHS"))
	}
	if kind != "time" && d.chance(25) {
		list := []string{d.valueOf(kind)}
		for d.chance(60) {
			list = append(list, d.valueOf(kind))
		}
		return field + " in (" + strings.Join(list, ", ") + ")"
	}
	op := d.pick("=", "!=")
	if kind == "number" || kind == "money" || kind == "date" || kind == "time" {
		op = d.pick("=", "!=", "<", "<=", ">", ">=")
	}
	if kind == "time" {
		op = d.pick("<", "<=", ">", ">=")
	}
	return field + " " + op + " " + d.valueOf(kind)
}

// valueOf makes a value of a kind.
func (d *dice) valueOf(kind string) string {
	switch kind {
	case "text":
		s := d.pick("c1", "C1", "a@x.org", "A@X.org", " a@x.org", "Anonymous user", d.text(), d.text())
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	case "number":
		return d.pick("0", "1", "1", "2", "3", "1.5", "02.0", "99999999999999999999")
	case "money":
		return d.pick("0", "10", "10.00", "0.1", "7.105", "6.666", "10.001", "12345678901234567890123456789012345678901.5")
	case "date":
		return d.pick("2000-02-29", "0001-01-01", "9999-12-31", "1999-12-31")
	case "time":
		return d.instant().In(d.loc).Format("2006-01-02")
	}
	return d.pick(strings.Split(kind, "|")...)
}
