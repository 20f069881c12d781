package kit

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/customer"
)

// Question is a question of a wing, and everything that can be answered to it, as
// text.
type Question[R any] struct {
	Title  string
	Answer func(ctx context.Context, repo R, run *customer.Run) (string, error)
}

// Questions asks everything of each query. The title of one says in an error what
// was asked.
func Questions[R, Q any](queries []Q, title func(Q) string, everything func(context.Context, R, Q, *customer.Run) (string, error)) []Question[R] {
	var all []Question[R]
	for _, q := range queries {
		all = append(all, Question[R]{title(q), func(ctx context.Context, repo R, run *customer.Run) (string, error) {
			return everything(ctx, repo, q, run)
		}})
	}
	return all
}

// answers compares with the answers of Memory to the same questions.
func (k *Kit[M, R]) answers(ctx context.Context, repo R) error {
	return same(ctx, k.Questions, k.reference(k.Shop()), repo, nil)
}

// empty checks that nothing amounts to nothing, without an error.
func (k *Kit[M, R]) empty(ctx context.Context, repo R) error {
	return same(ctx, k.Questions[:1], k.reference(k.nothing()), repo, nil)
}

// nothing returns an empty shop.
func (k *Kit[M, R]) nothing() (none M) { return none }

// reference returns a Memory as a repository.
func (k *Kit[M, R]) reference(facts M) R { return any(facts).(R) }

// ways checks that an answer is the same however it comes about: in one range or
// in many, by one worker or by several, and that meanwhile at most one sequence is
// open for each repository of a snapshot.
func (k *Kit[M, R]) ways(ctx context.Context, repo R) error {
	reference := k.reference(k.Crowd())
	for _, q := range k.Questions[:2] {
		want, err := q.Answer(ctx, reference, nil)
		if err != nil {
			return fmt.Errorf("the reference: %w", err)
		}
		for _, workers := range []int{1, 4} {
			w := &Watch[R]{Repo: repo, wrap: k.Watched, perRange: 20, faults: new(faults)}
			err := q.answers(ctx, k.Watched(w), &customer.Run{Workers: workers}, want)
			if err = errors.Join(err, w.faults.join()); err != nil {
				return fmt.Errorf("with %d workers: %w", workers, err)
			}
		}
	}
	return nil
}

// answers checks that a repository gives the answer that is wanted.
func (q *Question[R]) answers(ctx context.Context, repo R, run *customer.Run, want string) error {
	got, err := q.Answer(ctx, repo, run)
	if err == nil {
		err = Same(want, got)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", q.Title, err)
	}
	return nil
}

// same checks that a repository gives the reference's answers.
func same[R any](ctx context.Context, questions []Question[R], reference, repo R, run *customer.Run) error {
	var wrong []error
	for _, q := range questions {
		want, err := q.Answer(ctx, reference, run)
		if err != nil {
			return fmt.Errorf("the reference: %w", err)
		}
		wrong = append(wrong, q.answers(ctx, repo, run, want))
	}
	return errors.Join(wrong...)
}
