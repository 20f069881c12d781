// Package export writes every report of the library as CSV, reads such files
// back, and reads the input files of a host. It is the last package of the
// flow: rows in, bytes out.
//
//	err := export.CSV(w, export.Statuses(report))                  // any report of any wing
//	err = export.WriteCustomers(ctx, w, repo, q, nil, o)           // all customers, fast
//	err = export.WriteFile("customers.csv", func(w io.Writer) …)   // complete or absent
//
// The rules that it obeys:
//
//	X1  Kinds: customer e-mail, customer details, all customer info, and every
//	    report of E, U and N. Header names and their order are an API.
//	X2  RFC 4180, UTF-8, "\n" line ends. Times are RFC 3339 in UTC, money is a
//	    plain decimal with a currency column. Memory does not grow with the rows.
//	    The separator is a comma and there is no byte order mark, unless [Options]
//	    say otherwise.
//	X3  No cell can run as a formula: see [Guard] and [Unguard]. Typed cells
//	    (numbers, times, booleans, words of a fixed set) are exempt. A text cell
//	    with a comma, a semicolon or a tab is quoted, whatever the separator. The
//	    option [Options.Unguarded] is for files that only machines read.
//	X4  A lone empty field is quoted, so that no row vanishes. Reading back gives
//	    what was written, except that CRLF inside a cell is read as LF. A cell of
//	    more than 65,536 bytes is an error: no reader of the package takes it.
//	X5  A file is complete or absent: see [WriteFile] and [Batch].
//	X6  Input is bounded and strict: see [Table] and the Parse functions. Every
//	    error names file, line and column, and never the cell's value. Accepted +
//	    rejected = read.
//
// # Kinds
//
// Each kind has a row type, and a function that makes rows of what a wing
// answered:
//
//	customer       Customers, Emails, Statuses, StatusTrend, Transitions, WhatIf,
//	               NewDetailRow, AllInfo
//	revenue        Revenue, RevenueTotals
//	lifecycle      Lifecycle, Cohorts
//	engagement     Analysis, Channels, LastInteractions, Tags, Fields, FieldValues,
//	               Frequency, LastOrders
//	value          Value, ValueFit
//	input          Rejected
//	subscription   Subscription, SubscriptionTrend
//	notify         NotificationMetrics, Expiry, Expired, NotificationDetails
//
// Rows come in the order of the report, ties by ID, text by its bytes as it is
// before X3. What is unknown is an empty cell. Revenue is a file of its own, with
// one line per customer, kind and currency: different currencies are never added
// (R2), so that it does not fit into one line per customer. No row has a token (N8).
//
// # Rows
//
// A row type is a struct whose exported fields all carry a gocsv tag,
// `csv:"name" json:"name"`. The Go type of a field says what its column holds:
//
//	string, or a named string without methods   text, guarded (X3)
//	Word                                        a word of a fixed set
//	int, int8 … uint64, bool                    as Go writes them
//	Time, calendar.Date, Amount                 see there; zero time and date = empty
//
// So a host may stream rows with [CSV], or marshal a slice of them with gocsv
// through a [SafeWriter]: the bytes are the same. gocsv's package variables are
// never touched; whoever changes them changes what gocsv does, not this package.
//
// # What a cell cannot hold
//
// CSV in UTF-8 has no way to write a NUL or a byte that is not UTF-8. In text
// such a byte is written as U+FFFD, one for one, rather than refusing the
// export: else one customer with a broken name would withhold everybody's
// report. Such a byte must not simply disappear either, or "\x00=1+1" would
// become a formula (X3).
//
// # What no writer can cure
//
// A spreadsheet decides what it makes of a cell, and what it saves:
//
//   - Some read the apostrophe of X3 as a mark for text and drop it when they save
//     the file. In the saved file the formula is bare, and runs when it is opened
//     again.
//   - Text that looks like a number becomes one: leading zeros go (007 is 7), and
//     of a long string of digits all but the first 15 become 0. IDs, phone numbers
//     and postcodes suffer. Import such columns as text.
//   - Text that looks like a date becomes one: MAR1, 1-2.
//   - A program that is told to split at other characters than comma, semicolon
//     and tab, or to ignore quotes, sees other cells than those that were guarded.
//     So open a file as UTF-8, with its separator and the double quote as the
//     text delimiter.
package export
