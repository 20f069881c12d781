// Package gdprsql makes plain SQL tables the holders, the journal and the
// tombstones of package gdpr, over database/sql and whichever driver the host
// has registered.
//
//	logins, err := gdprsql.NewHolder(db, gdprsql.SQLite(), "logins", gdprsql.Table{
//		Name:    "logins",
//		Subject: "customer_id",
//		Origin:  gdpr.Observed,
//		Columns: []gdprsql.Column{{Name: "at"}, {Name: "device"}},
//	})
//
// Names of tables and columns are the host's constants. They are checked to be
// plain identifiers and are quoted; everything else is bound, or, where a database
// has no parameters, written in digits. No text of a value ever is part of a
// statement.
//
// What is compared is compared byte by byte, whatever the collation of a
// column: an ID in capitals is somebody else's. Addresses are compared by their
// keys (I4), as customer.Email.Key gives them.
//
// What is gone from a table is not always gone from the disk: see [SQLite],
// [PostgreSQL] and [ClickHouse].
package gdprsql
