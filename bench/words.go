package main

import (
	"strconv"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
)

// What the facts of the generated shop are made of.
var (
	channels   = []customer.Channel{"whatsapp", "web", "instagram", "messenger", "telegram", "sms"}
	currencies = []customer.Currency{"EUR", "EUR", "EUR", "EUR", "USD", "GBP"}
	devices    = []string{"iPhone 15", "iPhone 13", "Pixel 8", "Galaxy S24", "Galaxy A54", "iPad", "Windows", "Mac"}
	kinds      = []customer.OrderKind{customer.Merchandise, customer.Merchandise, customer.Merchandise, customer.Food,
		customer.Food, customer.Food, customer.Food, customer.Reservation, customer.Reservation, customer.Other}
	tags = numbered("tag ", 40)

	markers = []string{"unsubscribed", "Unsubscribed", "unsubscribe_all_bots", "Unsubscribe To All Bot", "unsubscribeallbots"}
	answers = []string{"", "true", "yes", "no", "2024-05-01"}
)

var fields = []struct {
	name   string
	values []string
}{
	{"city", numbered("city ", 60)},
	{"language", []string{"de", "en", "fr", "it", "es", "pt", "nl", "pl"}},
	{"shirt size", []string{"S", "M", "L", "XL"}},
	{"source", []string{"qr code", "website", "friend", "shop", "advertisement"}},
	{"updates", []string{"daily", "weekly", "monthly"}}, // begins as a marker does
	{"vip", []string{"yes", "no"}},
}

func numbered(prefix string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = prefix + strconv.Itoa(i+1)
	}
	return all
}

// shopNotifications are the shop's: their IDs share their bytes too.
var shopNotifications = notifications()

// notifications returns 40 notifications, some of them with the same name.
func notifications() []notify.Notification {
	all := make([]notify.Notification, 40)
	for i := range all {
		all[i] = notify.Notification{
			ID:        notify.NotificationID("n" + strconv.Itoa(i)),
			Name:      "News " + strconv.Itoa(i/2),
			Active:    i%5 > 0,
			Frequency: notify.PushFrequency(i % 4),
			Channel:   channels[i%len(channels)],
		}
	}
	return all
}
