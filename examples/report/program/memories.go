package program

import "github.com/clientele-go/clientele/export/folder"

// shop returns the facts of a folder, which are in the order of customers.
func shop(f *folder.Facts) Shop {
	return Shop{Customers: f.Customer(), Engagement: f.Engagement(), Subscription: f.Subscription(), Notify: f.Notify(), Notes: notes(f), Rejected: f.Rejected}
}
