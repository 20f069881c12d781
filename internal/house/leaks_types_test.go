package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/loaded"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/listmonk"
	"github.com/clientele-go/clientele/subscription/mailing/mailchimp"
)

// kind is an exported type that is tested for leaks.
type kind struct {
	name string // of package and type
	typ  reflect.Type
	held func(any) []holding
}

func of[T any]() kind {
	t := reflect.TypeFor[T]()
	return kind{strings.TrimPrefix(typeName(t), "*"), t, func(x any) []holding { return held(x.(T)) }}
}

// kinds are the types that are tested. Of a type that is used through a pointer
// alone, that is the pointer.
var kinds = []kind{
	of[customer.Consent](), of[customer.Cursor](), of[*customer.CursorKey](), of[*customer.CurrencyError](), of[customer.Customer](), of[customer.Detail](),
	of[customer.Digest](), of[*customer.DuplicateError](), of[customer.Explanation](),
	of[customer.FactCounts](), of[customer.Field](), of[customer.Filter](), of[customer.Frequency](), of[customer.Guests](),
	of[customer.Login](), of[customer.Memory](), of[customer.MemoryEditor](), of[customer.Message](), of[customer.Action](),
	of[customer.Money](), of[customer.Order](), of[*customer.FactError](), of[customer.LeftOut](), of[customer.BulkOutcome](),
	of[customer.Page](), of[customer.Policy](), of[customer.Query](), of[customer.Recent](), of[customer.Refund](),
	of[customer.Report](), of[customer.Revenue](), of[customer.RevenueFilter](), of[customer.RevenueLine](), of[customer.Row](),
	of[customer.Range](), of[customer.Scope](), of[customer.Selection](), of[customer.Sort](), of[customer.Sorted](), of[customer.StatusCounts](),
	of[customer.StatusMatrix](), of[customer.Course](), of[customer.Keeping](), of[*customer.Paging](), of[customer.Place](), of[customer.StatusTrend](), of[customer.Transition](),
	of[customer.Sum](), of[customer.Tag](), of[customer.Segment](), of[segment.Segment](), of[segment.Field](),

	of[*loaded.Customers](), of[rollup.Arrival](), of[rollup.Ask](), of[rollup.Batch](), of[rollup.Entry](), of[rollup.EntryAsk](), of[rollup.Key](), of[*rollup.Memory](), of[rollup.Meta](),
	of[rollup.Move](), of[rollup.PageAsk](), of[rollup.Record](), of[rollup.Rollup](), of[rollup.Turn](),

	of[value.GapQuery](), of[value.GapReport](), of[value.Overdue](), of[value.OverdueReport](), of[value.Migration](), of[value.RFMExplanation](), of[value.RFMQuery](), of[value.RFMReport](), of[value.Scored](), of[value.SegmentTotal](),

	of[lifecycle.Query](), of[lifecycle.Report](), of[lifecycle.Flow](), of[lifecycle.States](), of[lifecycle.CohortQuery](), of[lifecycle.CohortReport](), of[lifecycle.Cohort](), of[lifecycle.Cell](),

	of[value.Buyer](), of[value.PurchaseQuery](),

	of[engagement.Breakdown[engagement.Row]](), of[engagement.Digest](), of[engagement.FrequencyRow](), of[engagement.Groups](),
	of[*engagement.Loaded](), of[engagement.Memory](), of[engagement.Orders](), of[engagement.Query](), of[engagement.Report](), of[engagement.Row](), of[engagement.Sorted](),
	of[engagement.Value](),

	of[subscription.MembershipChange](), of[subscription.Digest](), of[subscription.Explanation](), of[subscription.Flow](),
	of[subscription.Level](), of[subscription.Marker](), of[subscription.Membership](), of[*subscription.Loaded](), of[subscription.Memory](),
	of[subscription.Query](), of[subscription.Report](), of[subscription.Sorted](), of[subscription.MembershipState](), of[subscription.Step](), of[subscription.Words](),

	of[mailing.Acknowledgement](), of[mailing.Change](), of[mailing.Consent](), of[*mailing.ContactError](), of[*mailing.CorruptError](), of[mailing.Entry](), of[*mailing.FileAcknowledgements](), of[mailing.FileKey](),
	of[mailing.Member](), of[mailing.Memory](), of[*mailing.MemoryAcknowledgements](), of[mailing.Outcome](),
	of[mailing.Proposal](), of[mailing.Query](), of[mailing.Refusal](), of[mailing.Result](), of[mailing.Secret](), of[mailing.Shop](),
	of[mailing.Skipped](), of[*mailing.StatusError](), of[*listmonk.List](), of[*mailchimp.Audience](),

	of[notify.Ahead](), of[notify.Row](), of[notify.Digest](), of[*notify.DuplicateError](), of[*notify.Loaded](), of[notify.Memory](), of[notify.Notification](),
	of[notify.OptIn](), of[notify.Push](), of[notify.Query](), of[notify.Renewals](), of[notify.Report](), of[notify.Sorted](), of[notify.Subscription](),
	of[notify.Token](), of[*notify.UnknownError](), of[meta.Delivery](), of[meta.Event](), of[*meta.FieldError](), of[meta.Handler](),

	of[gdpr.Accounts](), of[*gdpr.ReceiptError](), of[gdpr.Classified](), of[*gdpr.CorruptError](), of[gdpr.Count](), of[gdpr.KeyedHash](), of[gdpr.Due](), of[gdpr.JournalEntry](),
	of[*gdpr.Error](), of[gdpr.Export](), of[gdpr.RecordField](), of[gdpr.ArchiveFile](), of[gdpr.Guard](), of[gdpr.HolderCount](),
	of[gdpr.Key](), of[gdpr.Keys](), of[gdpr.Manifest](), of[*gdpr.FileJournal](), of[*gdpr.FileTombstones](), of[*gdpr.MemoryJournal](), of[*gdpr.MemoryTombstones](),
	of[gdpr.HolderOutcome](), of[gdpr.Plan](), of[gdpr.Planned](), of[gdpr.Receipt](), of[gdpr.Record](), of[*gdpr.Registry](), of[gdpr.Replayed](),
	of[gdpr.Request](), of[gdpr.Retention](), of[gdpr.Sealed](), of[gdpr.Subject](), of[gdpr.Tombstone](),

	of[export.ChannelRow](), of[export.InputColumn](), of[export.CustomerRow](), of[export.DetailRow](),
	of[export.EmailRow](), of[export.ExpiryRow](), of[export.FieldRow](), of[export.FieldValueRow](), of[export.FrequencyRow](),
	of[export.InfoRow](), of[export.LastInteractionRow](), of[export.LifecycleRow](), of[export.LifecycleReport](), of[export.CohortRow](), of[export.CohortsReport](), of[export.LastOrderRow](), of[export.MetricRow](), of[export.GapRow](), of[export.SecondOrderRow](), of[export.RFMRow](), of[export.RFMSegmentRow](), of[export.ComparedRow](), of[export.NotificationRow](), of[export.Options](), of[export.Problem](),
	of[*export.Problems](), of[export.RejectedRow](), of[export.RevenueRow](), of[export.RevenueTotalRow](), of[export.RevenueTrendRow](), of[export.StatusMoveRow](), of[export.StatusRow](),
	of[export.StatusTrendRow](), of[export.TransitionRow](), of[export.FeedRow](),
	of[export.OutcomeRow](), of[export.MailingRow](), of[export.MailingResultRow](), of[export.RevenueTrendReport](),
	of[export.SubscriptionTrendRow](), of[export.TagRow](), of[export.ValueRow](), of[export.ValueFitRow](), of[export.Amount](), of[export.Time](),
	of[export.PageReport](), of[export.CustomerReport](), of[export.DetailReport](), of[export.SummaryReport](), of[export.LeftOutReport](), of[export.LeftOutRow](), of[export.GuestsReport](),
	of[export.StatusTrendReport](), of[export.Breakdown[export.TagRow]](), of[export.FieldReport](), of[export.EngagementReport](),
	of[export.SubscriptionReport](), of[export.StandingReport](), of[export.ChangeReport](), of[export.NotificationReport](),
	of[*folder.Error](), of[*folder.Facts](), of[folder.File](), of[folder.Options](),
}

// spared are the exported types that are not tested, and why.
var spared = map[string]string{
	"customer.Ranks":                "counts and instants",
	"customer.Matcher":              "functions, and a filter of what is asked for",
	"customer.Reducer":              "functions of the host's",
	"customer.Run":                  "a number, functions and a key",
	"subscription/mailing.Course":   "a number and a function",
	"customer/calendar.Axis":        "instants, a unit and a location",
	"customer/calendar.Change":      "two counts",
	"customer/calendar.Counterpart": "dates, an instant and a length",
	"customer/calendar.Date":        "a date, of whatever it is",
	"customer/calendar.Dates":       "two dates",
	"customer/calendar.Interval":    "two numbers",
	"customer/calendar.Period":      "numbers of days and months",
	"customer/calendar.Point":       "a date and what the host puts beside it",
	"customer/calendar.Rate":        "two counts",
	"customer/calendar.RateChange":  "four counts",
	"customer/calendar.Span":        "two instants",
	"customer/value.ContractFit":    "counts and parameters, of nobody",
	"customer/value.Counts":         "counts of people by numbers",
	"customer/value.Estimate":       "a number and a currency",
	"customer/value.Fit":            "counts and parameters, of nobody",
	"customer/value.Fits":           "counts and parameters, of nobody",
	"customer/value.Histories":      "counts of people by three numbers",
	"customer/value.History":        "three numbers",
	"customer/value.Holdout":        "counts and parameters, of nobody",
	"customer/value.HoldoutRow":     "counts and a sum",
	"customer/value.SpendFit":       "counts and parameters, of nobody",
	"customer/value.Spends":         "counts of people by an amount",
	"customer/value.Band":           "two scores",
	"customer/value.Curve":          "counts by day",
	"customer/value.DayCount":       "two numbers",
	"customer/value.MeanCount":      "three numbers",
	"customer/value.Step":           "four numbers",
	"customer/value.Box":            "a name of the host's and scores",
	"customer/value.Cell":           "three scores",
	"customer/value.Level":          "a score and where it begins",
	"customer/value.Reason":         "a value, of whoever it is",
	"customer/value.Thresholds":     "values of the host's",
	"customer/segment.Error":        "a place in a text, and words of the grammar",

	"gdpr.Table":        "a name and functions of the host's",
	"export.Batch":      "rows of the host's own type",
	"export.SafeReader": "reads cells, and holds them while it does",
	"export.SafeWriter": "writes cells, and holds them while it does",
	"export.Table":      "reads cells, and holds them while it does",
}

// words are the exported types of text, and why they may show.
var words = map[string]string{
	"customer.Channel":             "the shop's word",
	"customer.Column":              "of a fixed set",
	"customer.Currency":            "three letters",
	"export.Text":                  "a cell: a canary wherever it is held",
	"customer.Email":               "the address itself: a canary wherever it is held, but by itself it is what it is",
	"customer.ID":                  "says who is meant to those alone who have the storage",
	"customer.Type":                "of a fixed set",
	"customer.OrderID":             "says what is meant to those alone who have the storage",
	"export.Number":                "digits",
	"export.Word":                  "of a fixed set",
	"gdpr.FieldName":               "the program's word",
	"gdpr.Name":                    "the program's word",
	"notify.NotificationID":        "the shop's word",
	"subscription.Keyword":         "one of three",
	"subscription/mailing.Purpose": "the shop's word",

	"subscription/mailing.ChangeID": "a hash",
}

// shows are the texts that may show, and why.
var shows = map[string]string{
	"customer.Explanation.Rule":   "S1 to S4",
	"customer.Explanation.Reason": "of a fixed set",
	"customer.Filter.Devices":     "what is asked for, of nobody",
	"customer.Refund.ID":          "an ID",
	"customer.FactError.Kind":     "of a fixed set",
	"customer.FactError.ID":       "an ID",
	"customer.FactError.Of":       "an ID",
	"customer.Field.Name":         "the shop's word for what it keeps",
	"customer/rollup.Meta.Print":  "a hash",

	"customer/value.Box.Name":             "a name of a segment",
	"customer/value.Migration.Segments":   "names of segments",
	"customer/value.SegmentTotal.Segment": "a name of a segment",
	"export.RFMRow.CustomerID":            "an ID",
	"export.RFMRow.Segment":               "a name of a segment",
	"export.RFMSegmentRow.Segment":        "a name of a segment",

	"customer/segment.Field.Type":      "of a fixed set",
	"customer/segment.Field.Operators": "of a fixed set",
	"customer/segment.Field.Words":     "of a fixed set",

	"engagement.Digest.Channels": "channels",
	"engagement.Query.Fields":    "the shop's words",
	"engagement.Query.Tags":      "the shop's words, of nobody",
	"subscription.Words.Names":   "the host's words, of nobody",
	"subscription.Words.Values":  "the host's words, of nobody",
	"subscription.Words.No":      "the host's words, of nobody",
	"engagement.Report.ByValue":  "by field: the shop's words",
	"engagement.Value.Field":     "the shop's word for what it keeps",
	"subscription.Marker.Field":  "the shop's word for what it keeps",

	"notify.Notification.Name":    "a title, of nobody",
	"notify.Query.Names":          "titles, of nobody",
	"notify/meta.Event.Page":      "an ID",
	"notify/meta.Event.User":      "an ID",
	"notify/meta.FieldError.Path": "where in a body; names of the format and numbers alone",

	"subscription/mailing.Acknowledgement.Provider":   "the list's name",
	"subscription/mailing.Consent.Source":             "where it was asked: the shop's word",
	"subscription/mailing.Consent.Text":               "the version of a text",
	"subscription/mailing.FileKey.ID":                 "a key's ID",
	"subscription/mailing.Entry.Source":               "where it was asked: the shop's word",
	"subscription/mailing.Entry.Text":                 "the version of a text",
	"subscription/mailing/listmonk.List.BaseURL":      "a server, without credentials",
	"subscription/mailing/mailchimp.Audience.BaseURL": "a server, without credentials",
	"subscription/mailing/mailchimp.Audience.ID":      "the list's ID",

	"gdpr.Classified.Class":   "of a fixed set",
	"gdpr.Classified.Field":   "a field of a program",
	"gdpr.ArchiveFile.Name":   "a constant",
	"gdpr.ArchiveFile.SHA256": "of a whole file",
	"gdpr.Manifest.At":        "an instant",
	"gdpr.Manifest.Mode":      "of a fixed set",
	"gdpr.Sealed.Data":        "encrypted",

	"export.ChannelRow.Channel":       "the shop's word",
	"export.InputColumn.Name":         "of a format",
	"export.CustomerRow.ID":           "an ID",
	"export.DetailRow.ID":             "an ID",
	"export.FeedRow.CustomerID":       "an ID",
	"export.FieldRow.Field":           "the shop's word",
	"export.FieldValueRow.Field":      "the shop's word",
	"export.InfoRow.ID":               "an ID",
	"export.ValueRow.CustomerID":      "an ID",
	"export.OutcomeRow.ID":            "an ID",
	"export.FieldReport.Field":        "the shop's word",
	"export.StandingReport.Field":     "the shop's word",
	"export.ChangeReport.Field":       "the shop's word",
	"export.PageReport.Next":          "a cursor: sealed, or of no personal data",
	"export.LeftOutRow.ID":            "an ID",
	"export.LeftOutRow.Order":         "an ID",
	"export.LeftOutRow.Reason":        "of a fixed set",
	"export.NotificationRow.ID":       "an ID",
	"export.NotificationRow.Name":     "a title, of nobody",
	"export.Problem.Column":           "of a format",
	"export.Problem.File":             "of a format",
	"export.Problem.What":             "of a fixed set",
	"export.RevenueRow.CustomerID":    "an ID",
	"export.TagRow.Tag":               "the shop's word, of nobody",
	"export.TransitionRow.CustomerID": "an ID",
	"export/folder.File.Name":         "of a format",
	"export/folder.Options.Name":      "what the host calls the folder",
}

// leaving are the types that JSON and XML have whole, and why: there they are
// sent on purpose. Neither fmt nor slog shows them, but where slog asks JSON for
// what is inside of something else.
var leaving = map[string]string{
	"customer.Query":           "a question, which a host can store, with its cursor",
	"customer.Segment":         "a part of a question, which a host can store",
	"customer/rollup.Meta":     "a question, which a store keeps",
	"customer/segment.Segment": "a part of a question, which a host can store",
	"engagement.Query":         "a question, which a host can store",
	"export.CustomerRow":       "a row of an export (X1)",
	"export.DetailRow":         "a row of an export (X1)",
	"export.EmailRow":          "a row of an export (X1)",
	"export.FieldValueRow":     "a row of an export (X1)",
	"export.InfoRow":           "a row of an export (X1)",
	"export.PageReport":        "a report for JSON",
	"export.CustomerReport":    "a report for JSON",
	"export.DetailReport":      "a report for JSON",
	"export.EngagementReport":  "a report for JSON",
	"export.FieldReport":       "a report for JSON",
}

// unasked are the types that show their fields, with no Format of their own:
// behind a pointer inside of something else, under a verb that fits no pointer,
// fmt asks them nothing and prints everything.
var unasked = map[string]string{
	"gdpr.Export":               "its subject",
	"gdpr.Replayed":             "its subjects",
	"gdpr.Request":              "its subject",
	"subscription/mailing.Shop": "its repositories",
}

// typeName is the package's path in this module and the type's name, with a *
// before that of a pointer, and without type arguments.
func typeName(t reflect.Type) string {
	star := ""
	if t.Kind() == reflect.Pointer {
		star, t = "*", t.Elem()
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	return star + local(t.PkgPath()) + "." + name
}

// exportedTypes are the exported types of the packages that hosts import, but
// interfaces, functions and numbers.
func exportedTypes(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipDir(path)
		case strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if ok && spec.Name.IsExported() && canHold(spec.Type) {
				found[filepath.ToSlash(filepath.Dir(path))+"."+spec.Name.Name] = true
			}
			_, function := n.(*ast.FuncDecl)
			return !function
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// skipDir leaves out what no host imports: hosts themselves, other modules,
// internal packages, and the kits, whose people are made up.
func skipDir(path string) error {
	base := filepath.Base(path)
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	if path != "." && (err == nil || base[0] == '.' || base == "internal" || base == "testdata" || base == "examples" ||
		strings.HasSuffix(base, "test")) {
		return fs.SkipDir
	}
	return nil
}

// canHold reports whether a type can hold a text: a number and an interface cannot.
func canHold(expr ast.Expr) bool {
	switch x := expr.(type) {
	case *ast.InterfaceType, *ast.FuncType:
		return false
	case *ast.Ident:
		return !strings.Contains(" bool int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 ", " "+x.Name+" ")
	}
	return true
}

// calls are the lines of a file.
func calls(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}
