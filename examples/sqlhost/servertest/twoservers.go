package servertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
)

// Several are servers that are asked as one.
type Several struct {
	URL     string    // of the one that is asked
	Front   *Server   // which is asked
	Servers []*Server // those that have the facts; the one that is asked can be among them
}

// Stop stops all of them.
func (s *Several) Stop() error {
	var err error
	for _, one := range s.Servers {
		if one != s.Front {
			err = errors.Join(err, one.Stop())
		}
	}
	return errors.Join(err, s.Front.Stop())
}

// TwoClickHouses starts two servers of ClickHouse, with Distributed tables over
// both in the first one's database shop.
func TwoClickHouses(ctx context.Context) (*Several, error) {
	servers, err := ClickHouses(2)
	if err != nil {
		return nil, err
	}
	s := &Several{URL: servers[0].In("shop"), Front: servers[0], Servers: servers}
	for _, one := range servers {
		err = errors.Join(err, create(ctx, one.URL))
	}
	made, err2 := dialect.DistributedSchema("shops", "default")
	err = errors.Join(err, err2, Execute(ctx, servers[0].URL, "CREATE DATABASE shop"))
	if err == nil {
		err = Execute(ctx, s.URL, made...)
	}
	return s.orStop(err)
}

// TwoPostgreses starts three servers of PostgreSQL: one with tables in
// partitions, which are on the two others.
func TwoPostgreses(ctx context.Context) (*Several, error) {
	front, err := Postgres("enable_partitionwise_aggregate=on", "enable_partitionwise_join=on")
	if err != nil {
		return nil, err
	}
	s := &Several{URL: front.URL, Front: front}
	statements, names := []string{"CREATE EXTENSION postgres_fdw"}, []string(nil)
	for i := range 2 {
		one, err := Postgres()
		if err == nil {
			s.Servers = append(s.Servers, one)
			err = create(ctx, one.URL)
		}
		if err == nil {
			err = Execute(ctx, one.URL, "ALTER TABLE orders ADD COLUMN IF NOT EXISTS refunded boolean NOT NULL DEFAULT false")
		}
		if err != nil {
			return s.orStop(err)
		}
		names = append(names, fmt.Sprintf("shard%d", i))
		statements = append(statements,
			fmt.Sprintf("CREATE SERVER shard%d FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '%d', dbname 'postgres', fetch_size '10000', batch_size '1000')", i, one.Port),
			fmt.Sprintf("CREATE USER MAPPING FOR postgres SERVER shard%d OPTIONS (user 'postgres', password_required 'false')", i))
	}
	made, err := dialect.PartitionedSchema(names)
	if err == nil {
		err = Execute(ctx, front.URL, append(statements, made...)...)
	}
	return s.orStop(err)
}

func (s *Several) orStop(err error) (*Several, error) {
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// create makes the host's own tables in a database.
func create(ctx context.Context, url string) (err error) {
	db, d, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return load.Create(ctx, db, d)
}

// Execute runs statements in the database of a URL.
func Execute(ctx context.Context, url string, statements ...string) (err error) {
	db, _, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
