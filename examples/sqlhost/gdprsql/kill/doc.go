// Package kill shows that erasure survives the death of its process (G4). It
// has tests alone.
//
// A host, in a process of its own, exports and erases people over stores that
// are real: two databases of SQLite, a folder of uploads, a folder of exports
// that wait to be fetched, and, apart from them, the journal and the tombstones.
// SIGKILL stops it at random moments, over and over; each time it starts anew
// and goes on by its journal. After every kill, before it goes on, what is on
// the disk is looked at by other means than the library's:
//
//   - torn: the databases are sound; journal and tombstones can be read; an
//     export is complete or not there.
//   - undone: what was reported erased is not there again; a tombstone, once
//     reported, stays.
//   - order: whoever lacks a record has an entry in the journal and tombstones;
//     whose account is gone has nothing anywhere else.
//   - others: what the stores have of everybody else is the same, byte by byte.
//   - canaries: after the receipt no file has a byte of the person's data.
//
// In the end everybody is erased, with a receipt. It shows nothing of a power
// cut, after which what was not synced is gone: a killed process loses only
// what it had not yet handed to the system.
//
//	KILLS=1000 go test ./gdprsql/kill -run TestKill -v
package kill
