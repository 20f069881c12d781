package sample_test

import (
	"fmt"
	"io/fs"

	"github.com/clientele-go/clientele/examples/report/sample"
)

// The shop travels inside the program, so that it can be read from any folder.
func ExampleFS() {
	names, err := fs.Glob(sample.FS(), "*")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range names {
		fmt.Println(name)
	}
	// Output:
	// actions.csv
	// customers.csv
	// fields.csv
	// logins.csv
	// members.csv
	// messages.csv
	// notifications.csv
	// orders.csv
	// refunds.csv
	// tags.csv
	// tokens.csv
}
