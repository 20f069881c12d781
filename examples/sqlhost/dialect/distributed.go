package dialect

import (
	"fmt"
	"regexp"
)

var (
	created = regexp.MustCompile(`^CREATE TABLE IF NOT EXISTS (\w+) \(`)
	engine  = regexp.MustCompile(`\) ENGINE = MergeTree ORDER BY \((\w+)[^)]*\)$`)
)

// DistributedSchema returns ClickHouse's schema over a cluster: for each table
// one that is Distributed over the servers' own tables of the same name in the
// database local. Facts go to the server of their customer's hash, so that each
// customer is grouped in one place; refunds to that of their order's.
//
// The cluster's profile must have insert_distributed_sync = 1: otherwise an
// insert is done before the facts are there, and some may never be.
func DistributedSchema(cluster, local string) ([]string, error) {
	for _, name := range []string{cluster, local} {
		if !isIdent(name) {
			return nil, ErrIdent
		}
	}
	all, err := ClickHouse().Schema()
	for i, s := range all {
		table, key := created.FindStringSubmatch(s), engine.FindStringSubmatch(s)
		if table == nil || key == nil {
			return nil, fmt.Errorf("dialect: statement %d of the schema makes no table", i)
		}
		all[i] = engine.ReplaceAllString(s, fmt.Sprintf(") ENGINE = Distributed(%s, %s, %s, cityHash64(%s))", cluster, local, table[1], key[1]))
	}
	return all, err
}
