package rollupsql_test

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }
