// Package sample is the sample shop of the report program: the Ninth Kettle, a
// made-up tea and bakery house in Trieste, as a folder of CSV files.
//
// README.md tells its story and where each odd case is. The files are written
// by the program in the folder generate; nobody edits them by hand.
package sample

import (
	"embed"
	"io/fs"
)

//go:generate go run ./generate -out .

//go:embed *.csv
var files embed.FS

// FS returns the shop's folder: the CSV files and nothing else.
func FS() fs.FS { return files }
