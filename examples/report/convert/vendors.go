package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// vendor is a service whose export files can be converted. Its files are told
// apart by their headers, since their names differ from shop to shop.
type vendor struct {
	name     string // of -from
	title    string
	what     string // what becomes of the files
	currency bool   // the files do not say theirs: -currency does
	kinds    []kind // in the order in which they are converted: customers first
}

// kind is one kind of export file. A column that has several spellings has them
// all, with | between them; a record has it under the first.
type kind struct {
	name    string
	needs   []string // without these columns a file is not of the kind
	may     []string // used if they are there
	convert func(*conversion, *people, []record) error
}

// vendors returns the table of all vendors.
func vendors() []vendor {
	return []vendor{shopify(), wooCommerce(), stripe(), mailchimp(), klaviyo(), hubSpot()}
}

// convert reads every CSV file of the folder.
func (v vendor) convert(c *conversion) error {
	files, err := c.exports()
	if err != nil {
		return err
	}
	rows := make([][]record, len(v.kinds))
	found := make([]bool, len(v.kinds))
	for _, file := range files {
		i, list, err := v.read(c, file)
		if err != nil {
			return err
		}
		rows[i], found[i] = append(rows[i], list...), true
	}
	if !found[0] {
		return fmt.Errorf("there is no %s of %s among the CSV files: nothing could be told of anybody", v.kinds[0].name, v.title)
	}
	p := &people{ids: unique{}, byEmail: index{}, byName: index{}}
	for i, k := range v.kinds {
		if !found[i] {
			c.note("there is no %s among the CSV files", k.name)
		} else if err := k.convert(c, p, rows[i]); err != nil {
			return err
		}
	}
	c.note("the export has no logins and no messages: by activity status everybody is a sleeper, and nobody has interacted by message")
	if !p.signedUp {
		c.note("the export does not tell who signed up: in the reports everybody is anonymous, and with -require-sign-in nobody with an e-mail address is")
	}
	return nil
}

// exports returns the names of the folder's CSV files. It records how many
// other files there are.
func (c *conversion) exports() ([]string, error) {
	entries, err := fs.ReadDir(c.in, ".")
	if err != nil {
		// The error of a file system names the machine's path; ours does not.
		return nil, errors.New("the folder cannot be read")
	}
	var files []string
	for _, e := range entries {
		if !strings.HasSuffix(fold(e.Name()), ".csv") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if info, err := fs.Stat(c.in, e.Name()); err != nil || !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s:1: is no regular file", shown(e.Name()))
		}
		files = append(files, e.Name())
	}
	if len(files) == 0 {
		return nil, errors.New("the folder has no CSV files")
	}
	if n := len(entries) - len(files); n > 0 {
		c.note("%d files and folders that are no CSV files were not read", n)
	}
	return files, nil
}

// read reads a file as the first of the vendor's kinds that its header has all
// needed columns of.
func (v vendor) read(c *conversion, file string) (int, []record, error) {
	s, err := c.open(file)
	if err != nil {
		return 0, nil, err
	}
	defer s.Close()
	nearest, most := 0, 0 // the kind of which the file has the most columns
	for i, k := range v.kinds {
		missing := s.missing(k.needs)
		if missing == nil {
			rows, err := c.rows(s, append(k.needs, k.may...))
			return i, rows, err
		}
		if has := len(k.needs) - len(missing); has > most {
			nearest, most = i, has
		}
	}
	k := v.kinds[nearest]
	return 0, nil, fmt.Errorf("%s:1: this is no %s of %s as this program knows it: it lacks the columns %s. Export it in English, with all columns",
		shown(file), k.name, v.title, strings.Join(s.missing(k.needs), ", "))
}

// people are the customers of a vendor, for finding the one that an order names.
type people struct {
	ids             unique
	byEmail, byName index
	signedUp        bool // at least one
}

// has reports whether a customer has the ID.
func (p *people) has(id string) bool {
	_, there := p.ids[id]
	return there
}

// index finds an ID by something else that several customers may share. Whoever
// shares it is not found.
type index map[string]string

func (x index) add(key, id string) {
	if have, there := x[key]; there && have != id {
		id = ""
	}
	if key != "" {
		x[key] = id
	}
}

// person is one customer as an export has them.
type person struct {
	id, email, name, username, created, signedUp string

	consent, consentAt string // to e-mail marketing
	tags               []string
	fields             [][2]string // name and value; an empty value is not written
}

// person writes a customer. The column is where the record has the ID.
func (c *conversion) person(p *people, r record, column string, who person) error {
	if who.id == "" {
		return r.wrong(column, "is empty")
	}
	if err := p.ids.addID(r, column, who.id); err != nil {
		return err
	}
	p.byEmail.add(fold(who.email), who.id)
	p.byName.add(who.name, who.id)
	p.signedUp = p.signedUp || who.signedUp != ""
	c.out.add("customers.csv", who.id, who.email, who.name, who.username, who.created, who.signedUp, who.consent, who.consentAt)
	for _, tag := range who.tags {
		c.out.add("tags.csv", who.id, tag)
	}
	for _, f := range who.fields {
		if f[1] != "" {
			c.out.add("fields.csv", who.id, f[0], f[1])
		}
	}
	return nil
}

// subscriber writes that somebody joined the mailing list, and that they left it
// if they did. The departure must not be before the join: with such a date, the
// join would be a return (U6).
func (c *conversion) subscriber(id, joined string, left bool, leftAt string) {
	c.out.add("members.csv", id, "email", joined)
	if left {
		c.out.add("fields.csv", id, "unsubscribed", "true", leftAt)
	}
}

// order is one order as an export has it. Every order is merchandise.
type order struct {
	id, customer, amount, currency, channel string
	placed, paid, voided                    string
}

func (c *conversion) order(o order) {
	c.out.add("orders.csv", o.id, o.customer, o.amount, o.currency, "merchandise", o.channel, o.paid, o.placed, o.voided)
}

// refund writes what was given back of an order, in sum. An empty time is from
// the payment on (R3).
func (c *conversion) refund(id string, o order, amount, at string) {
	if zero(amount) {
		return
	}
	if more(amount, o.amount) {
		c.assume("refunds of more than their order's total are of the total")
		amount = o.amount
	}
	c.out.add("refunds.csv", id, o.id, amount, at)
}
