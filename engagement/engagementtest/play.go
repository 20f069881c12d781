package engagementtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/story"
)

// play tells a story to a repository and asks its questions. The facts are
//
//	message mia in|out 2024-05-01 channel=web
//	order o1 mia total=10 kind=food placed= paid= voided= channel= [checkout-link]
//	refund o1 2.50 2024-05-02
//	tag mia vip
//	field mia NAME VALUE 2024-05-02          without a time at an unknown one
//
// with "" for a guest. Amounts are EUR. The questions are
//
//	numbers | channels | interactions | tags | fields | values NAME | frequency | orders
//
// with as-of= from= to= location= unit= channels=a,b tags= fields= values= top=
// [count-checkout-links].
func play(ctx context.Context, s story.Story, open opener) error {
	facts, err := factsOf(s)
	if err != nil {
		return err
	}
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, a := range s.Asks {
		got, err := answer(ctx, repo, a.Command)
		if err == nil && got != a.Want {
			err = differs(a.Want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d, %s: %w", a.Line, a.Verb, err))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n%w", s.Title, errors.Join(wrong...))
}

// differs is an error that shows where two texts differ, line by line.
func differs(want, got string) error {
	lines := func(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }
	return errors.New("the answer differs (- want, + got):\n" + cmp.Diff(lines(want), lines(got)))
}

func answer(ctx context.Context, repo engagement.Repository, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	r, err := engagement.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	switch c.Verb {
	case "numbers":
		return renderNumbers(r), nil
	case "channels":
		return renderNames(r.Channels(&q)), nil
	case "interactions":
		return renderDates(r.LastInteractions(&q), q.Unit), nil
	case "tags":
		return renderNames(r.Tags(&q)), nil
	case "fields":
		return renderNames(r.Fields(&q)), nil
	case "values":
		return renderNames(r.Values(c.Arg(0), &q)), nil
	case "frequency":
		return renderFrequency(r.Frequency()), nil
	case "orders":
		return renderDates(r.LastOrders(&q), q.Unit), nil
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

// has says whether a word stands among the arguments.
func has(c story.Command, word string) bool { return slices.Contains(c.Args, word) }
