package shopdb

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/gdpr"
)

// KeptRollup returns the rollup that sqlhost keeps beside the facts, if it does, as a place
// with personal data. A digest and a change are told of as copies, each of a fact. The table of
// changes has the ID until that rollup is refreshed.
func (s *Shop) KeptRollup() gdpr.Holder {
	return gdpr.Table{
		Label: "kept-rollup",
		Records: func(ctx context.Context, who gdpr.Subject) iter.Seq2[gdpr.Record, error] {
			return func(yield func(gdpr.Record, error) bool) {
				r, err := s.kept(ctx)
				n := 0
				if r != nil && who.ID != "" { // the guests are nobody
					n, err = r.Holds(ctx, who.ID)
				}
				if err != nil {
					yield(gdpr.Record{}, err)
					return
				}
				copied := gdpr.Record{Kind: "copy", Origin: gdpr.Inferred, Subject: gdpr.Subject{ID: who.ID}, Fields: []gdpr.RecordField{{Name: "of", Value: "rollup"}}}
				for range n {
					if !yield(copied, nil) {
						return
					}
				}
			}
		},
		Delete: func(ctx context.Context, who gdpr.Subject) error {
			r, err := s.kept(ctx)
			if r == nil {
				return err
			}
			return r.Erase(ctx, who.ID)
		},
	}
}

// kept returns the rollup that is kept, or nil.
func (s *Shop) kept(ctx context.Context) (*rollup.Rollup, error) {
	there, err := hasTable(ctx, s.DB, s.Dialect, rollupsql.DefaultPrefix+"_meta")
	if err != nil || !there {
		return nil, err
	}
	store, err := rollupsql.Open(ctx, s.DB, s.Dialect, "")
	if err != nil {
		return nil, err
	}
	return &rollup.Rollup{Store: store}, nil
}
