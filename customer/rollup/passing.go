package rollup

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/word"
)

// wanted is who passes a filter: statuses, a text, and the rest of the filter with a segment.
type wanted struct {
	status [customer.VeryActive + 1]bool
	text   string                   // folded; "" is any
	rest   func(*customer.Row) bool // nil passes all
	key    filterKey                // of rest
}

// filterKey names a filter without its texts, which can be somebody's.
type filterKey [sha256.Size]byte

// wantedBy returns who passes the filter and the segment of a page.
func wantedBy(a *PageAsk) (*wanted, error) {
	var w wanted
	f := a.Filter
	if strings.TrimSpace(f.Search) != "" {
		w.text = word.Fold(f.Search)
	}
	if strings.Contains(w.text, between) {
		return nil, fmt.Errorf("rollup: a page with this filter: %w", errors.ErrUnsupported)
	}
	for status := range w.status {
		w.status[status] = len(f.Statuses) == 0 || slices.Contains(f.Statuses, customer.Status(status))
	}
	if a.Match == nil && len(f.Types) == 0 && f.Revenue == nil && f.Created.IsZero() && len(f.Devices) == 0 {
		return &w, nil
	}
	f.Statuses, f.Search = nil, ""
	text, err := json.Marshal(customer.Query{Filter: f})
	if err != nil { // an end of Created that no JSON has
		return nil, fmt.Errorf("rollup: a page with this filter: %w", errors.ErrUnsupported)
	}
	w.key = sha256.Sum256(append(text, a.MatchOf[:]...))
	w.rest = func(row *customer.Row) bool { return f.Match(row) && (a.Match == nil || a.Match(row)) }
	return &w, nil
}

// all reports whether statuses alone decide.
func (w *wanted) all() bool { return w.text == "" && w.rest == nil }

// mostFilters is how many filters a part remembers: each takes some hundred bytes.
const mostFilters = 16

// passing returns the customers of the part who pass the rest of a filter. It is made once, as
// an order is.
func (s *summary) passing(records []*Record, q *customer.Query, w *wanted) *those {
	old := s.filters.Load()
	if old != nil {
		if t, ok := (*old)[w.key]; ok {
			return t
		}
	}
	made := &those{}
	for i, r := range records {
		if !s.listed[i] {
			continue
		}
		if row := r.Digest.Row(q); w.rest(&row) {
			made.add(i)
		}
	}
	filters := map[filterKey]*those{w.key: made}
	if old != nil {
		for key, t := range *old {
			if len(filters) < mostFilters {
				filters[key] = t
			}
		}
	}
	s.filters.CompareAndSwap(old, &filters)
	return made
}
