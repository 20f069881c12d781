// Command convert turns the export files of shops and mailing services, and
// public data sets, into an input folder of examples/report. From the root of
// the repository:
//
//	go run ./examples/report/convert -from shopify -data exports -out shop
//	go run ./examples/report -data shop
//
// # Export files
//
// Put the CSV files of one vendor into a folder, and name it with -data. A file
// is known by its header, whatever its name (Mailchimp's keep theirs, for it has
// the contacts' status); there may be several of a kind.
//
//	-from         files                               what becomes of them
//	shopify       customers export, orders export     customers, tags, consent; orders with refunds, by e-mail address
//	woocommerce   Analytics: customers, orders        customers; net sales with refunds, by the customer's name
//	stripe        customers, payments (all columns)   customers; payments as orders, with refunds
//	mailchimp     audience export                     contacts, tags, consent; who joined and left the list
//	klaviyo       export of a list or segment         profiles, tags, consent; who joined and left the list
//	hubspot       export of contacts                  contacts, lifecycle stage, opt-outs
//
// WooCommerce's files do not say their currency: -currency EUR does. Times are
// written with the zone that the file gives; where it gives none, the program
// says which zone was taken, or that the report needs -location.
//
// A header that lacks a column (another language, another version, a choice of
// columns) is an error that names what is missing. Consent is granted only where
// the file says so.
//
// # Data sets
//
// The public data sets are folders of -data:
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
// they logged in. Of a vendor's files, nothing is made up in this way.
//
// # What is said
//
// Nothing is dropped silently: for every file the program prints how many rows
// were read, written and left out, with the reason, what had to be assumed and
// for how many rows, and which columns were not carried over. Input that is not
// as expected is an error that names the file, the line and the column, never
// the cell, and then nothing is written. Times of data sets without a zone are UTC.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/examples/internal/interrupt"
)

func main() {
	os.Exit(interrupt.Run(func(ctx context.Context) int {
		err := run(ctx, os.Args[1:], interrupt.Writer(ctx, os.Stdout), os.Stderr)
		switch {
		case err == nil:
			return 0
		case ctx.Err() != nil:
			err = errors.New("interrupted")
		}
		fmt.Fprintln(os.Stderr, err)
		if errors.Is(err, errUsage) {
			return 2
		}
		return 1
	}))
}

// errUsage is a flag that makes no sense: exit status 2.
var errUsage = errors.New("convert: usage")

// dataset is one source that can be converted.
type dataset struct {
	name     string
	folder   string // of the folder -data; empty: that folder itself
	currency bool   // -currency must be given
	what     string // for the usage text; empty: a public data set
	convert  func(*conversion) error
}

func datasets() []dataset {
	list := []dataset{
		{name: "chinook", folder: "chinook", convert: chinook},
		{name: "completejourney", folder: "completejourney", convert: completeJourney},
		{name: "online-retail", folder: "online_retail_non_uk", convert: onlineRetail},
		{name: "slack", folder: "slack_export_sample", convert: slack},
	}
	for _, v := range vendors() {
		list = append(list, dataset{name: v.name, currency: v.currency, what: v.title + ": " + v.what, convert: v.convert})
	}
	return list
}

// run runs the program: it reads the flags, converts in memory, writes the
// folder and prints what it did.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("convert", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { usage(flags) }
	from := flags.String("from", "", "the source: "+names())
	data := flags.String("data", "", "the folder of the export files; for a data set, the folder that holds the data sets' folders (default ../shared/data)")
	out := flags.String("out", "", "the folder to write; it must not hold CSV files")
	currency := flags.String("currency", "", "the currency of files that do not say theirs, such as EUR: woocommerce")
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
	switch {
	case set.currency && !isCurrency(*currency):
		return fmt.Errorf("%w: the files of %s do not say their currency: give -currency, three capital letters such as EUR", errUsage, set.name)
	case !set.currency && *currency != "":
		return fmt.Errorf("%w: -currency is not for %s, whose files say theirs", errUsage, set.name)
	case *data == "" && set.folder == "":
		return fmt.Errorf("%w: -data is missing", errUsage)
	case *data == "":
		*data = "../shared/data"
	}
	if err := sweep(*out); err != nil {
		return fmt.Errorf("convert: %w", err)
	}
	c, err := convert(ctx, set, os.DirFS(filepath.Join(*data, set.folder)), *currency)
	if err != nil {
		return fmt.Errorf("convert: %s: %w", cmp.Or(set.folder, set.name), err)
	}
	if err := c.out.write(ctx, *out); err != nil {
		return fmt.Errorf("convert: %w", err)
	}
	return c.print(stdout)
}

// usage prints the sources and the flags.
func usage(flags *flag.FlagSet) {
	w := flags.Output()
	fmt.Fprint(w, "Usage: convert -from SOURCE [-data DIR] [-currency CUR] -out DIR\n\n"+
		"Turns export files into an input folder of examples/report. The sources:\n\n")
	for _, d := range datasets() {
		fmt.Fprintf(w, "  %-16s %s\n", d.name, cmp.Or(d.what, "a public data set"))
	}
	fmt.Fprint(w, "\nA vendor's files are all CSV files of -data, known by their headers: export in\n"+
		"English, with all columns. What is left out, assumed or not carried over is printed.\n\n")
	flags.PrintDefaults()
}

// convert reads one source's folder.
func convert(ctx context.Context, set dataset, folder fs.FS, currency string) (*conversion, error) {
	c := &conversion{ctx: ctx, in: folder, currency: currency, out: &folderOut{files: []*fileOut{{name: "customers.csv"}}}}
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
