package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"
)

// time returns a time of the source in the spelling of the input format: its
// date, T or a space, hours and minutes, and optionally seconds, a fraction and
// a zone. A time without a zone gets the given zone, which is Z, or empty for
// that of the report's flag -location. An empty cell is an empty time.
func (r record) time(column, zone string) (string, error) {
	v := r.get(column)
	if v == "" {
		return "", nil
	}
	text, ok := instant(v, zone)
	if !ok {
		return "", r.wrong(column, "is not a time like 2006-01-02 15:04:05")
	}
	return text, nil
}

// needTime does what time does, for a cell that may not be empty.
func (r record) needTime(column, zone string) (string, error) {
	if _, err := r.need(column); err != nil {
		return "", err
	}
	return r.time(column, zone)
}

func instant(v, zone string) (string, bool) {
	if len(v) == len(time.DateOnly) {
		t, err := time.Parse(time.DateOnly, v)
		return v, err == nil && t.Year() > 0
	}
	if len(v) < len("2006-01-02 15:04") || v[10] != ' ' && v[10] != 'T' {
		return "", false
	}
	date, clock := v[:10], v[11:]
	if i := strings.IndexAny(clock, " Z+-"); i >= 0 {
		clock, zone = clock[:i], strings.TrimPrefix(clock[i:], " ")
	}
	if len(clock) == len("15:04") {
		clock += ":00"
	}
	if len(zone) == len("-0700") {
		zone = zone[:3] + ":" + zone[3:]
	}
	text := date + "T" + clock + zone
	full := text
	if zone == "" {
		full += "Z"
	}
	t, err := time.Parse(time.RFC3339Nano, full)
	if err != nil || len(clock) < 8 || len(clock) > 18 || clock[2] != ':' || strings.Contains(clock, ",") {
		return "", false
	}
	return text, t.UTC().Year() > 0 && t.UTC().Year() < 10000
}

// amountOr0 does what amount does, for a cell that may be empty.
func (r record) amountOr0(column string) (string, error) {
	if r.get(column) == "" {
		return "0", nil
	}
	return r.amount(column)
}

// rat returns the value of a text, which must be an amount.
func rat(amount string) *big.Rat {
	v, _ := new(big.Rat).SetString(amount)
	return v
}

func zero(amount string) bool { return rat(amount).Sign() == 0 }

func more(a, b string) bool { return rat(a).Cmp(rat(b)) > 0 }

// money returns a sum that is written with the digits it needs and no more.
func money(v *big.Rat) string {
	places, _ := v.FloatPrec()
	return v.FloatString(max(places, 2))
}

// currency returns a code of three letters, in upper case; the source may use
// any case.
func (r record) currency(column string) (string, error) {
	v := strings.ToUpper(r.get(column))
	if !isCurrency(v) {
		return "", r.wrong(column, "is not a currency of three letters")
	}
	return v, nil
}

func isCurrency(v string) bool {
	return len(v) == 3 && !strings.ContainsFunc(v, func(c rune) bool { return c < 'A' || c > 'Z' })
}

// oneOf returns a word of a fixed set in lower case. An empty cell is the empty
// word, if the set has it.
func (r record) oneOf(column string, words ...string) (string, error) {
	word := fold(r.get(column))
	if !slices.Contains(words, word) {
		return "", r.wrong(column, "is none of "+strings.TrimPrefix(strings.Join(words, ", "), ", "))
	}
	return word, nil
}

// fold makes the capital ASCII letters small and trims spaces around.
func fold(s string) string {
	return strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, strings.TrimSpace(s))
}

// fullName returns the first and the last name.
func (r record) fullName() string {
	return strings.TrimSpace(strings.TrimSpace(r.get("First Name")) + " " + strings.TrimSpace(r.get("Last Name")))
}

// tags returns the tags in one cell. They are separated by commas, with quotes
// around a tag that contains one, or are a list of JSON.
func (r record) tags(column string) ([]string, error) {
	cell := r.get(column)
	var all []string
	if strings.HasPrefix(cell, "[") {
		if json.Unmarshal([]byte(cell), &all) != nil {
			return nil, r.wrong(column, "is not a list of tags")
		}
	} else {
		list := csv.NewReader(strings.NewReader(cell))
		list.TrimLeadingSpace, list.LazyQuotes, list.FieldsPerRecord = true, true, -1
		for {
			some, err := list.Read()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, r.wrong(column, "is not a list of tags")
			}
			all = append(all, some...)
		}
	}
	var tags []string
	for _, tag := range all {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags, nil
}
