package pages

import (
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// initial returns the first letter of a name, for the avatar.
func initial(name string) string {
	for _, r := range name {
		return capital(string(r))
	}
	return "?"
}

// listFields returns the form that filters the list (L4).
func listFields(q customer.Query, all *choices) []field {
	statuses := field{Label: "Status", Name: "status", Kind: "checks"}
	for _, s := range []struct {
		customer.Status
		label string
	}{{customer.VeryActive, "Very Active"}, {customer.Active, "Active"}, {customer.Quiet, "Quiet"}, {customer.Sleeper, "Sleepers"}} {
		statuses.Options = append(statuses.Options, option{s.String(), s.label, slices.Contains(q.Filter.Statuses, s.Status)})
	}
	types := field{Label: "Customer type", Name: "type", Kind: "checks"}
	for _, t := range []struct {
		customer.Type
		label string
	}{{"favorite", "Favorites"}, {"registered", "Registered"}, {"anonymous", "Anonymous users"}, {"consent", "Consent given"}} {
		if t.Type != "consent" || q.ConsentPopup {
			types.Options = append(types.Options, option{string(t.Type), t.label, slices.Contains(q.Filter.Types, t.Type)})
		}
	}
	var least, most string
	currency := customer.Currency("")
	if r := q.Filter.Revenue; r != nil {
		currency = r.Currency
		if r.Min != nil {
			least = r.Min.String()
		}
		if r.Max != nil {
			most = r.Max.String()
		}
	}
	pairs := []string{}
	for _, c := range all.currencies {
		pairs = append(pairs, c, c)
	}
	return []field{
		{Label: "Search", Name: "search", Kind: "text", Value: q.Filter.Search, Hint: "ID, e-mail, username or name"},
		types, statuses,
		choice("Revenue in", "revenue_currency", all.currencyOf(currency), pairs...),
		{Label: "at least", Name: "revenue_min", Kind: "number", Value: least},
		{Label: "at most", Name: "revenue_max", Kind: "number", Value: most},
		date("Account created from", "created_from", q.Filter.Created.From, q.Location),
		date("to (not included)", "created_to", q.Filter.Created.To, q.Location),
		{Label: "Customer's last device used", Name: "device_is", Kind: "text", Value: first(q.Filter.Devices), Hint: "as it is written"},
	}
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// statusWords tells what the statuses mean under a question's policy (S1–S4).
func statusWords(q customer.Query) (all []option) {
	bound, _, err := q.OfDigests()
	if err != nil {
		return nil // the question was checked
	}
	more := func(f customer.Frequency) string {
		times := "one time"
		if f.MoreThan != 1 {
			times = fmt.Sprintf("%d times", f.MoreThan)
		}
		return fmt.Sprintf("customers who have logged in more than %s in the last %s.", times, f.Within)
	}
	return []option{
		{Label: "Very Active", Value: more(bound.Policy.VeryActive)},
		{Label: "Active", Value: more(bound.Policy.Active)},
		{Label: "Sleepers", Value: fmt.Sprintf("customers who have not logged in within the last %s.", bound.Policy.Sleeper)},
		{Label: "Quiet", Value: "all others."},
	}
}
