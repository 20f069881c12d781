package program

import (
	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// shop is the facts of a folder as memories in customer order.
func shop(f *folder.Facts) Shop {
	return Shop{
		Customers: customer.Sorted{Memory: customer.Memory{
			Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions,
		}},
		Engagement:   engagement.Sorted{Memory: engagement.Memory{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields}},
		Subscription: subscription.Sorted{Memory: subscription.Memory{Members: f.Members, Fields: f.Fields}},
		Notify:       notify.Sorted{Memory: notify.Memory{Notifications: f.Notifications, OptIns: f.OptIns}},
		Notes:        notes(f),
	}
}
