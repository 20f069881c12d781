// Package rollup keeps the digests of all customers as of one instant (H10), so that
// questions about them are answered without reading facts, and tells what changed since
// (H1).
//
//	H1   The feed: every change of status, by a fact or by time; appeared; gone.   Rollup.Pending, Entry
//	H2   Tomorrow's list: what changes if nobody logs in.                          Rollup.Tomorrow
//	H3   What is kept names what it is of; another question is an error.           Meta, ErrQuestion
//	H4   By the facts that arrived, by the number of their arrival.                Rollup.CatchUp, Arrivals
//	H5   A late fact yields corrections, back to a horizon.                        Entry.Said, Rollup.Forget
//	H6   At least once, by customer, instant, to; by instant, then customer.       Key, Rollup.Acknowledge
//	H7   Voids and full refunds: the digest is rebuilt from facts, as all are.     Rollup.CatchUp
//	H8   Derived personal data: gone after erasure; a late event adds nothing.     Rollup.Erase, Rollup.Erased
//	H10  The digests of all customers, in a store of the host's.                   Store, Memory
//	H11  Build, refresh, advance.                                                  Rollup.Build, Rollup.Refresh, Rollup.Advance
//	H12  The same answers as from the facts; another AsOf is an error.             Rollup.List, Rollup.Get, Rollup.Summarize
//	H13  A store may serve a page itself; the rows are checked again.              Pager
//
// A host builds once, and from then on refreshes the customers whose facts changed and
// advances as time goes on:
//
//	r := rollup.Rollup{Store: store, Repository: repo, Query: customer.Query{AsOf: t0}}
//	err := r.Build(ctx)
//	…
//	err = r.Refresh(ctx, "ann", "mia")  // each time that a fact was added, changed or removed
//	due, err := r.Advance(ctx, t1)      // each minute, or each night
//	err = r.Refresh(ctx, due...)        // who has facts that were dated ahead
//
// A host whose facts have a rising number of their arrival lets CatchUp find who is to be
// refreshed (H4):
//
//	rebuilt, err := r.CatchUp(ctx, t1, arrivals)
//
// A rollup is made from facts, never from a customer.Digester. Facts of people who are no
// customers, guests among them, are kept by their own ID, so that they can be refreshed
// too: the guests without an ID by the empty one.
package rollup
