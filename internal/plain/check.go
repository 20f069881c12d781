package plain

import "math/big"

// identities refuses the same ID twice in one file.
func (r *reading) identities() {
	for _, name := range []string{"customers", "orders", "refunds", "notifications"} {
		t := r.tables[name]
		if t == nil {
			continue
		}
		seen := map[string]bool{}
		for _, w := range t.rows {
			if w.bad["id"] {
				continue
			}
			id := w.cells["id"]
			if seen[id] {
				r.report(t.file, w.line, t.place["id"], "id", "is there twice")
				w.bad["id"] = true
			}
			seen[id] = true
		}
	}
}

// references refuses an ID that the file it points to does not have.
func (r *reading) references() {
	for _, name := range []string{"tokens", "members", "fields", "tags", "actions"} {
		r.reference(name, "customer_id", "customers")
	}
	r.reference("refunds", "order_id", "orders")
	r.reference("tokens", "notification_id", "notifications")
}

// reference checks one column. Nothing can be said of a file that could not
// be read whole.
func (r *reading) reference(name, column, target string) {
	t, to := r.tables[name], r.tables[target]
	if t == nil || (to == nil && r.faulty(target)) || (to != nil && !to.whole) {
		return
	}
	known := map[string]bool{}
	if to != nil {
		for _, w := range to.rows {
			known[w.cells["id"]] = true
		}
	}
	for _, w := range t.rows {
		if !w.bad[column] && !known[w.cells[column]] {
			r.report(t.file, w.line, t.place[column], column, "is unknown")
		}
	}
}

// faulty reports whether a file without a table was there, but bad, or had to
// be there.
func (r *reading) faulty(name string) bool {
	for _, p := range r.problems {
		if p.file == name+".csv" || p.file == name+".csv.gz" {
			return true
		}
	}
	return false
}

// refunds refuses refunds of an order beyond its total, whenever dated, at
// the line of each refund that goes beyond it (R3).
func (r *reading) refunds() {
	orders, refunds := r.tables["orders"], r.tables["refunds"]
	if orders == nil || refunds == nil {
		return
	}
	for _, o := range orders.rows {
		if len(o.bad) > 0 {
			continue // rejected
		}
		total, _ := parseAmount(o.cells["amount"])
		sum := new(big.Rat)
		for _, w := range refunds.rows {
			if len(w.bad) > 0 || w.cells["order_id"] != o.cells["id"] {
				continue
			}
			amount, _ := parseAmount(w.cells["amount"])
			after := new(big.Rat).Add(sum, amount)
			if after.Cmp(total) > 0 {
				r.report(refunds.file, w.line, refunds.place["amount"], "amount", "goes beyond the order's total")
				continue // rejected, so the next may fit
			}
			sum = after
		}
	}
}
