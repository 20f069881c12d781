package plain

import "math"

// fitPurchases searches for V4's maximum: BG/NBD's r, α, a, b.
func fitPurchases(all []buyer) (p []float64, likelihood float64, failed string) {
	repeats := 0
	for _, b := range all {
		repeats += b.x
	}
	if repeats == 0 {
		return nil, 0, "no repeat buyer"
	}
	return search([]float64{1, 3, 1, 3}, func(p []float64) float64 {
		sum := 0.0
		for _, b := range all {
			sum += b.likelihood(p)
		}
		return sum
	})
}

// likelihood returns V4's ln L of one customer.
func (b buyer) likelihood(p []float64) float64 {
	r, alpha, a, bb := p[0], p[1], p[2], p[3]
	x, tx, t := float64(b.x), float64(b.last)/7, float64(b.seen)/7
	lnB := func(a, b float64) float64 { return lnG(a) + lnG(b) - lnG(a+b) }
	still := -(r + x) * math.Log(alpha+t)
	inner := still
	if b.x > 0 {
		gone := math.Log(a/(bb+x-1)) - (r+x)*math.Log(alpha+tx)
		most := math.Max(still, gone)
		inner = most + math.Log(math.Exp(still-most)+math.Exp(gone-most))
	}
	return lnB(a, bb+x) - lnB(a, bb) + lnG(r+x) + r*math.Log(alpha) - lnG(r) + inner
}

// fitSpends searches for V2's maximum: gamma-gamma's p, q, γ.
func fitSpends(all []buyer) (p []float64, likelihood float64, failed string) {
	if len(all) == 0 {
		return nil, 0, "no repeat buyer"
	}
	likelihoodOf := func(v []float64) float64 {
		p, q, g, sum := v[0], v[1], v[2], 0.0
		for _, b := range all {
			x, m := float64(b.x), b.mean
			sum += lnG(p*x+q) - lnG(p*x) - lnG(q) + q*math.Log(g) + (p*x-1)*math.Log(m) + p*x*math.Log(x) - (p*x+q)*math.Log(g+m*x)
		}
		return sum
	}
	mean := 0.0
	for _, b := range all {
		mean += b.mean / float64(len(all))
	}
	// Of a few customers there can be a top beside a ridge that leads out of bounds.
	for _, start := range [][]float64{{1, 3, 2 * mean}, {8, 4, mean / 2}, {1, 3, 1}, {1000, 4, mean / 300}} {
		p, likelihood, why := search(start, likelihoodOf)
		if why == "" {
			return p, likelihood, ""
		}
		if failed == "" {
			failed = why
		}
	}
	return nil, 0, failed
}

func lnG(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// hill is a height over the logarithms of parameters.
type hill func(at []float64) float64

// search goes up from a start: by the step that leads up most, of those along each
// logarithm and along pairs of them, and by smaller steps where none leads up. Then polish goes
// the rest of the way.
func search(start []float64, height func([]float64) float64) (p []float64, top float64, failed string) {
	var at []float64
	for _, v := range start {
		at = append(at, math.Log(v))
	}
	f := hill(func(at []float64) float64 { return height(powers(at)) })
	ways := compass(len(start))
	high := f(at)
	for step := 1.0; step > 1e-6; {
		best, up := at, high
		for _, way := range ways {
			if next := along(at, way, step); f(next) > up {
				best, up = next, f(next)
			}
		}
		if beyond(best) {
			return nil, 0, "parameter out of bounds"
		}
		if up == high {
			step /= 2
		}
		at, high = best, up
	}
	for range 8 {
		if next := f.polish(at); f(next) > f(at)-1e-12*math.Abs(f(at)) {
			at = next
		}
	}
	if beyond(at) {
		return nil, 0, "parameter out of bounds"
	}
	for _, way := range ways { // a way that is level leads to other tops
		if f(along(at, way, .5)) > f(at)-1e-11*math.Abs(f(at)) {
			return nil, 0, "no maximum"
		}
	}
	return powers(at), f(at), ""
}

func powers(at []float64) []float64 {
	var p []float64
	for _, v := range at {
		p = append(p, math.Exp(v))
	}
	return p
}

// along returns where a step on a way leads.
func along(at, way []float64, step float64) []float64 {
	next := make([]float64, len(at))
	for i := range at {
		next[i] = at[i] + step*way[i]
	}
	return next
}

// polish returns the top of the parabola that the hill looks like: its slopes and curvatures
// are differences.
func (f hill) polish(at []float64) []float64 {
	const h = 3e-3
	n := len(at)
	move := func(i int, by float64, j int, more float64) float64 {
		next := append([]float64{}, at...)
		next[i] += by
		next[j] += more
		return f(next)
	}
	rows := make([][]float64, n) // curvatures, then the slope
	for i := range rows {
		rows[i] = make([]float64, n+1)
		for j := range n {
			rows[i][j] = (move(i, h, j, h) - move(i, h, j, -h) - move(i, -h, j, h) + move(i, -h, j, -h)) / (4 * h * h)
		}
		rows[i][n] = -(8*(move(i, h, i, 0)-move(i, -h, i, 0)) - (move(i, 2*h, i, 0) - move(i, -2*h, i, 0))) / (12 * h)
	}
	return along(at, solve(rows), 1)
}

// solve solves linear equations, each with its right side at the end.
func solve(rows [][]float64) []float64 {
	n := len(rows)
	for i := range n {
		for k := i + 1; k < n; k++ {
			if math.Abs(rows[k][i]) > math.Abs(rows[i][i]) {
				rows[i], rows[k] = rows[k], rows[i]
			}
		}
		for k := range n {
			if k == i || rows[i][i] == 0 {
				continue
			}
			c := rows[k][i] / rows[i][i]
			for j := range rows[k] {
				rows[k][j] -= c * rows[i][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = rows[i][n] / rows[i][i]
	}
	return x
}

// compass returns the ways along each axis and along pairs of them, there and back.
func compass(n int) [][]float64 {
	var ways [][]float64
	for i := range n {
		for j := i; j < n; j++ {
			for _, sign := range []float64{-1, 1} {
				there, back := make([]float64, n), make([]float64, n)
				there[j], back[j] = sign, -sign
				there[i], back[i] = 1, -1
				if i != j || sign > 0 {
					ways = append(ways, there, back)
				}
			}
		}
	}
	all := make([]float64, n)
	back := make([]float64, n)
	for i := range all {
		all[i], back[i] = 1, -1
	}
	return append(ways, all, back)
}

// beyond reports whether a logarithm is beyond ±12.
func beyond(at []float64) bool {
	for _, v := range at {
		if math.Abs(v) > 12 {
			return true
		}
	}
	return false
}
