// Package rollupsql keeps a rollup (customer/rollup) in SQLite or PostgreSQL.
//
// A Store is a rollup.Store whose views are a rollup.Pager: a page of the list comes from
// an index, whatever the number of customers, if it is sorted by status, ID, e-mail
// address, created-at, last usage, last login, paid orders or revenue. How many customers
// there are of each status is kept too. Of status, ID, last usage, last login and
// revenue, the index has the status first, so a filter of statuses is as fast as none.
// The other indexes do not, for a day changes the status of many: a page of some statuses
// passes over those who have others, in the order of the index. Other filters are
// conditions on the rows: they read as many rows as it takes, and all of them to count. A
// search uses trigrams: a table of FTS5 in SQLite, an index of pg_trgm in PostgreSQL if
// that extension can be made. Those who have a text that very many have are counted so, and
// the first of them found along the index of the order. A page sorted by another column, or a search for a text
// that a column of texts cannot hold, is not served; the library reads all records then.
//
//   - Records are kept as Digest.AppendBinary writes them. The columns beside are copies
//     of what a page filters and sorts by.
//   - Texts that are compared are bytes, so no collation orders them, and any byte is kept.
//   - Instants are 12 bytes that sort as they do, to the nanosecond, in any year.
//   - Net amounts are bytes that sort as the numbers do, of any size.
//
// An advance reads and writes a narrow table, and no digest. In SQLite a large batch takes up
// to 256 MB for pages while it is written.
//
// What is kept is personal data (H8). SQLite overwrites what is deleted: Write sets
// secure_delete, and the index of trigrams has its own. But the write-ahead log has
// the old pages until it is emptied, and PostgreSQL keeps dead rows until VACUUM: Wipe
// does either. Call it after an erasure.
package rollupsql
