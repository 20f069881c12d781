package engagementtest

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// factsOf returns the facts that a story tells:
//
//	message mia in|out 2024-05-01 channel=web
//	order o1 mia total=10 kind=food placed= paid= voided= channel= [checkout-link]
//	refund o1 2.50 2024-05-02
//	tag mia vip
//	field mia NAME VALUE 2024-05-02          without a time at an unknown one
//	login mia 2024-05-01
//	action mia share|comment|redemption|push 2024-05-01
//
// with "" for a guest. Amounts are EUR.
func factsOf(s story.Story) (facts engagement.Memory, err error) {
	err = s.Tell(func(c story.Command) error { return tell(&facts, c) })
	return facts, err
}

// tell turns a line of a story into a fact.
func tell(facts *engagement.Memory, c story.Command) error {
	switch c.Verb {
	case "message":
		m, err := kit.ReadMessage(c)
		facts.Messages = append(facts.Messages, m)
		return err
	case "login":
		at, err := story.Time(c.Arg(1))
		facts.Logins = append(facts.Logins, customer.Login{Customer: customer.ID(c.Arg(0)), At: at})
		return err
	case "action":
		a, err := kit.ReadAction(c)
		facts.Actions = append(facts.Actions, a)
		return err
	case "order":
		o, err := readOrder(c)
		facts.Orders = append(facts.Orders, o)
		return err
	case "refund":
		return kit.AddRefund(facts.Orders, c)
	case "tag":
		facts.Tags = append(facts.Tags, customer.Tag{Customer: customer.ID(c.Arg(0)), Name: c.Arg(1)})
		return nil
	case "field":
		f, err := kit.ReadField(c)
		facts.Fields = append(facts.Fields, f)
		return err
	}
	return fmt.Errorf("no such fact: %s", c.Verb)
}

func readOrder(c story.Command) (customer.Order, error) {
	o, err := kit.ReadOrder(c)
	if err != nil {
		return o, err
	}
	o.Total = customer.Money{Amount: decimal.New(10, 0), Currency: "EUR"}
	if c.Has("total") {
		o.Total.Amount, err = decimal.NewFromString(c.Options["total"])
	}
	return o, err
}

// answer asks a repository one question:
//
//	numbers | channels | interactions | tags | fields | values NAME | frequency | orders
//
// with as-of= from= to= location= unit= interaction= channels=a,b tags= fields=
// values= top= [count-checkout-links], and numbers with [leave-out] or refused=,
// without bad facts or with the bad fact that it is refused for: then the repository is
// asked for facts, because its own grouping need not see that.
func answer(ctx context.Context, repo engagement.Repository, _ engagement.Memory, c story.Command) (string, error) {
	q, err := queryOf(c)
	if err != nil {
		return "", err
	}
	var run customer.Run
	if c.Flag("leave-out") {
		run.LeaveOut = func(*customer.FactError) {}
	}
	if c.Flag("leave-out") || c.Has("refused") {
		repo = struct{ engagement.Repository }{repo}
	}
	r, err := engagement.Summarize(ctx, repo, q, &run)
	var bad *customer.FactError
	switch {
	case c.Has("refused") && errors.As(err, &bad):
		return bad.Error() + "\n", nil
	case err != nil:
		return "", err
	}
	switch c.Verb {
	case "numbers":
		return renderNumbers(r) + kit.RenderLeftOut(r.LeftOut), nil
	case "channels":
		return renderNames(r.Channels(&q)), nil
	case "interactions":
		b, err := r.LastInteractions(&q)
		return renderDates(b, q.Unit), err
	case "tags":
		return renderNames(r.Tags(&q)), nil
	case "fields":
		return renderNames(r.Fields(&q)), nil
	case "values":
		return renderNames(r.Values(c.Arg(0), &q)), nil
	case "frequency":
		return renderFrequency(r.Frequency()), nil
	case "orders":
		b, err := r.LastOrders(&q)
		return renderDates(b, q.Unit), err
	}
	return "", fmt.Errorf("no such question: %s", c.Verb)
}

func queryOf(c story.Command) (q engagement.Query, err error) {
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return q, err
	}
	if q.Range, err = c.Span("from", "to", q.Location); err != nil {
		return q, err
	}
	if c.Has("unit") {
		if q.Unit, err = calendar.ParseUnit(c.Options["unit"]); err != nil {
			return q, err
		}
	}
	if c.Has("interaction") {
		if err = q.Interaction.UnmarshalText([]byte(c.Options["interaction"])); err != nil {
			return q, err
		}
	}
	if c.Has("top") {
		if q.Top, err = strconv.Atoi(c.Options["top"]); err != nil {
			return q, err
		}
	}
	q.Channels = story.List[customer.Channel](c, "channels")
	q.Tags, q.Fields, q.Values = c.List("tags"), c.List("fields"), c.List("values")
	q.RepeatByCheckoutLink = c.Flag("count-checkout-links")
	return q, nil
}
