package value

import "math"

// maxParams is the largest number of parameters that a model has.
const maxParams = 4

// A hill is a log-likelihood of the logarithms of n parameters, with its first and second
// derivatives by them.
type hill struct {
	n  int
	at func(theta *[maxParams]float64, s *slope) // fills in all of s
}

// slope is a value, its gradient and its Hessian. Only the Hessian's lower half is used.
type slope struct {
	value float64
	g     [maxParams]float64
	h     [maxParams][maxParams]float64
}

// The bounds of a climb.
const (
	outOfBounds = 12    // of a logarithm (V5)
	longestStep = 1     // of a logarithm at a time
	closeEnough = 1e-9  // the step after which a parameter no longer changes: the error is squared
	flat        = 1e-13 // curvature, as a share of the greatest, that cannot be told from none
	maxSteps    = 500
)

// climb goes from the start, the parameters themselves, to the top of the hill (V4): by
// Newton's steps, damped while the hill does not curve down or a step does not lead up. It
// decides by comparing numbers alone, so the same hill gives the same bits.
//
// The error is ErrOutOfBounds where the way leads out of e^±12, and ErrNoMaximum where there
// is no single top (V5).
func (hl hill) climb(start [maxParams]float64) (top [maxParams]float64, value float64, err error) {
	var theta [maxParams]float64
	for i := range hl.n {
		theta[i] = math.Log(start[i])
	}
	var here, there slope
	hl.at(&theta, &here)
	damping := 0.0
	for range maxSteps {
		step, ok := here.step(hl.n, damping)
		if !ok {
			damping = here.more(hl.n, damping)
			continue
		}
		longest := shorten(&step, hl.n)
		next := theta
		for i := range hl.n {
			next[i] += step[i]
		}
		hl.at(&next, &there)
		if !(there.value >= here.value-1e-12*math.Abs(here.value)) {
			damping = here.more(hl.n, damping)
			continue
		}
		theta, here = next, there
		switch {
		case beyond(&theta, hl.n):
			return top, 0, ErrOutOfBounds
		case longest <= closeEnough && damping > 0:
			damping = 0
			if _, ok := here.step(hl.n, 0); !ok {
				return top, 0, ErrNoMaximum
			}
		case longest <= closeEnough:
			for i := range hl.n {
				top[i] = math.Exp(theta[i])
			}
			return top, here.value, nil
		}
		damping = here.less(hl.n, damping)
	}
	return top, 0, ErrNoMaximum
}

// greatest returns the greatest curvature along a parameter.
func (s *slope) greatest(n int) float64 {
	most := 0.0
	for i := range n {
		most = max(most, math.Abs(s.h[i][i]))
	}
	return most
}

// more returns the damping after a step that cannot be gone.
func (s *slope) more(n int, damping float64) float64 {
	return max(4*damping, 1e-3*s.greatest(n), 1e-12)
}

// less returns the damping after a step that led up: none, soon.
func (s *slope) less(n int, damping float64) float64 {
	if damping < 1e-6*s.greatest(n) {
		return 0
	}
	return damping / 8
}

// step solves (damping − h)·step = g by Cholesky's decomposition. It reports whether the matrix is
// positive definite, and not only just.
func (s *slope) step(n int, damping float64) (x [maxParams]float64, ok bool) {
	var l [maxParams][maxParams]float64
	least := flat * s.greatest(n)
	for i := range n {
		for j := range i + 1 {
			sum := -s.h[i][j]
			if i == j {
				sum += damping
			}
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			switch {
			case i != j:
				l[i][j] = sum / l[j][j]
			case !(sum > least):
				return x, false
			default:
				l[i][i] = math.Sqrt(sum)
			}
		}
	}
	for i := range n {
		x[i] = s.g[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x, true
}

// shorten makes a step as long as it may be, and returns its length: that of its longest part.
func shorten(step *[maxParams]float64, n int) float64 {
	longest := 0.0
	for i := range n {
		longest = max(longest, math.Abs(step[i]))
	}
	if longest > longestStep {
		for i := range n {
			step[i] *= longestStep / longest
		}
	}
	return longest
}

// beyond reports whether a parameter is beyond e^±12.
func beyond(theta *[maxParams]float64, n int) bool {
	for i := range n {
		if !(math.Abs(theta[i]) <= outOfBounds) {
			return true
		}
	}
	return false
}

// byLogs turns derivatives by the parameters into derivatives by their logarithms.
func (s *slope) byLogs(p *[maxParams]float64, n int) {
	for i := range n {
		for j := range i + 1 {
			s.h[i][j] *= p[i] * p[j]
		}
		s.g[i] *= p[i]
		s.h[i][i] += s.g[i]
	}
}
