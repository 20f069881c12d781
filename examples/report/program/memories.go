package program

import "github.com/clientele-go/clientele/export/folder"

// shop is the facts of a folder, which are in customer order.
func shop(f *folder.Facts) Shop {
	return Shop{Customers: f.Customer(), Engagement: f.Engagement(), Subscription: f.Subscription(), Notify: f.Notify(), Notes: notes(f), Rejected: f.Rejected}
}
