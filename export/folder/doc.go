// Package folder reads a folder of CSV files as facts: the customers, what they
// did, their tags, fields, memberships and notifications. [Facts] has a repository
// for every wing.
//
//	facts, err := folder.Read(ctx, os.DirFS("shop"), folder.Options{})
//	page, err := customer.List(ctx, facts.Customer(), customer.Query{AsOf: facts.Latest}, nil)
//
// # The folder
//
// Every file is optional except customers.csv. Each can be compressed: NAME.csv
// or NAME.csv.gz, not both. A *.csv or *.csv.gz of another name is an error;
// anything else in the folder is ignored. Columns that are required stand in
// capitals; they must be there, and no cell of them may be empty, except the
// CUSTOMER_ID of orders.
//
//	customers      ID, email, username, name, created_at, signed_up, profile_complete,
//	               birthday, favorite, last_device, facebook, twitter, google,
//	               email_consent (granted, denied, withdrawn or empty), email_consent_at
//	logins         CUSTOMER_ID, AT
//	messages       CUSTOMER_ID, AT, DIRECTION (in = from the customer, out), channel
//	orders         ID, CUSTOMER_ID, AMOUNT, CURRENCY, kind (food, merchandise,
//	               reservation, other; empty = merchandise), channel, placed_at,
//	               paid_at, voided_at, checkout_link
//	refunds        ID, ORDER_ID, at (empty = from the payment on), AMOUNT
//	actions        CUSTOMER_ID, KIND (share, comment, redemption, push), at
//	tags           CUSTOMER_ID, TAG
//	fields         CUSTOMER_ID, NAME, value, at
//	members        CUSTOMER_ID, channel, joined_at
//	notifications  ID, NAME, active, frequency (daily, weekly, monthly or empty), channel
//	tokens         NOTIFICATION_ID, CUSTOMER_ID, subscribed_at, expires_at,
//	               stopped_at, token
//
// Columns come in any order. Other columns are an error unless their names begin
// with x_. Cells are taken as written: nothing is trimmed, folded or normalised.
// How a time, a date, a boolean and an amount is spelled, see package export; a
// time without a zone is in Options.Location (T5, T6).
//
// The same ID twice in customers, orders, refunds or notifications is an error.
// Tags, fields, members and tokens are sets: the same row again changes nothing.
// Each row of messages and actions is an event of its own.
//
// A customer_id that customers.csv does not have is an error in tokens,
// members, fields, tags and actions. In logins, messages and orders, and an empty
// one in orders, it is a guest: the fact has the empty ID, and its file counts
// it. An order_id or notification_id that is not there is an error. So is a
// refund that takes the refunds of its order beyond the order's total, in the
// order of the lines of the file.
//
// A members row is the person's own act: a joined_at after an unsubscribe is a
// return (U6).
//
// # Errors
//
// Input is bounded and strict (X6): see export.Table. What is
// wrong with it is an [Error], with file, line and column and never a value, and
// then there are no facts. Every record is accepted or rejected.
//
// With Options.Skip a row that has something wrong is left out, as if it were not
// there, and Facts.Rejected says what. What is found out about a row goes in this
// order, and the first kind that is wrong hides the others: the record and its
// cells; the IDs that it refers to; its own ID; of a refund, the order's total. So
// of rows with one ID the first stays that has nothing else wrong, and a row that
// refers to one that was left out refers to nothing. A folder, file or header that
// is wrong, and a quote that is never closed, are an Error all the same.
//
// Memory is needed for the facts, and for the IDs of customers, orders, refunds
// and notifications, and for what is wrong with rows that are left out; never for
// a file, compressed or not.
package folder
