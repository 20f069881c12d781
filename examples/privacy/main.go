// Command privacy shows what is held on one customer of a folder of CSV files,
// exports it, and erases it:
//
//	go run ./examples/privacy
//	go run ./examples/privacy -customer ID -out FILE.zip -erase
//
// Without -data it runs on a sample shop, the Ninth Kettle, in memory: the files
// stay as they are. -h lists the flags.
package main

import (
	"os"

	"github.com/clientele-go/clientele/examples/privacy/program"
	"github.com/clientele-go/clientele/examples/report/sample"
)

func main() {
	os.Exit(program.Main(os.Args[1:], sample.FS(), os.Stdout, os.Stderr))
}
