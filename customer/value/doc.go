// Package value tells what customers are worth: scores by recency, frequency and money
// (rule chapter F), the time between their orders (rule chapter B), how many purchases to expect of each, and what they will spend (rule
// chapter V).
//
//	F1  The customers with scores, in one currency.                 ScoreRFM, RFMQuery
//	F2  Score = 1 + ⌊k · worse / n⌋; equal values, equal scores.     Scored
//	F3  The thresholds are named, or are the host's own.             Level, Thresholds
//	F4  Segments are boxes; every cell has exactly one name.         Box, BuiltIn, CheckBoxes, Holes
//	F5  Why this score and this segment.                             RFMReport.Explain
//	F6  Who moved from which segment to which.                       Migrate
//
//	B1  Whole days between order days, by nearest rank.              MeasureGaps, GapReport
//	B2  Time to the second order; who has none is censored.          Curve
//	B3  At risk, orders, censored; Kaplan–Meier and Greenwood.       Curve.Survival, Curve.StandardError
//	B4  What is not reached does not exist.                          Curve.Median, Curve.Survival
//	B5  The customers who are overdue, and since when.               FindOverdue, Overdue
//
//	V1  Days with a purchase, the last one, the time observed.       Buyers, History, PurchaseQuery
//	V2  What a repeat purchase brings: gamma-gamma.                  Spends, FitSpend
//	V3  BG/NBD or MBG/NBD; a fit tells what it is of.                Model, Fit
//	V4  The most likely parameters, the same bits.                   FitPurchases, Histories, Count
//	V5  No fit, and why.                                             ErrNoRepeatBuyer, WhyFailed
//	V6  Whether a customer is still there, and what is to come.      Fit.Alive, Fit.Expected
//	V7  Value over months.                                           Fit.Value
//	V8  An estimate is never Money.                                  Estimate
//	V9  What was expected beside what came.                          HoldOut
//	V10 Contracts: sBG.                                              FitContract
//
// Facts come from a Repository, whose methods are those of customer.Repository: a host's
// repository of customers, a customer.Memory, a customer.Sorted or a loaded.Customers is
// one. Guests are in no number.
//
// # Expected purchases
//
// Of a customer's paid orders three numbers matter (V1): how many days there were with
// one, after the first; how long after the first day the last one came; and how long the
// customer has been observed. A History has them. FitPurchases finds the four parameters
// of a model of purchases and drop-out, BG/NBD or MBG/NBD, that make the histories of all
// customers most likely (V3, V4). The Fit then tells, for each history, the probability
// that the customer is still there and the purchases to expect (V6). FitSpend does the
// same for what a repeat purchase brings (V2), FitContract for customers under contract,
// of whom one knows when they leave (V10).
//
// What comes out is an Estimate. It is never Money, and is added to no revenue (V8).
//
// A fit has no random part. The same histories give the same bits, in whatever order
// and grouping they come, on one processor architecture (V4). A fit that cannot be had
// is an error that tells why: ErrNoRepeatBuyer, ErrOutOfBounds or ErrNoMaximum (V5).
package value
