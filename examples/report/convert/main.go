// Command convert turns public data sets into an input folder of
// examples/report, so that the reports can be tried on real data. From the root
// of the repository:
//
//	go run ./examples/report/convert -from chinook -data ../shared/data -out chinook
//	go run ./examples/report -data chinook
//
// The data sets are folders of -data:
//
//	-from            folder                 what becomes of it
//	chinook          chinook                a music shop: customers, and invoices as paid merchandise in USD
//	completejourney  completejourney        a grocer's households, 2017: custom fields, and paid food orders in USD by store
//	online-retail    online_retail_non_uk   a wholesaler of gifts, 2010 and 2011: sales as paid merchandise in GBP, guests among them
//	slack            slack_export_sample    a chat: users, messages by channel, and who joined
//
// The three shops have no logins and no messages. So that activity status and
// customer analysis can be tried, each purchase of a known customer is written
// three times: as the order, as a login and as a message from the customer, at
// one instant. What that says is how recently people bought, not how recently
// they logged in.
//
// Nothing is dropped silently: for every file the program prints how many rows
// were read, written and left out, with the reason, and which columns were not
// carried over. Input that is not as expected is an error that names the file
// and the line, and then nothing is written. Times without a zone are UTC.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if errors.Is(err, errUsage) {
			os.Exit(2)
		}
		os.Exit(1)
	}
}

// errUsage is a flag that makes no sense: exit status 2.
var errUsage = errors.New("convert: usage")

// dataset is one data set that can be converted.
type dataset struct {
	name    string
	folder  string
	convert func(*conversion) error
}

func datasets() []dataset {
	return []dataset{
		{"chinook", "chinook", chinook},
		{"completejourney", "completejourney", completeJourney},
		{"online-retail", "online_retail_non_uk", onlineRetail},
		{"slack", "slack_export_sample", slack},
	}
}

// run is the program: it reads the flags, converts in memory, writes the folder
// and prints what it did.
func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("convert", flag.ContinueOnError)
	flags.SetOutput(stderr)
	from := flags.String("from", "", "the data set: "+names())
	data := flags.String("data", "../shared/data", "the folder that holds the data sets' folders")
	out := flags.String("out", "", "the folder to write; it must not hold CSV files")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	i := slices.IndexFunc(datasets(), func(d dataset) bool { return d.name == *from })
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%w: unexpected argument %q", errUsage, flags.Arg(0))
	case i < 0:
		return fmt.Errorf("%w: -from must be one of %s", errUsage, names())
	case *out == "":
		return fmt.Errorf("%w: -out is missing", errUsage)
	}
	set := datasets()[i]
	c, err := convert(set, os.DirFS(filepath.Join(*data, set.folder)))
	if err != nil {
		return fmt.Errorf("convert: %s: %w", set.folder, err)
	}
	if err := c.out.write(*out); err != nil {
		return fmt.Errorf("convert: %w", err)
	}
	return c.print(stdout)
}

// convert reads one data set's folder.
func convert(set dataset, folder fs.FS) (*conversion, error) {
	c := &conversion{in: folder, out: &folderOut{files: []*fileOut{{name: "customers.csv"}}}}
	if err := set.convert(c); err != nil {
		return nil, err
	}
	return c, nil
}

func names() string {
	var list []string
	for _, d := range datasets() {
		list = append(list, d.name)
	}
	return strings.Join(list, ", ")
}
