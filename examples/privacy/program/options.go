package program

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// Options are the flags of the privacy program, understood.
type Options struct {
	Data     string      // folder to read; empty: the sample shop
	Customer customer.ID // whom it is about; empty: the first of the list (L3)
	Out      string      // file to export to; empty: nothing is exported
	Mode     gdpr.Mode   // of the export
	Erase    bool
	AsOf     time.Time // zero: the latest instant in the files
}

// ParseOptions reads the command line. It writes usage and errors to stderr;
// the error is flag.ErrHelp if usage was asked for.
func ParseOptions(args []string, stderr io.Writer) (Options, error) {
	var o Options
	var asOf string
	var access bool
	set := flag.NewFlagSet("privacy", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.StringVar(&o.Data, "data", "", "`DIR` of CSV files to read (default the sample shop)")
	set.StringVar((*string)(&o.Customer), "customer", "", "`ID` of the customer (default the first of the list)")
	set.StringVar(&o.Out, "out", "", "`FILE.zip` to export everything on the customer to")
	set.BoolVar(&access, "access", false, "export what was inferred, too: access (Art. 15 GDPR), not portability (Art. 20)")
	set.BoolVar(&o.Erase, "erase", false, "erase the customer, in memory, and show what that changes")
	set.StringVar(&asOf, "as-of", "", "do it as of this `TIME` (default the latest in the files)")
	if err := set.Parse(args); err != nil {
		return Options{}, err
	}
	err := o.understand(asOf, access)
	if set.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return Options{}, err
	}
	return o, nil
}

func (o *Options) understand(asOf string, access bool) (err error) {
	if o.AsOf, err = export.ParseTime([]byte(asOf), time.UTC); err != nil {
		return fmt.Errorf("-as-of: %w", err)
	}
	if access {
		o.Mode = gdpr.Access
		if o.Out == "" {
			return errors.New("-access: it says what is exported; give -out FILE.zip, too")
		}
	}
	return nil
}
