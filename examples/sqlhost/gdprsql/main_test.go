package gdprsql_test

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	code := m.Run()
	cluster.stop()
	os.Exit(code)
}
