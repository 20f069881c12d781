package mailingtest

// Entries are the ledger's entries as a kind of fact.
var Entries = entryKind
