// Package docs_test has the code of the recipes in this folder. A test of the root
// package finds each block of code of a recipe in these files.
package docs_test

import (
	"time"

	"github.com/clientele-go/clientele/customer"
)

func at(day, hour int) time.Time { return time.Date(2024, 5, day, hour, 0, 0, 0, time.UTC) }

// shop has three customers, of whom one has no profile.
var shop = customer.Memory{
	Customers: []customer.Customer{
		{ID: "1", Email: "mia@example.com", Name: "Mia Rossi", SignedUp: true},
		{ID: "2", Email: "ann@example.org", Name: "Ann Berg", SignedUp: true},
		{ID: "3"},
	},
	Logins: []customer.Login{{Customer: "1", At: at(28, 9)}, {Customer: "1", At: at(30, 9)}, {Customer: "2", At: at(2, 9)}},
}
