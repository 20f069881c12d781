// Package dialect says what differs between the databases that the host knows.
package dialect

import (
	_ "github.com/ClickHouse/clickhouse-go/v2" // registers itself with database/sql
	_ "github.com/jackc/pgx/v5/stdlib"         // likewise
	_ "modernc.org/sqlite"                     // likewise
)
