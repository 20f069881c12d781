package plain

import (
	"fmt"
	"math/big"
)

// skip takes the bad rows out of the tables, as if they were not there, and
// returns what is wrong with them: -on-error skip. What is left in r.problems is
// wrong with a file.
func (r *reading) skip() []problem {
	var rows, files []problem
	for _, p := range r.problems {
		if p.row {
			rows = append(rows, p)
		} else {
			files = append(files, p)
		}
	}
	r.problems = nil
	for _, t := range r.tables {
		t.whole = true // what could not be read is not there
		t.keep(func(w row) bool { return len(w.bad) == 0 })
	}
	for _, name := range []string{"customers", "orders", "notifications"} {
		r.once(name)
	}
	for _, name := range []string{"tokens", "members", "fields", "tags", "actions"} {
		r.reference(name, "customer_id", "customers")
	}
	r.reference("tokens", "notification_id", "notifications")
	r.reference("refunds", "order_id", "orders")
	for _, p := range r.problems {
		for _, t := range r.tables {
			t.keep(func(w row) bool { return t.file != p.file || w.line != p.line })
		}
	}
	r.refundsInTurn()
	rows = append(rows, r.problems...)
	r.problems = files
	return rows
}

// keep keeps the rows that are good.
func (t *table) keep(good func(row) bool) {
	var kept []row
	for _, w := range t.rows {
		if good(w) {
			kept = append(kept, w)
		}
	}
	t.rows = kept
}

// once keeps the first row of each ID.
func (r *reading) once(name string) {
	t := r.tables[name]
	if t == nil {
		return
	}
	seen := map[string]bool{}
	t.keep(func(w row) bool {
		id := w.cells["id"]
		if seen[id] {
			r.report(t.file, w.line, t.place["id"], "id", "is there twice")
			return false
		}
		seen[id] = true
		return true
	})
}

// refundsInTurn keeps the refunds that have a new ID and do not go beyond the
// order's total with those that were kept before (R3).
func (r *reading) refundsInTurn() {
	t := r.tables["refunds"]
	if t == nil {
		return
	}
	seen := map[string]bool{}
	left := map[string]*big.Rat{}
	for _, o := range r.rows("orders") {
		left[o.cells["id"]], _ = parseAmount(o.cells["amount"])
	}
	t.keep(func(w row) bool {
		id, order := w.cells["id"], w.cells["order_id"]
		amount, _ := parseAmount(w.cells["amount"])
		if seen[id] {
			r.report(t.file, w.line, t.place["id"], "id", "is there twice")
			return false
		}
		rest := new(big.Rat).Sub(left[order], amount)
		if rest.Sign() < 0 {
			r.report(t.file, w.line, t.place["amount"], "amount", "goes beyond the order's total")
			return false
		}
		seen[id], left[order] = true, rest
		return true
	})
}

// rejected writes rejected.csv.
func rejected(out Files, problems []problem) {
	var s sheet
	s.row("file", "line", "column", "reason")
	for _, p := range problems {
		s.row(p.file, fmt.Sprint(p.line), p.name, p.what)
	}
	out["rejected.csv"] = s.b.String()
}
