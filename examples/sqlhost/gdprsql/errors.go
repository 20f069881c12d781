package gdprsql

import (
	"errors"
	"slices"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/gdpr"
)

// The conditions of this package. Other errors are the database's or the driver's:
// they print a code in place of their words, which may quote rows (G6), and errors.Is
// and errors.As find what they would.
var (
	ErrName      = errors.New("gdprsql: not a plain identifier, or a column there twice")
	ErrTable     = errors.New("gdprsql: a table without its subject, origin or columns")
	ErrRetention = errors.New("gdprsql: a date of retention that is none")
	ErrScrub     = errors.New("gdprsql: erased, but the write-ahead log is in use and still has it; try again")
	ErrEntry     = errors.New("gdprsql: a stored entry or tombstone is damaged")
)

// hidden puts a code in the place of the words of a database or driver. Whatever a
// method returns goes through it.
func hidden(err error) error {
	own := []error{ErrRetention, ErrScrub, ErrEntry, gdpr.ErrRequest, gdpr.ErrKeyedHash}
	if slices.Contains(own, err) {
		return err
	}
	return dialect.Fault(err)
}
