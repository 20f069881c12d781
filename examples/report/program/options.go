package program

import (
	"cmp"
	"encoding"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Options are the flags of the report program, understood.
type Options struct {
	Data string // folder to read; empty: the sample shop
	Out  string // folder to write; empty: print only

	AsOf     time.Time // zero: the latest instant in the files
	Range    calendar.Span
	Location *time.Location
	Unit     calendar.Unit

	Interaction engagement.Interaction
	Activity    lifecycle.Activity
	Cohorts     lifecycle.CohortQuery // its anchor, return, clock and unit
	Comparing   Comparing             // zero: with nothing

	Currency customer.Currency // of the scores; empty: the one with the most paid orders
	Scores   int               // how many there are (F2)

	Channels     []customer.Channel
	Tags         []string
	Fields       []string
	Values       []string
	Notification []string

	RequireSignIn bool
	ConsentPopup  bool
	Segment       customer.Segment // who is in customers.csv (Q1); empty: everybody
	Top           int
	Estimate      bool // also what to expect (V)
	Skip          bool // leave out bad rows (X6)

	Workers  int                                    // at most so many work on an answer; 0: one for each processor
	Progress func(question string, done, total int) // no flag: if not nil, is called as customer.Run's is
}

// run returns how a question is run.
func (o *Options) run(question string) *customer.Run {
	run := &customer.Run{Workers: o.Workers}
	if o.Progress != nil {
		run.Progress = func(done, total int) { o.Progress(question, done, total) }
	}
	return run
}

// words is a flag that can be given several times. Empty is not given.
type words []string

func (w *words) String() string { return "" }

func (w *words) Set(s string) error {
	if s != "" {
		*w = append(*w, s)
	}
	return nil
}

// flags is what was typed.
type flags struct {
	asOf, from, to, location, unit string
	onError                        string
	interaction, activity          string
	anchor, back, clock            string
	compare, currency              string
	channels, tags                 words
	field, value, notification     string
	segment                        string
}

// ParseOptions reads the command line. It writes usage and errors to stderr;
// the error is flag.ErrHelp if usage was asked for.
func ParseOptions(args []string, stderr io.Writer) (Options, error) {
	var o Options
	var f flags
	set := flagSet(&o, &f, stderr)
	if err := set.Parse(args); err != nil {
		return Options{}, err
	}
	err := f.understand(&o)
	if set.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return Options{}, err
	}
	return o, nil
}

func flagSet(o *Options, f *flags, stderr io.Writer) *flag.FlagSet {
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(oneLine{stderr}) // a flag's name is printed as it was typed
	set.StringVar(&o.Data, "data", "", "`DIR` of CSV files to read (default the sample shop)")
	set.StringVar(&o.Out, "out", "", "`DIR` to write the reports to as CSV files")
	set.StringVar(&f.asOf, "as-of", "", "report as of this `TIME` (default the latest in the files)")
	set.StringVar(&f.from, "from", "", "`TIME` at which the range of the reports begins")
	set.StringVar(&f.to, "to", "", "`TIME` at which it ends, exclusive")
	set.StringVar(&f.location, "location", "UTC", "IANA name of the time `ZONE` that dates are in")
	set.Var(&f.channels, "channel", "only this channel, by `NAME`; can be repeated")
	set.Var(&f.tags, "tag", "analysis: only customers with this tag, by `NAME`; can be repeated")
	set.StringVar(&f.field, "field", "", "analysis: only customers with this custom field, by `NAME`")
	set.StringVar(&f.value, "value", "", "analysis: only customers with this value of a custom field, by `TEXT`")
	set.StringVar(&f.notification, "notification", "", "notifications: only the one of this `NAME`")
	set.BoolVar(&o.RequireSignIn, "require-sign-in", false, "the app requires customers to sign in")
	set.BoolVar(&o.ConsentPopup, "consent-popup", false, "the app asks for consent to e-mail marketing")
	set.StringVar(&f.segment, "segment", "", "customers.csv: only customers in this saved segment, a `TEXT` such as 'status = active and not favorite = true'")
	set.StringVar(&f.unit, "unit", "", "`day, week, week-sunday, week-saturday or month`: the buckets of trends and of cohorts (default day; of cohorts month)")
	set.StringVar(&f.interaction, "interaction", "messages", "analysis: `messages or any` thing that customers do is an interaction")
	set.StringVar(&f.activity, "activity", "logins", "lifecycle: `logins, messages or orders` make a customer active")
	set.StringVar(&f.anchor, "anchor", "order", "cohorts: the first `login, order or join` of a customer starts the cohort")
	set.StringVar(&f.back, "return", "orders", "cohorts: `logins, messages or orders` count as coming back")
	set.StringVar(&f.clock, "clock", "calendar", "cohorts: windows go by the `calendar or own` clock of each customer")
	set.StringVar(&f.compare, "compare", "none", "`none, previous or year`: compare with the period before, or with the year before")
	set.StringVar(&f.currency, "currency", "", "recency, frequency, money, and what to expect: the currency, as a `CODE` such as EUR (default the one with the most paid orders)")
	set.IntVar(&o.Scores, "k", 5, "recency, frequency, money: scores from 1 to `N`, from 2 to 10")
	set.IntVar(&o.Top, "top", 0, "show the first `N` of channels, tags, fields and values, and join the rest (0 = all)")
	set.BoolVar(&o.Estimate, "estimate", false, "also estimate what customers will buy: value.csv and value_fit.csv")
	set.StringVar(&f.onError, "on-error", "stop", "`stop or skip`: what to do with bad rows")
	set.IntVar(&o.Workers, "workers", 0, "at most `N` work on an answer at the same time (0 = one for each processor)")
	return set
}

// understand turns what was typed into options.
func (f *flags) understand(o *Options) (err error) {
	if o.Location, err = calendar.Zone(f.location); err != nil {
		return fmt.Errorf("-location: %w", err)
	}
	if err = f.understandUnit(o); err != nil {
		return err
	}
	if err = f.understandCohorts(o); err != nil {
		return err
	}
	switch f.onError {
	case "stop":
	case "skip":
		o.Skip = true
	default:
		return errors.New("-on-error: not stop or skip")
	}
	if err = o.Interaction.UnmarshalText([]byte(f.interaction)); err != nil {
		return fmt.Errorf("-interaction: %w", err)
	}
	if o.Top < 0 {
		return errors.New("-top: less than 0")
	}
	if o.Workers < 0 {
		return errors.New("-workers: less than 0")
	}
	if f.segment != "" {
		s, err := segment.Parse(f.segment)
		if err != nil {
			return fmt.Errorf("-segment: %w", err)
		}
		o.Segment = s.Text()
	}
	for _, t := range []struct {
		flag, typed string
		time        *time.Time
	}{{"-as-of", f.asOf, &o.AsOf}, {"-from", f.from, &o.Range.From}, {"-to", f.to, &o.Range.To}} {
		if *t.time, err = export.ParseTime([]byte(t.typed), o.Location); err != nil {
			return fmt.Errorf("%s: %w", t.flag, err)
		}
	}
	if f.asOf != "" && o.AsOf.IsZero() {
		return errors.New("-as-of: the zero time is no moment; leave the flag out to have the default") // T1
	}
	if !o.Range.To.IsZero() && o.Range.From.After(o.Range.To) {
		return errors.New("-from: after -to")
	}
	if err := o.Comparing.understand(f.compare, o); err != nil {
		return err
	}
	if err := f.understandScores(o); err != nil {
		return err
	}
	for _, c := range f.channels {
		o.Channels = append(o.Channels, customer.Channel(c))
	}
	o.Tags = f.tags
	o.Fields, o.Values, o.Notification = given(f.field), given(f.value), given(f.notification)
	return nil
}

// understandUnit reads the unit, which of cohorts is months if it is not given.
func (f *flags) understandUnit(o *Options) (err error) {
	if o.Cohorts.Unit = calendar.Month; f.unit == "" {
		return nil
	}
	if o.Unit, err = calendar.ParseUnit(f.unit); err != nil {
		return fmt.Errorf("-unit: %w", err)
	}
	o.Cohorts.Unit = o.Unit
	return nil
}

// understandCohorts reads what makes active, and what a cohort is.
func (f *flags) understandCohorts(o *Options) error {
	for _, w := range []struct {
		flag, typed string
		into        encoding.TextUnmarshaler
	}{
		{"-activity", cmp.Or(f.activity, "logins"), &o.Activity}, {"-anchor", cmp.Or(f.anchor, "order"), &o.Cohorts.Anchor},
		{"-return", cmp.Or(f.back, "orders"), &o.Cohorts.Return}, {"-clock", cmp.Or(f.clock, "calendar"), &o.Cohorts.Clock},
	} {
		if err := w.into.UnmarshalText([]byte(w.typed)); err != nil {
			return fmt.Errorf("%s: %w", w.flag, err)
		}
	}
	return nil
}

// given returns a list of the one text, or nil if it is empty.
func given(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// The questions of each wing.

func (o *Options) customerQuery() customer.Query {
	return customer.Query{
		AsOf: o.AsOf, Location: o.Location,
		RequireSignIn: o.RequireSignIn, ConsentPopup: o.ConsentPopup,
	}
}

func (o *Options) engagementQuery() engagement.Query {
	return engagement.Query{
		AsOf: o.AsOf, Location: o.Location, Range: o.Range, Unit: o.Unit, Interaction: o.Interaction,
		Channels: o.Channels, Tags: o.Tags, Fields: o.Fields, Values: o.Values, Top: o.Top,
	}
}

func (o *Options) subscriptionQuery() subscription.Query {
	return subscription.Query{
		AsOf: o.AsOf, Location: o.Location, Range: o.Range, Unit: o.Unit, Channels: o.Channels,
	}
}

func (o *Options) notifyQuery() notify.Query {
	return notify.Query{
		AsOf: o.AsOf, Location: o.Location, Range: o.Range,
		Names: o.Notification, Channels: o.Channels,
	}
}
