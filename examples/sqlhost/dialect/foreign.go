package dialect

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	postgresTable = regexp.MustCompile(`(?s)^CREATE TABLE IF NOT EXISTS (\w+) \((.*)\)$`)
	firstColumn   = regexp.MustCompile(`(?m)^\s*(customer_id|order_id|id)\b`)
)

// PartitionedSchema returns PostgreSQL's schema with each table in as many
// partitions as there are foreign servers, each the table of the same name on
// one of them (postgres_fdw). Facts lie by their customer's hash, refunds by
// their order's. With enable_partitionwise_aggregate every server groups its
// own. An order says itself whether it has refunds (Orders.Refunded), for to
// ask another table is not shipped to a server: the column refunded must be
// added to theirs.
func PartitionedSchema(servers []string) ([]string, error) {
	all, err := Postgres().Schema()
	if err != nil {
		return nil, err
	}
	var made []string
	var loads string
	for _, s := range all {
		m := postgresTable.FindStringSubmatch(s)
		if m == nil {
			continue // an index: they are the servers' own
		}
		if m[1] == "loads" {
			loads = s // which stays here, and is made last
			continue
		}
		table, columns := m[1], strings.TrimRight(m[2], " \n")
		key := firstColumn.FindStringSubmatch(columns)
		if key == nil {
			return nil, fmt.Errorf("dialect: table %s has no key", table)
		}
		if table == "orders" {
			columns += ",\n\trefunded boolean NOT NULL DEFAULT false"
		}
		made = append(made, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (%s\n) PARTITION BY HASH (%s)", table, columns, key[1]))
		for i, server := range servers {
			if !isIdent(server) {
				return nil, ErrIdent
			}
			made = append(made, fmt.Sprintf("CREATE FOREIGN TABLE IF NOT EXISTS %s_%d PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d) "+
				`SERVER "%s" OPTIONS (table_name '%s')`, table, i, table, len(servers), i, server, table))
		}
	}
	return append(made, loads), nil
}
