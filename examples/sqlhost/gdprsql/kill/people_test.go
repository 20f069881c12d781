package kill

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// How many people of a world are erased, and how many are others.
const (
	erased = 8
	others = 4
)

// now is when everything happens; what must be kept is kept until later.
var now = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

// person is somebody in a world.
type person struct {
	world string
	n     int
}

func (p person) subject() gdpr.Subject {
	return gdpr.Subject{ID: p.id(), Email: customer.Email(fmt.Sprintf("Anna.%s@%s.example", p.mark(), p.world))}
}

func (p person) id() customer.ID { return customer.ID(fmt.Sprintf("cust-%s-%dx", p.world, p.n)) }

// mark is in everything that is erased with the person.
func (p person) mark() string { return fmt.Sprintf("canary-%s-%d-", p.world, p.n) }

// keeps reports whether the law makes the host keep an order of the person's.
func (p person) keeps() bool { return p.n%3 == 0 }

// kept is what that order has in it.
func (p person) kept() string { return fmt.Sprintf("invoice-%s-%d-", p.world, p.n) }

func (p person) request() gdpr.Name { return gdpr.Name(fmt.Sprintf("r%d", p.n)) }

// everybody is the people of a world, those to erase first.
func everybody(world string) []person {
	var all []person
	for n := range erased + others {
		all = append(all, person{world, n})
	}
	return all
}

// What a person has in each store at the beginning.
const (
	logins  = 12
	orders  = 4 // one of them, for some, is kept by law
	uploads = 3
)
