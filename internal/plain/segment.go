package plain

import (
	"errors"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

var errSegment = errors.New("plain: not a segment")

// words of a segment: each of them, and nothing but white space between.
var words = regexp.MustCompile(`"(?:[^"\\]|\\["\\])*"|[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9_.-]*|!=|<=|>=|[=<>(),]`)

// reading a segment: what is left of its words.
type segmentReader struct {
	q    question
	left []string
	bad  bool
}

// readSegment reads a segment by the grammar of chapter Q.
func (q question) readSegment(s string) (func(who) bool, error) {
	if len(s) > 4096 || strings.Trim(words.ReplaceAllString(s, ""), " \t\r\n") != "" || strings.ToValidUTF8(s, "") != s {
		return nil, errSegment
	}
	r := segmentReader{q: q, left: words.FindAllString(s, -1)}
	clauses := 1
	for _, w := range r.left {
		if is(w, "and") || is(w, "or") {
			clauses++
		}
	}
	passes := r.seg(0)
	if r.bad || len(r.left) > 0 || clauses > 64 {
		return nil, errSegment
	}
	return passes, nil
}

// is reports whether a word is a keyword, in any case of ASCII (Q2).
func is(word, keyword string) bool {
	return len(word) == len(keyword) && strings.EqualFold(word, keyword)
}

// next takes a word; empty is the end.
func (r *segmentReader) next() string {
	if len(r.left) == 0 {
		return ""
	}
	w := r.left[0]
	r.left = r.left[1:]
	return w
}

// accept takes the next word if it is this one.
func (r *segmentReader) accept(word string) bool {
	if len(r.left) == 0 || !is(r.left[0], word) {
		return false
	}
	r.left = r.left[1:]
	return true
}

func (r *segmentReader) want(ok bool) { r.bad = r.bad || !ok }

// seg = unary ( { "and" unary } | { "or" unary } )
func (r *segmentReader) seg(depth int) func(who) bool {
	r.want(depth <= 16)
	if r.bad {
		return nil
	}
	all := []func(who) bool{r.unary(depth)}
	and, or := false, false
	for {
		switch {
		case r.accept("and"):
			and = true
		case r.accept("or"):
			or = true
		default:
			r.want(!and || !or)
			return func(w who) bool {
				n := 0
				for _, p := range all {
					if p(w) {
						n++
					}
				}
				return n == len(all) || or && n > 0
			}
		}
		all = append(all, r.unary(depth))
	}
}

// unary = [ "not" ] ( clause | "(" seg ")" )
func (r *segmentReader) unary(depth int) func(who) bool {
	if r.bad {
		return nil
	}
	not := r.accept("not")
	var p func(who) bool
	if r.accept("(") {
		p = r.seg(depth + 1)
		r.want(r.accept(")"))
	} else {
		p = r.clause()
	}
	return func(w who) bool { return p(w) != not } // no third truth value (Q3)
}

// clause reads one, and says whom it matches.
func (r *segmentReader) clause() func(who) bool {
	field, currency := r.next(), ""
	kind := kinds[field]
	r.want(kind != "")
	missing := func(w who) bool {
		text, at := w.get(field)
		return kind != "money" && text == "" && at.IsZero()
	}
	if kind == "money" && len(r.left) > 0 && !is(r.left[0], "is") {
		currency = r.next()
		r.want(regexp.MustCompile(`^[A-Z]{3}$`).MatchString(currency))
	}
	compare := func(w who, value string) int { return r.q.compare(w, field, kind, currency, value) }
	switch op := r.next(); {
	case is(op, "is") && currency == "":
		r.want(r.accept("known"))
		return func(w who) bool { return !missing(w) }
	case is(op, "within") && kind == "time":
		return r.within(field)
	case is(op, "in") && kind != "time":
		values := r.values(kind)
		return func(w who) bool {
			found := false
			for _, v := range values {
				found = found || compare(w, v) == 0
			}
			return found && !missing(w)
		}
	case op == "=" || op == "!=":
		var p func(who) bool
		if r.accept("unknown") {
			p = missing
		} else {
			v := r.value(kind)
			r.want(kind != "time")
			p = func(w who) bool { return !missing(w) && compare(w, v) == 0 }
		}
		return func(w who) bool { return p(w) == (op == "=") }
	case op == "<" || op == "<=" || op == ">" || op == ">=":
		r.want(kind == "number" || kind == "money" || kind == "date" || kind == "time")
		v := r.value(kind)
		return func(w who) bool {
			c := compare(w, v)
			return !missing(w) && (c < 0 && op[0] == '<' || c > 0 && op[0] == '>' || c == 0 && len(op) == 2)
		}
	}
	r.want(false)
	return nil
}

// values = "(" value { "," value } ")"
func (r *segmentReader) values(kind string) []string {
	r.want(r.accept("("))
	list := []string{r.value(kind)}
	for r.accept(",") {
		list = append(list, r.value(kind))
	}
	r.want(r.accept(")"))
	return list
}

var amount = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// value reads a value of a kind, texts without their quotes.
func (r *segmentReader) value(kind string) string {
	v := r.next()
	switch kind {
	case "text":
		r.want(strings.HasPrefix(v, `"`))
		return unquote(v)
	case "number", "money":
		r.want(amount.MatchString(v) && len(strings.Replace(v, ".", "", 1)) <= 64)
	case "date", "time":
		_, rest, ok := parseDate(v)
		r.want(ok && rest == "" && !strings.HasPrefix(v, "0000"))
	default:
		r.want(v != "" && passes(strings.Split(kind, "|"), v))
		return unquote(v)
	}
	return v
}

// unquote takes the quotes off, and the escapes.
func unquote(s string) string {
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	var b []byte
	for i := 1; i < len(s)-1; i++ {
		if s[i] == '\\' {
			i++
		}
		b = append(b, s[i])
	}
	return string(b)
}

// within = "within" ( "last" | "next" ) n ( "days" | "months" ), by T4.
func (r *segmentReader) within(field string) func(who) bool {
	next := r.accept("next")
	r.want(next || r.accept("last"))
	n, err := strconv.Atoi(r.next())
	r.want(err == nil && n >= 1)
	months := r.accept("months")
	r.want(months || r.accept("days"))
	return func(w who) bool {
		_, x := w.get(field)
		plus := plusDays
		if months {
			plus = plusMonths
		}
		if x.IsZero() {
			return false
		}
		if next {
			return x.After(w.q.asOf) && !x.After(plus(w.q.asOf, n))
		}
		return !x.After(w.q.asOf) && w.q.asOf.Before(plus(x, n))
	}
}

// compare returns negative, 0 or positive as what the customer has is less than a value, equal
// or greater (Q4).
func (q question) compare(w who, field, kind, currency, value string) int {
	text, at := w.get(field)
	switch kind {
	case "number", "money":
		has := new(big.Rat)
		if kind == "money" {
			has = w.net(currency)
		} else {
			has.SetString(text)
		}
		wanted, _ := new(big.Rat).SetString(value)
		return has.Cmp(wanted)
	case "time":
		day, _, _ := parseDate(value)
		return at.Compare(firstInstant(day, q.loc))
	}
	return strings.Compare(text, value)
}
