package gdprsql_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, server := range started {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// started are the servers that tests have started.
var started []*servertest.Server

func keep(s *servertest.Server, err error) (*servertest.Server, error) {
	if s != nil {
		started = append(started, s)
	}
	return s, err
}
