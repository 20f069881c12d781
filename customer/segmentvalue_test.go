package customer_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// Q2: a segment asks for a lifecycle state, an RFM segment and a cohort, which the host
// hands in with the run, one value for an ID. What is unknown matches as Q3 says.
func TestSegmentOfValues(t *testing.T) {
	known := map[customer.Column]map[customer.ID]string{
		"lifecycle":   {"a": "new", "b": "dormant", "d": "awake"}, // the last is no state
		"rfm_segment": {"a": "Champions", "b": "Can't Lose Them"},
		"cohort":      {"a": "2024-05-01", "b": "2024-03-01", "d": "May"},
	}
	run := &customer.Run{Values: func(field customer.Column, id customer.ID) string { return known[field][id] }}
	repo := customer.Memory{Customers: []customer.Customer{{ID: "a", LastDevice: "Mac"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}}
	for text, want := range map[customer.Segment]string{
		`lifecycle = new`:                               "a",
		`lifecycle in (new, dormant)`:                   "a b",
		`not lifecycle = new`:                           "b c d",
		`lifecycle is known`:                            "a b",
		`lifecycle = unknown`:                           "c d",
		`rfm_segment = "Can't Lose Them"`:               "b",
		`rfm_segment = unknown`:                         "c d",
		`cohort >= 2024-05-01`:                          "a",
		`cohort < 2024-05-01`:                           "b",
		`cohort = 2024-03-01 or lifecycle = new`:        "a b",
		`cohort is known and last_device = "Mac"`:       "a",
		`not (cohort is known or lifecycle is known)`:   "c d",
		`last_device = "Mac" and lifecycle = returning`: "",
	} {
		q := customer.Query{AsOf: noon, Segment: text}
		page, err := customer.List(t.Context(), repo, q, run)
		if err != nil {
			t.Errorf("Q2: %s: %v", string(text), err)
			continue
		}
		var ids []string
		for _, r := range page.Rows {
			ids = append(ids, string(r.ID))
		}
		if slices.Sort(ids); strings.Join(ids, " ") != want {
			t.Errorf("Q2, Q3: %s matches %q, want %q", string(text), strings.Join(ids, " "), want)
		}
	}
}

// Q2: without values, such a segment is a bad question wherever it is asked.
func TestSegmentWithoutValues(t *testing.T) {
	repo := customer.Memory{Customers: []customer.Customer{{ID: "a"}}}
	q := customer.Query{AsOf: noon, Segment: `last_device = "Mac" and not cohort is known`}
	if err := q.Check(); err != nil {
		t.Errorf("Q2: the question itself is good, but Check returns %v", err)
	}
	_, list := customer.List(t.Context(), repo, q, nil)
	_, matcher := q.Matcher(nil)
	_, paging := customer.NewPaging(q, &customer.Run{})
	_, selected := customer.Selection{All: true}.Rows(t.Context(), repo, q)
	for name, err := range map[string]error{"List": list, "Matcher": matcher, "NewPaging": paging, "Selection": selected} {
		if !errors.Is(err, customer.ErrQuery) || !strings.Contains(err.Error(), "cohort") {
			t.Errorf("Q2: %s without values: %v, want an ErrQuery that names cohort", name, err)
		}
	}
}
