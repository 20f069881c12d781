package value

import (
	"cmp"
	"slices"
)

// A Level is one score and where it begins (F3).
type Level[T any] struct {
	Score     int
	Customers int // who have the score
	From      T   // the worst value of those who have it; of a host's threshold, the threshold
}

// scoring is how values of one kind become scores.
type scoring[T any] struct {
	k          int
	thresholds []T // the host's own, or none
	compare    func(a, b T) int

	// keys returns numbers that compare as the values do; nil if there are none.
	keys func(values []T) []int64
}

// A place is where a value is, and a number: equal values have the same, better ones a
// greater one.
type place struct {
	key int64
	at  int
}

// places returns the places of the values, the worst first.
func (s *scoring[T]) places(values []T) []place {
	all := make([]place, len(values))
	for i := range all {
		all[i].at = i
	}
	if keys := s.keys(values); keys != nil {
		for i := range all {
			all[i].key = keys[i]
		}
		slices.SortFunc(all, func(a, b place) int { return cmp.Compare(a.key, b.key) })
		return all
	}
	slices.SortFunc(all, func(a, b place) int { return s.compare(values[a.at], values[b.at]) })
	for i := 1; i < len(all); i++ {
		all[i].key = all[i-1].key
		if s.compare(values[all[i-1].at], values[all[i].at]) != 0 {
			all[i].key++
		}
	}
	return all
}

// rank scores values: score[i] is that of values[i], and levels are those that somebody
// has. With thresholds, levels are all that there are (F2, F3).
func (s *scoring[T]) rank(values []T) (scores []uint8, levels []Level[T]) {
	order := s.places(values)
	scores = make([]uint8, len(values))
	levels = s.own()
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && order[start].key == order[end].key {
			end++
		}
		value := values[order[start].at]
		score := s.score(value, start, len(order))
		for _, p := range order[start:end] {
			scores[p.at] = uint8(score)
		}
		levels = s.count(levels, score, end-start, value)
		start = end
	}
	return scores, levels
}

// score returns the score of a value than which so many of n are strictly worse.
func (s *scoring[T]) score(value T, worse, n int) int {
	if s.thresholds == nil {
		return 1 + s.k*worse/n
	}
	score := 1
	for score < s.k && s.compare(value, s.thresholds[score-1]) >= 0 {
		score++
	}
	return score
}

// own returns the levels of a host's thresholds, of which the first has none.
func (s *scoring[T]) own() (levels []Level[T]) {
	if s.thresholds == nil {
		return nil
	}
	levels = append(levels, Level[T]{Score: 1})
	for i, t := range s.thresholds {
		levels = append(levels, Level[T]{Score: i + 2, From: t})
	}
	return levels
}

// count counts customers with a value, which ascends from call to call.
func (s *scoring[T]) count(levels []Level[T], score, customers int, value T) []Level[T] {
	if s.thresholds != nil {
		l := &levels[score-1]
		if score == 1 && l.Customers == 0 {
			l.From = value
		}
		l.Customers += customers
		return levels
	}
	if n := len(levels); n == 0 || levels[n-1].Score != score {
		levels = append(levels, Level[T]{Score: score, From: value})
	}
	levels[len(levels)-1].Customers += customers
	return levels
}

// worse counts the values that are strictly worse than one.
func (s *scoring[T]) worse(all int, value T, of func(int) T) (n int) {
	for i := range all {
		if s.compare(of(i), value) < 0 {
			n++
		}
	}
	return n
}
