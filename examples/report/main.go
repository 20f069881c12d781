// Command report prints every report of the library for a folder of CSV files,
// and writes them as CSV files if asked to:
//
//	go run ./examples/report
//	go run ./examples/report -data DIR -out DIR
//
// Without -data it runs on a sample shop, the Ninth Kettle. -h lists the flags.
package main

import (
	"os"

	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/report/sample"
)

func main() {
	os.Exit(program.Main(os.Args[1:], sample.FS(), os.Stdout, os.Stderr))
}
