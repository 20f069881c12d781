package rollupsql

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/word"
)

// condition is SQL about the record r, and the values in it.
type condition struct {
	sql  string
	args []any
}

func (c *condition) and(sql string, args ...any) {
	if c.sql != "" {
		sql = c.sql + " AND " + sql
	}
	c.sql, c.args = sql, append(slices.Clip(c.args), args...)
}

// unsupported reports a page that is not served.
func unsupported(what string) error {
	return fmt.Errorf("rollupsql: a page %s: %w", what, errors.ErrUnsupported)
}

// filter returns what a filter asks besides statuses and a text (L4): no SQL for nothing.
func filter(f *customer.Filter) (c condition) {
	if len(f.Types) > 0 {
		var bits int64
		for _, t := range typeBits {
			if slices.Contains(f.Types, t.name) {
				bits |= t.bit
			}
		}
		c.and("(r.types & ?) <> 0", bits)
	}
	if !f.Created.From.IsZero() {
		c.and("r.created_at >= ?", instant(f.Created.From))
	}
	if !f.Created.To.IsZero() {
		c.and("r.created_at < ?", instant(f.Created.To))
	}
	if len(f.Devices) > 0 {
		var args []any
		for _, d := range f.Devices {
			args = append(args, bytesOf(d))
		}
		c.and("r.device IN ("+strings.Repeat("?, ", len(args)-1)+"?)", args...)
	}
	if r := f.Revenue; r != nil {
		if r.Min != nil {
			c.and(net("r.id")+" >= ?", bytesOf(r.Currency), zeroAmount, amount(*r.Min))
		}
		if r.Max != nil {
			c.and(net("r.id")+" <= ?", bytesOf(r.Currency), zeroAmount, amount(*r.Max))
		}
	}
	return c
}

// net returns SQL for the net amount of an ID in a currency: 0 without a line.
func net(id string) string {
	return "COALESCE((SELECT v.net FROM {revenue} v WHERE v.id = " + id + " AND v.currency = ?), ?)"
}

// text returns the text that a filter searches for, folded (L10), and whether there is one.
func text(f *customer.Filter) (text string, ok bool, err error) {
	if strings.TrimSpace(f.Search) == "" {
		return "", false, nil
	}
	text = word.Fold(f.Search)
	if strings.ContainsRune(text, between) || text != clean(text) {
		return "", false, unsupported("with this text")
	}
	return text, true, nil
}

// search returns SQL for the numbers of the records that have a text. SQLite's trigrams of
// a text that follow each other are the text.
func (s *Store) search(text string) (from, n string, where condition) {
	switch {
	case !s.lite:
		where.and(`t.folded LIKE ?`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)+"%")
		return "{texts} t", "t.n", where
	case utf8.RuneCountInString(text) < 3:
		where.and("instr(t.folded, ?) > 0", text)
		return "{texts} t", "t.n", where
	}
	where.and("{trigrams} MATCH ?", `"`+strings.ReplaceAll(text, `"`, `""`)+`"`)
	return "{trigrams} t", "t.rowid", where
}
