package store_test

import (
	"os"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// shared are the servers of the tests that do not kill them.
var shared servertest.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }
