package value

// Fits are the fits of a question to all customers: of their purchases, and of what they spend. A
// fit that cannot be had is the zero value, and its error says why (V5).
type Fits struct {
	Query PurchaseQuery

	Customers int // with a paid order in the currency
	Purchases Fit
	Failed    error // nil, ErrNoRepeatBuyer, ErrOutOfBounds or ErrNoMaximum

	SpendCustomers int // with a repeat purchase that brought something
	SpendLeftOut   int // the other ones of Customers (V2)
	Spend          SpendFit
	SpendFailed    error // as Failed
}

// Fit fits both models to the counts, which answer the question. The error is that of
// PurchaseQuery.Check.
func (c *Counts) Fit(q PurchaseQuery) (Fits, error) {
	if err := q.Check(); err != nil {
		return Fits{}, err
	}
	f := Fits{Query: q, Customers: c.Histories.Customers(), SpendCustomers: c.Spends.Customers(), SpendLeftOut: c.Spends.LeftOut()}
	f.Purchases, f.Failed = FitPurchases(&c.Histories, q)
	f.Spend, f.SpendFailed = FitSpend(&c.Spends, q.AsOf)
	return f, nil
}
