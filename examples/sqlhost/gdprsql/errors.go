package gdprsql

import "errors"

// The conditions of this package. Other errors are the driver's and may quote
// rows; package gdpr wraps them so that nothing prints them (G6).
var (
	ErrName      = errors.New("gdprsql: not a plain identifier, or a column there twice")
	ErrTable     = errors.New("gdprsql: a table without its subject, origin or columns")
	ErrRetention = errors.New("gdprsql: a date of retention that is none")
	ErrScrub     = errors.New("gdprsql: erased, but the write-ahead log is in use and still has it; try again")
	ErrEntry     = errors.New("gdprsql: a stored entry or tombstone is damaged")
)
