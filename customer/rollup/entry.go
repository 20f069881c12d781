package rollup

import (
	"cmp"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Key names an entry of the feed: the customer and the instant. H6's key is (customer,
// instant, to), but at one instant a customer has one status, so that there is one to: an
// entry with another one takes the place of the entry before. One delivery then says what H5
// asks for, (customer, instant, said, is), in place of two. Whoever keeps deliveries by H6's
// key drops the other one of the same customer and instant. That a customer is gone is an
// entry apart, before one that they appeared at the same instant.
type Key struct {
	At       time.Time // in UTC
	Customer customer.ID
	Gone     bool
}

// Compare orders keys by instant, then by the bytes of the ID, then gone first (H6).
func (k Key) Compare(o Key) int {
	return cmp.Or(k.At.Compare(o.At), k.byCustomer(o))
}

func (k Key) byCustomer(o Key) int {
	switch c := cmp.Or(cmp.Compare(k.Customer, o.Customer), k.At.Compare(o.At)); {
	case c != 0 || k.Gone == o.Gone:
		return c
	case k.Gone:
		return -1
	}
	return 1
}

// Entry is what the feed says of one customer at one instant (H1): what is, and what was
// said before. If nothing was said, it is news. If something was, it is a correction (H5):
// what is takes its place, and Nothing takes it back. An entry is handed over until it is
// acknowledged, and so at least once (H6). A reader who keeps what is, by Key, and drops
// customers who are gone, has what TrackStatus finds of the facts.
type Entry struct {
	Key
	Is      Move
	Said    Move // what was handed over and acknowledged
	Offered Move // what was handed over, and maybe taken
}

// Pending reports whether what is was not said yet, or nobody knows.
func (e *Entry) Pending() bool { return e.Is != e.Said || e.Offered.What != Nothing }

// told returns what whoever reads the feed has, as far as is known.
func (e *Entry) told() Move {
	if e.Offered.What != Nothing {
		return e.Offered
	}
	return e.Said
}

// Move is what happened to a customer at an instant. The zero Move is nothing.
type Move struct {
	What     What
	From, To customer.Status // From of Changed, Gone and Older; To of Changed, Appeared and Older
}

// Reason returns why: "a login" or "time" for a change, else what happened. Without a login,
// status only moves down (S5).
func (m Move) Reason() string {
	switch {
	case m.What != Changed:
		return m.What.String()
	case m.From < m.To:
		return "a login"
	}
	return "time"
}

// What is what happened to a customer.
type What uint8

// What can have happened.
const (
	Nothing  What = iota // what was said is taken back
	Changed              // another status, by a login or by time alone (S8)
	Appeared             // a customer was added
	Gone                 // a customer was deleted
	Older                // a correction of before the horizon: at it, the status was another one (H5)
)

var whatWords = word.Set[What]{Of: "rollup: what happened", Words: []string{"nothing", "changed", "appeared", "gone", "older"}}

// String returns "nothing", "changed", "appeared", "gone" or "older".
func (w What) String() string { return whatWords.String(w) }

// MarshalText writes what String returns. A value without a word is an error.
func (w What) MarshalText() ([]byte, error) { return whatWords.Marshal(w) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (w *What) UnmarshalText(text []byte) error { return whatWords.Unmarshal(text, w) }
