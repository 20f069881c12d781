package mailing

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Acknowledgement is what a sync keeps of a key: what the provider accepted
// last (M6), and what it refused for good. There is one for a provider and a
// key. Its key is personal data.
type Acknowledgement struct {
	Provider string
	Key      Secret
	ID       ChangeID  // of the change
	State    State     // Subscribed, Pending or Unsubscribed; Absent if nothing was accepted yet
	Since    time.Time // the change's
	Address  Secret    // the change's
	Name     Secret    // the change's
	Revision int       // how many there have been for the provider and the key

	// Customers are those whose address it was: an opt-out is theirs, whatever
	// their address is later (M5).
	Customers []customer.ID

	At       time.Time // AsOf of the plan that was applied; of one that found it in order still, with a newer consent
	Taken    time.Time // Outcome.Since of our own unsubscribe, which is no opt-out of the person; zero is unknown
	Refused  time.Time // the no in the shop behind our own unsubscribe; zero is none
	OptedOut time.Time // the latest opt-out of the customers at the provider that a sync noted; zero is none
	Told     time.Time // since when the provider said that they are off, when that was noted; zero if it did not
	Gone     time.Time // when a plan first saw that somebody had removed the member; zero is never

	Refusal Refusal // what the provider refused for good since; zero is nothing
	Stopped bool    // a sync stopped at this member: the next one comes to it last (M6)
}

// Refusal is an address and a name that a provider refused for good (M6). They
// are not tried again until one of them changes. The zero Refusal is none.
type Refusal struct {
	Reason  Code
	Address Secret
	Name    Secret
}

// equal reports whether two are the same.
func (a Acknowledgement) equal(b Acknowledgement) bool {
	return a.Provider == b.Provider && a.Key == b.Key && a.ID == b.ID && a.State == b.State &&
		a.Since.Equal(b.Since) && a.Address == b.Address && a.Name == b.Name && a.Revision == b.Revision &&
		slices.Equal(a.Customers, b.Customers) && a.At.Equal(b.At) && a.Taken.Equal(b.Taken) &&
		a.Refused.Equal(b.Refused) && a.OptedOut.Equal(b.OptedOut) && a.Told.Equal(b.Told) && a.Gone.Equal(b.Gone) && a.Refusal == b.Refusal && a.Stopped == b.Stopped
}

// forGood reports whether this is what was refused.
func (r Refusal) forGood(address, name Secret) bool {
	return !r.Address.IsZero() && r.Address == address && r.Name == name
}

// Acknowledgements is where Apply notes what a provider acknowledged.
//
// What an implementation owes: EachAcknowledgement yields the acknowledgements of the
// provider that were recorded last for each key, at most one for a key, under the contract
// of [customer.Repository]. Record replaces the one of the same provider and key, whole or
// not at all, and has stored it when it returns nil. If Record returns an error it may have
// stored it. One provider's list is synced by one Apply at a time; the host sees to that.
type Acknowledgements interface {
	EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[Acknowledgement, error]
	Record(ctx context.Context, a Acknowledgement) error
}

// MemoryAcknowledgements are acknowledgements in memory: the reference. The
// zero value has none. It is not safe for concurrent use.
type MemoryAcknowledgements struct {
	All []Acknowledgement
}

// EachAcknowledgement yields the acknowledgements of the provider.
func (m *MemoryAcknowledgements) EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[Acknowledgement, error] {
	return func(yield func(Acknowledgement, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(Acknowledgement{}, err)
			return
		}
		for _, a := range m.All {
			if a.Provider == provider && !yield(a, nil) {
				return
			}
		}
	}
}

// Record replaces the acknowledgement of the same provider and key. It takes time in
// proportion to the number of acknowledgements that there are.
func (m *MemoryAcknowledgements) Record(ctx context.Context, a Acknowledgement) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range m.All {
		if m.All[i].Provider == a.Provider && m.All[i].Key == a.Key {
			m.All[i] = a
			return nil
		}
	}
	m.All = append(m.All, a)
	return nil
}

// Forget takes out everything of an address's key, whatever the provider.
func (m *MemoryAcknowledgements) Forget(ctx context.Context, key Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.All = slices.DeleteFunc(m.All, func(a Acknowledgement) bool { return a.Key == key })
	return nil
}

// acknowledged are the acknowledgements of a provider by key.
func acknowledged(ctx context.Context, acks Acknowledgements, provider string) (map[Secret]Acknowledgement, error) {
	all := map[Secret]Acknowledgement{}
	for a, err := range acks.EachAcknowledgement(ctx, provider) {
		if err != nil {
			return nil, err
		}
		if a.Provider == provider {
			all[a.Key] = a
		}
	}
	return all, nil
}
