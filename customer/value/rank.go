package value

import "slices"

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

// rank scores values: scores[i] is that of values[i], and levels are those that somebody
// has. With thresholds, levels are all that there are (F2, F3).
func (s *scoring[T]) rank(values []T) (scores []uint8, levels []Level[T]) {
	if s.thresholds != nil {
		return s.byThresholds(values)
	}
	keys := s.numbers(values)
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	var from []int64 // where each level begins
	for start, end := 0, 0; start < len(sorted); start = end {
		for end = start + 1; end < len(sorted) && sorted[end] == sorted[start]; end++ {
		}
		score := 1 + s.k*start/len(sorted) // start values are strictly worse
		if n := len(levels); n == 0 || levels[n-1].Score != score {
			levels, from = append(levels, Level[T]{Score: score}), append(from, sorted[start])
		}
		levels[len(levels)-1].Customers += end - start
	}
	scores = make([]uint8, len(values))
	for i, key := range keys {
		at := len(from) - 1
		for key < from[at] {
			at--
		}
		if scores[i] = uint8(levels[at].Score); key == from[at] {
			levels[at].From = values[i]
		}
	}
	return scores, levels
}

// byThresholds scores values by the host's own thresholds. The first level has none, and
// begins with the worst value.
func (s *scoring[T]) byThresholds(values []T) (scores []uint8, levels []Level[T]) {
	levels = append(levels, Level[T]{Score: 1})
	for i, t := range s.thresholds {
		levels = append(levels, Level[T]{Score: i + 2, From: t})
	}
	scores = make([]uint8, len(values))
	for i, value := range values {
		at := len(s.thresholds)
		for at > 0 && s.compare(value, s.thresholds[at-1]) < 0 {
			at--
		}
		l := &levels[at]
		if at == 0 && (l.Customers == 0 || s.compare(value, l.From) < 0) {
			l.From = value
		}
		l.Customers++
		scores[i] = uint8(l.Score)
	}
	return scores, levels
}

// numbers returns numbers that compare as the values do: the keys, or if there are none, how
// many different values are worse.
func (s *scoring[T]) numbers(values []T) []int64 {
	if keys := s.keys(values); keys != nil {
		return keys
	}
	order, numbers := make([]int, len(values)), make([]int64, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return s.compare(values[a], values[b]) })
	for i, at := range order[min(1, len(order)):] {
		worse := order[i]
		if numbers[at] = numbers[worse]; s.compare(values[worse], values[at]) != 0 {
			numbers[at]++
		}
	}
	return numbers
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
