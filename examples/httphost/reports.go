package main

import (
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// summary answers how many customers have each status, and what all spent.
func (s *service) summary(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	report, err := customer.Summarize(r.Context(), s.shop, q, s.run)
	return export.NewSummaryReport(report), err
}

// statusTrend answers how many customers had each status at the end of every day, week
// or month from "from" to "to", and who changed when.
func (s *service) statusTrend(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, customer.ParseQuery)
	if err != nil {
		return nil, err
	}
	trend, err := customer.TrackStatus(r.Context(), s.shop, q, s.run)
	if err != nil {
		return nil, err
	}
	return export.NewStatusTrendReport(trend, q.Unit)
}

// engagement answers which customers interacted, on which channels, and who bought.
func (s *service) engagement(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, engagement.ParseQuery)
	if err != nil {
		return nil, err
	}
	report, err := engagement.Summarize(r.Context(), s.shop, q, s.run)
	if err != nil {
		return nil, err
	}
	return export.NewEngagementReport(report, q)
}

// subscriptions answers how many are enrolled, how many have left, and when.
func (s *service) subscriptions(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, subscription.ParseQuery)
	if err != nil {
		return nil, err
	}
	report, err := subscription.Summarize(r.Context(), s.shop, q, s.run)
	if err != nil {
		return nil, err
	}
	return export.NewSubscriptionReport(report, q)
}

// notifications answers who subscribed to which notification, and what expires when.
func (s *service) notifications(r *http.Request, v url.Values) (any, error) {
	q, err := question(v, notify.ParseQuery)
	if err != nil {
		return nil, err
	}
	report, err := notify.Summarize(r.Context(), s.shop, q, s.run)
	if err != nil {
		return nil, err
	}
	return export.NewNotificationReport(report, q)
}
