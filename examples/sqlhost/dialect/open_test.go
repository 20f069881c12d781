package dialect_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// No error of Open repeats a password, whatever is wrong with the URL.
func TestOpenHidesPasswords(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	const secret = "s3cr3tword"
	for _, url := range []string{
		"clickhouse://me:s3cr3tword@127.0.0.1:port/db",
		"clickhouse://me:s3cr3tword@127.0.0.1:1/db",
		"clickhouse://me:s3cr3tword@127.0.0.1:1/db?dial_timeout=soon",
		"clickhouse://127.0.0.1:1/db?password=s3cr3tword&secure=maybe",
		"clickhouse://me:s3cr3tword%zz@127.0.0.1:1/db",
		"clickhouse://me:s3cr3tword\x7f@127.0.0.1:1/db",
		"postgres://me:s3cr3tword@127.0.0.1:port/db",
		"postgres://me:s3cr3tword@127.0.0.1:1/db",
		"postgres://me:s3cr3tword%zz@127.0.0.1:1/db",
		"postgres://127.0.0.1:1/db?password=s3cr3tword&sslmode=maybe",
		"postgres://me:s3cr3tword@127.0.0.1:1/db?connect_timeout=soon",
		"postgres://me:s3cr3tword@no-such-host.invalid/db?connect_timeout=1",
		"sqlite:/no/such/folder/s3cr3tword",
		"mysql://me:s3cr3tword@127.0.0.1/db",
	} {
		_, _, err := dialect.Open(ctx, url, dialect.Read)
		if err == nil {
			t.Errorf("%s is a database", url)
		} else if text := err.Error(); strings.Contains(text, secret) && !strings.HasPrefix(url, "sqlite") {
			t.Errorf("%s: the error is %s", url, text)
		} else {
			t.Log(text)
		}
	}
}
