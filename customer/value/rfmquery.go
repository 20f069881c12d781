package value

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// RFMQuery asks for scores by recency, frequency and money. A zero field means the default
// that its comment names, except AsOf and Currency, without which every question is an
// error (T1, F1).
type RFMQuery struct {
	// AsOf is the moment the answer describes: later facts are not known yet (T2).
	AsOf time.Time

	// Currency is the one in which orders count (F1, R2).
	Currency customer.Currency

	// Scores is how many scores there are, from 2 to 10; 0 means 5 (F2).
	Scores int

	// Thresholds are the host's own; those that are empty are found by rank (F3).
	Thresholds Thresholds

	// Boxes are the segments, tried in order (F4). None means BuiltIn if there are 5
	// scores, and else no segments: all scored customers are Others.
	Boxes []Box
}

// Thresholds are a host's own (F3), for the scores from 2 on: a value has the highest score
// whose threshold it reaches, and 1 if it reaches none. Each list that is not empty has one
// threshold less than there are scores, and ascends.
type Thresholds struct {
	Recency   []time.Time       // of the latest payment: at this instant or later
	Frequency []int             // of the number of orders
	Monetary  []decimal.Decimal // of the net revenue
}

// scores returns the number of scores.
func (q *RFMQuery) scores() int {
	if q.Scores == 0 {
		return 5
	}
	return q.Scores
}

// boxes returns the segments.
func (q *RFMQuery) boxes() []Box {
	if len(q.Boxes) == 0 && q.scores() == 5 {
		return BuiltIn()
	}
	return q.Boxes
}

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf or ErrBoxes, if that is what is wrong.
func (q *RFMQuery) Check() error {
	err := calendar.Check(q.AsOf, nil)
	k := q.scores()
	switch {
	case err != nil:
	case !q.Currency.Valid():
		err = errors.New("the currency is not three capital letters")
	case k < 2 || k > 10:
		err = errors.New("the number of scores is not from 2 to 10")
	case !ascend(q.Thresholds.Recency, k, time.Time.Compare) || !ascend(q.Thresholds.Frequency, k, compareInts) || !ascend(q.Thresholds.Monetary, k, decimal.Decimal.Cmp):
		err = errors.New("the thresholds do not ascend, or are not one less than the scores")
	default:
		err = CheckBoxes(q.Boxes, k)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return nil
}

func compareInts(a, b int) int { return a - b }

// ascend reports whether there are no thresholds, or k − 1 that ascend.
func ascend[T any](all []T, k int, compare func(a, b T) int) bool {
	if len(all) == 0 {
		return true
	}
	for i := 1; i < len(all); i++ {
		if compare(all[i-1], all[i]) >= 0 {
			return false
		}
	}
	return len(all) == k-1
}

// form lists the parts of the question by the names that JSON and URLs have (T8).
func (q *RFMQuery) form() *question.Form {
	f := &question.Form{Invalid: ErrQuery}
	question.AsOf(f, "as_of", &q.AsOf)
	question.Text(f, "currency", &q.Currency)
	question.Number(f, "scores", &q.Scores)
	listed(f, "recency", &q.Thresholds.Recency, func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }, readInstant)
	listed(f, "frequency", &q.Thresholds.Frequency, strconv.Itoa, strconv.Atoi)
	listed(f, "monetary", &q.Thresholds.Monetary, decimal.Decimal.String, readAmount)
	question.Words(f, "box", &q.Boxes)
	return f
}

// listed adds a part that is a list of values, with commas between them.
func listed[T any](f *question.Form, name string, p *[]T, write func(T) string, read func(string) (T, error)) {
	question.Custom(f, name, func() (string, error) {
		var texts []string
		for _, v := range *p {
			texts = append(texts, write(v))
		}
		return strings.Join(texts, ","), nil
	}, func(s string) error {
		*p = nil
		for text := range strings.SplitSeq(s, ",") {
			v, err := read(text)
			if err != nil {
				return errors.New("want values with commas between them")
			}
			*p = append(*p, v)
		}
		return nil
	})
}

func readInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return t.UTC(), err
}

// readAmount reads a plain decimal of at most 64 characters.
func readAmount(s string) (decimal.Decimal, error) {
	const most = 64
	plain := len(s) <= most && !slices.ContainsFunc([]byte(s), func(c byte) bool { return (c < '0' || c > '9') && c != '.' && c != '-' })
	if !plain {
		return decimal.Decimal{}, errors.New("not a plain decimal")
	}
	return decimal.NewFromString(s)
}

// MarshalJSON writes the question as an object without its zero parts (T8). Instants are
// in UTC with all their digits.
func (q RFMQuery) MarshalJSON() ([]byte, error) { return q.form().JSON() }

// UnmarshalJSON reads what MarshalJSON writes. An unknown name or word is an ErrQuery that
// says what would be right. It does not Check the question.
func (q *RFMQuery) UnmarshalJSON(data []byte) error {
	var read RFMQuery
	if err := read.form().ReadJSON(data); err != nil {
		return err
	}
	*q = read
	return nil
}

// URL returns the question as the parameters of a URL, by the names of its JSON (T8):
// as_of, currency, scores, recency, frequency, monetary, and box for each segment.
func (q RFMQuery) URL() (url.Values, error) { return q.form().Values() }

// ParseRFMQuery reads what URL returns. An empty parameter is the same as none. An unknown
// name or word is an ErrQuery that says what would be right, so delete parameters of your
// own first. It does not Check the question.
func ParseRFMQuery(v url.Values) (RFMQuery, error) {
	var q RFMQuery
	if err := q.form().ReadValues(v); err != nil {
		return RFMQuery{}, err
	}
	return q, nil
}
