// Package gdpr exports everything that a host holds of a person, and erases it.
//
//	G1  Every place with personal data is a holder in one registry.      Holder, Registry, Census
//	G2  Everything on one person and nothing of anyone else's, a ZIP.    Registry.Export, Manifest
//	G3  Plan, journal, tombstone, erase, verify; only then a receipt.    Registry.Erase, Receipt, Retention
//	G4  Interrupted anywhere it resumes; twice is once.                  Registry.Resume, Journal
//	G5  Erased stays erased: imports, late events, restored backups.     Guard, Tombstones, Registry.Replay
//	G6  Receipts, journals, logs and errors hold no personal data.       Key, KeyedHash, Sealed, Error
//
// The terms are those of Regulation (EU) 2016/679. The data subject is the
// person; the controller is the host. A host declares each place where it
// holds personal data as a [Holder], what it derives from them too, and puts
// all of them into one [Registry]. What is in it is exported and erased; the
// kit in package gdprtest checks that the holders keep their contract.
//
// The journal and the tombstones must outlive what they are about: keep them
// apart from the data, and do not restore them with it. The keys belong into a
// key store. Somebody who has a key can ask the tombstones about an address. A
// host that loses a key can no longer keep anybody erased; [Guard.Ready] says so
// at the start. A key's ID is never used again for another secret.
//
// The package leaves to others: to make sure who asks, to answer in time (see
// [Deadline]), backups, and what the law says must be retained.
package gdpr
