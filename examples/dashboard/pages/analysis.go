package pages

import (
	"context"
	"iter"
	"net/url"

	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
)

func (s *server) askAnalysis(ctx context.Context, v, own url.Values) (asked, error) {
	q, u, err := checked(v, engagement.ParseQuery)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	a := asked{question: u, compute: func(ctx context.Context, now State) ([]*table, error) {
		return s.analysis(ctx, now, q, own, than)
	}}
	a.fields, err = s.analysisFields(ctx, q)
	a.fields = append(a.fields, compareField(own))
	return a, err
}

// analysis returns the tables of the customer analysis.
func (s *server) analysis(ctx context.Context, now State, q engagement.Query, own url.Values, than comparison) ([]*table, error) {
	r, err := engagement.Summarize(ctx, now.Engagement, q, s.run)
	if err != nil {
		return nil, err
	}
	u, err := q.URL()
	if err != nil {
		return nil, err
	}
	var c collect
	than.metrics(&c, "analysis", "Numbers", "Paid orders do not include those from checkout links.", export.Analysis(r), func() (iter.Seq2[export.MetricRow, error], error) {
		then := q
		then.AsOf, then.Range = than.asOf, than.span
		r, err := engagement.Summarize(ctx, now.Engagement, then, s.run)
		return export.Analysis(r), err
	})
	add(&c, "last_interaction", "Interacted users by last interaction", export.LastInteractions(r, q), bars("bucket", "users"))
	add(&c, "channels", "Channels", export.Channels(r, q), func(t *table) {
		share("channel")(t)
		t.Note = "The connected sales channels that users interact on. " + overlap
	})
	add(&c, "tags", "Most popular tags", export.Tags(r, q), func(t *table) { share("tag")(t); t.Note = overlap })
	add(&c, "fields", "Custom data", export.Fields(r, q), func(t *table) {
		share("field")(t)
		t.Note = overlap + " Choose a field to see its values."
		t.Drill = func(row []string) string {
			if t.cell(row, "other") == "true" {
				return ""
			}
			return link("analysis", with(u, keep(own, "compare"), url.Values{"drill": {t.cell(row, "field")}})) + "#field_values"
		}
	})
	add(&c, "field_values", "Custom data by value", export.FieldValues(r, q), func(t *table) { t.drillTo(own.Get("drill")) })
	add(&c, "frequency", "Frequency of purchase", export.Frequency(r), func(t *table) {
		bars("paid_orders", "users")(t)
		t.Note = "Users by the paid orders that they have made since the beginning."
	})
	add(&c, "last_order", "Purchased users by last order", export.LastOrders(r, q), func(t *table) {
		bars("bucket", "users")(t)
		t.Note = "Interacted users by the date of their most recent order."
	})
	return c.tables, c.err
}

const overlap = "One user can be in several rows."

// drillTo keeps the values of one field on the page. The files have all of them.
func (t *table) drillTo(name string) {
	var rows [][]string
	for _, row := range t.Rows {
		if name == "" || t.cell(row, "field") == name {
			rows = append(rows, row)
		}
	}
	if t.Rows = rows; name != "" {
		t.Title = "Custom data: values of " + name
		share("value")(t)
	} else {
		t.Note = "The values of all fields. " + overlap
	}
}

// analysisFields returns the form. What can be chosen is what there is without a filter.
func (s *server) analysisFields(ctx context.Context, q engagement.Query) ([]field, error) {
	all, err := s.choices(ctx)
	if err != nil {
		return nil, err
	}
	fields := []field{
		date("Last interaction from", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Channels", "channel", all.channels, texts(q.Channels)),
		checks("Tags", "tag", all.tags, q.Tags),
		checks("Custom fields", "field", all.fields, q.Fields),
		checks("Custom values", "value", all.valuesOf(q.Fields), q.Values),
		choice("Interaction", "interaction", q.Interaction.String(), "messages", "messages", "any", "anything the customer does"),
		unitField(q.Unit),
	}
	return fields, nil
}

func texts[T ~string](all []T) (texts []string) {
	for _, t := range all {
		texts = append(texts, string(t))
	}
	return texts
}
