// Command sqlhost is a host of Clientele whose facts live in a database: SQLite,
// PostgreSQL or ClickHouse.
//
//	go -C examples/sqlhost run . load   [-db URL] [-data DIR] [-location ZONE]
//	go -C examples/sqlhost run . report [-db URL] [-how stream|pushdown] [-mapping FILE] [-out DIR] …
//	go -C examples/sqlhost run . rollup build|refresh|advance|list [-db URL] [-mapping FILE] …
//
// load reads a folder of CSV files into the host's own tables. report is the
// report program over a database, with its flags; all of its files tell of one
// state of the database, except in ClickHouse. rollup keeps the digests of all
// customers beside the facts, in SQLite or PostgreSQL (package rollupsql). URLs are sqlite:FILE (the default is
// sqlite:clientele.db: no server, one file), postgres://… and clickhouse://…. A
// mapping is a JSON file with the names of a host's own tables and columns (package
// store).
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/clientele-go/clientele/examples/internal/interrupt"
)

// The exit statuses.
const (
	ok       = 0
	failed   = 1 // bad input, or a database that fails
	badUsage = 2
)

const usage = `usage: sqlhost load   [-db URL] [-data DIR] [-location ZONE]
       sqlhost report [-db URL] [-how stream|pushdown] [-mapping FILE] [flags of the report program]
       sqlhost rollup build   [-db URL] [-mapping FILE] [-keys FILE] [-tombstones TABLE] [-as-of TIME] [-require-sign-in] [-consent-popup]
       sqlhost rollup refresh [-db URL] [-mapping FILE] [-keys FILE] [-tombstones TABLE] [ID …]
       sqlhost rollup advance [-db URL] [-mapping FILE] [-keys FILE] [-tombstones TABLE] [-to TIME]
       sqlhost rollup list    [-db URL] [-mapping FILE] [-sort COLUMN] [-descending] [-status STATUSES] [-search TEXT] [-limit N] [-after CURSOR]
`

func main() {
	os.Exit(interrupt.Run(func(ctx context.Context) int { return run(ctx, os.Args[1:], os.Stdout, os.Stderr) }))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "load":
			return runLoad(ctx, args[1:], stdout, stderr)
		case "report":
			return runReport(ctx, args[1:], stdout, stderr)
		case "rollup":
			return runRollup(ctx, args[1:], stdout, stderr)
		}
	}
	fmt.Fprint(stderr, usage)
	return badUsage
}
