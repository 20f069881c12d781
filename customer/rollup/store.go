package rollup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Store is where a host keeps a rollup (H10): a table, or memory. The zero store is
// empty and has the zero Meta.
//
// What a store owes:
//   - View calls read once, with one state of the store, whatever is written meanwhile, and
//     returns read's error as it is. Readers do not wait for writers longer than the
//     storage makes them.
//   - Write applies a whole batch, or nothing: also if it fails midway, or if the process
//     dies. If the store's Meta.Version is not the batch's less 1, it changes nothing and
//     returns ErrChanged.
//   - What was written is read again as it was: every digest by its AppendBinary or JSON,
//     every instant to the nanosecond, every ID byte for byte.
//   - When ctx is done, it stops soon with ctx's error.
//   - Errors hold nothing of a person but the ID (G6).
//
// The kit in package rolluptest checks whether a store keeps its contract.
type Store interface {
	View(ctx context.Context, read func(View) error) error
	Write(ctx context.Context, b Batch) error
}

// View is one state of a store. Its sequences are ranged over at most once, one at a time,
// and may be left early. On failure they yield the error once, with a zero value.
type View interface {
	Meta(ctx context.Context) (Meta, error)

	// Records yields what is asked for, each once: in any order, except that UntilBy and
	// NextBy come in the order of their instant. Of a digest asked for by UntilBy, ID, Known
	// and Logins are enough. Whoever reads them does not change them.
	Records(ctx context.Context, a Ask) iter.Seq2[*Record, error]

	// Entries yields entries of the feed (H6) by instant, then by the bytes of the customer's ID.
	Entries(ctx context.Context, a EntryAsk) iter.Seq2[Entry, error]
}

// Ask says which records are wanted. The zero Ask is all. At most one of IDs, UntilBy and
// NextBy is set.
type Ask struct {
	IDs     []customer.ID // if not nil: the records of these that exist
	UntilBy time.Time     // if not zero: those with an Until that is not after it
	NextBy  time.Time     // if not zero: those with a Digest.Next that is not after it
	Limit   int           // the first so many; zero is all
}

// EntryAsk says which entries are wanted. The zero EntryAsk is all.
type EntryAsk struct {
	IDs     []customer.ID // if not nil: those of these customers
	Pending bool          // only those with Pending
	By      time.Time     // if not zero: those whose instant is not after it
	Limit   int           // the first so many; zero is all
}

// Record is what is kept under one ID. Its key is Digest.ID, whose empty value is the
// guests without one. Status, Until and Digest.Next are worth an index each.
type Record struct {
	Digest customer.Digest // as Digest.Kept made it

	Status customer.Status // as of the store's AsOf
	Until  time.Time       // when another status comes if nobody logs in (S7); zero is never
}

// Meta is what a store holds besides records and entries: one value, which goes to JSON
// and back. The zero Meta is that of an empty store.
type Meta struct {
	Version int64          `json:"version"` // one more with each Write
	Query   customer.Query `json:"query"`   // what the digests are of (H3): see customer.Query.OfDigests; AsOf is the rollup's instant
	Print   string         `json:"print"`   // of Query

	Building bool        `json:"building,omitempty"` // Build has not ended
	From     customer.ID `json:"from,omitempty"`     // where it goes on

	Arrival int64 `json:"arrival,omitempty"` // the facts that arrived up to this number are in the digests (H4)

	Since time.Time `json:"since,omitzero"` // the feed's horizon: what it said before is forgotten (H5)
}

// Batch is what is to be written together. An ID in Turns is in neither Put nor Remove.
type Batch struct {
	Meta   Meta          // afterwards; its Version is one more than the store's
	Clear  bool          // before all else, everything goes
	Put    []Record      // each in place of the one with its ID
	Remove []customer.ID // records to remove, after Put; those that do not exist do no harm
	Turns  []Turn        // customers that time moves on, each once; those that do not exist do no harm

	PutEntries    []Entry // each in place of the one with its key
	RemoveEntries []Key   // after PutEntries
}

// Turn is another status of a customer, by time alone: of the record, Status and Until alone
// change. An Advance writes very many, so a store needs to read no digest for them.
type Turn struct {
	ID    customer.ID
	From  customer.Status // as the record has it
	To    customer.Status
	Until time.Time // when the next one comes; zero is never
}

// Pager is an optional ability of a View: it serves a page of the list by itself, from
// indexed columns (H13).
type Pager interface {
	// Page returns how many customers pass the filter, and yields those that come after
	// the place in the order asked for, at least Limit of them if there are so many. It
	// may yield more, and records that do not pass: the rules check each again. The rows
	// of a record, for columns, are those of Digest.Row with the Query of Meta. What a
	// store cannot serve is an error that wraps errors.ErrUnsupported; the library then
	// reads all records.
	Page(ctx context.Context, a PageAsk) (total int, records iter.Seq2[*Record, error], err error)
}

// PageAsk is a page that is asked for. Filter has no bound that depends on a clock: a
// status is Record.Status, and the ends of Filter.Created are instants, which a column
// with a coarser clock rounds up to its resolution (T4). If Match is not nil, a row must pass
// it too: it is a segment. A store that cannot ask it serves no such page.
type PageAsk struct {
	Filter customer.Filter
	Sort   customer.Sort
	After  *customer.Place // nil is the beginning
	Limit  int

	Match   func(*customer.Row) bool
	MatchOf [sha256.Size]byte // another one for each Match: with equal ones, the same rows pass
}

// The conditions of this package.
var (
	ErrChanged  = errors.New("rollup: the store was written meanwhile")
	ErrQuestion = fmt.Errorf("%w: the rollup is of another one", customer.ErrQuery) // another print or AsOf than the store's (H3, H12)
	ErrBuilding = errors.New("rollup: not built to its end")
	ErrDue      = errors.New("rollup: customers must be refreshed before it answers") // H11
	ErrStore    = errors.New("rollup: the store does not keep its contract")
)
