package kill

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// folderOfHost is the environment variable that makes this program the host.
const folderOfHost = "CLIENTELE_KILL_HOST"

func TestMain(m *testing.M) {
	dir := os.Getenv(folderOfHost)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := runHost(context.Background(), dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
