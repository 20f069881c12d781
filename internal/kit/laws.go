package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Answers checks that a repository gives the reference's answers. everything
// is every answer to a question, as text; title says in an error what was asked.
func Answers[R, Q any](
	ctx context.Context, reference, repo R, questions []Q,
	everything func(context.Context, R, Q) (string, error), title func(Q) string,
) error {
	var wrong []error
	for _, q := range questions {
		want, err := everything(ctx, reference, q)
		if err != nil {
			return fmt.Errorf("the reference: %w", err)
		}
		got, err := everything(ctx, repo, q)
		if err == nil {
			err = Same(want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", title(q), err))
		}
	}
	return errors.Join(wrong...)
}

// OneEach checks that every customer has one digest, however they are grouped.
// whose is called with each digest as it comes.
func OneEach[D any](digests iter.Seq2[D, error], whose func(D) customer.ID) error {
	seen := map[customer.ID]bool{}
	for d, err := range digests {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		id := whose(d)
		if seen[id] {
			return fmt.Errorf("must yield one digest per customer, but %q comes twice", string(id))
		}
		seen[id] = true
	}
	return nil
}
