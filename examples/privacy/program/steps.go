package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/internal/interrupt"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
)

// privacy is one run: one customer of one shop.
type privacy struct {
	Options
	facts    *folder.Facts
	shop     *Shop
	registry *gdpr.Registry
	subject  gdpr.Subject
	out      *printer
}

// choose finds the customer; the first of the list if nobody is named (L3).
func (p *privacy) choose(ctx context.Context) error {
	if p.Customer == "" {
		page, err := customer.List(ctx, p.shop, customer.Query{AsOf: p.AsOf, Limit: 1}, nil)
		if err != nil {
			return err
		}
		if len(page.Rows) == 0 {
			return errNobody
		}
		p.Customer = page.Rows[0].ID
	}
	i := slices.IndexFunc(p.shop.Customers, func(c customer.Customer) bool { return c.ID == p.Customer })
	if i < 0 {
		return fmt.Errorf("%w: %q", errNoSuchOne, string(p.Customer))
	}
	p.subject = gdpr.Subject{ID: p.Customer, Email: p.shop.Customers[i].Email}
	return nil
}

// plan prints what is held on the customer, and would be erased (G3).
func (p *privacy) plan(ctx context.Context) error {
	plan, err := p.registry.Plan(ctx, gdpr.Request{Subject: p.subject, At: p.AsOf})
	if err != nil {
		return err
	}
	p.out.title("Customer %s, as of %s", printable(string(p.Customer)), clock(p.AsOf))
	p.out.heading("What is held on them, in the order of erasure")
	total := 0
	for _, h := range plan.Holders {
		p.out.row(string(h.Holder), h.Erasable)
		total += h.Erasable
	}
	p.out.row("records", total)
	if plan.EmailLeftOut {
		p.out.line("")
		p.out.line("The address is left out: another customer has it too. It stays theirs, and is")
		p.out.line("not suppressed.")
	}
	return nil
}

// export writes everything on the customer to a file, complete or absent (G2, X5).
func (p *privacy) export(ctx context.Context) error {
	p.out.heading("Export")
	if p.Out == "" {
		p.out.line("Nothing is exported. -out FILE.zip does.")
		return nil
	}
	var m gdpr.Manifest
	err := export.WriteFile(p.Out, func(w io.Writer) (err error) {
		m, err = p.registry.Export(ctx, interrupt.Writer(ctx, w), gdpr.Export{Subject: p.subject, At: p.AsOf, Mode: p.Mode})
		return err
	})
	if err != nil {
		return err
	}
	p.out.line("%s: %s in %s.", m.Mode, plural(records(m), "record"), plural(len(m.Files)+1, "file"))
	for _, f := range m.Files {
		p.out.line("  %-26s %6s bytes", f.Name, thousands(int(f.Bytes)))
	}
	p.out.line("  %-26s with the SHA-256 of each", "manifest.json")
	return nil
}

func records(m gdpr.Manifest) int {
	n := 0
	for _, h := range m.Holders {
		n += h.Records
	}
	return n
}

// erase erases the customer, and shows what that means.
func (p *privacy) erase(ctx context.Context) error {
	p.out.heading("Erasure")
	if !p.Erase {
		p.out.line("Nobody is erased. -erase does, in memory: the files stay as they are.")
		return nil
	}
	before, err := ask(ctx, p.shop, p.Options)
	if err != nil {
		return err
	}
	alone, err := ask(ctx, p.shop.only(p.Customer), p.Options)
	if err != nil {
		return err
	}
	if err := p.deleteAccount(ctx); err != nil {
		return err
	}
	if err := p.verify(ctx); err != nil {
		return err
	}
	if err := p.refuse(ctx); err != nil {
		return err
	}
	after, err := ask(ctx, p.shop, p.Options)
	if err != nil {
		return err
	}
	c := compare(before, after, alone, p.Customer)
	p.out.compared(c)
	return errors.Join(c.errs...)
}

// accounts returns the shop's editor: it deletes accounts by erasing them.
func (p *privacy) accounts(receipt func(gdpr.Receipt)) gdpr.Accounts {
	return gdpr.Accounts{
		Registry: p.registry, At: p.AsOf,
		Request:  func(context.Context, gdpr.Subject) (gdpr.Name, error) { return "request-1", nil },
		Receipt:  func(_ context.Context, r gdpr.Receipt) error { receipt(r); return nil },
		Favorite: customer.MemoryEditor{Memory: &p.shop.Memory}.SetFavorite,
	}
}

// deleteAccount deletes an account, which the customer list and the customer's
// page offer (L6, L7).
func (p *privacy) deleteAccount(ctx context.Context) error {
	them := customer.Selection{IDs: []customer.ID{p.Customer}}
	editor := p.accounts(func(r gdpr.Receipt) { p.out.line("%s", r) })
	for done, err := range them.DeleteAccounts(ctx, p.shop, customer.Query{AsOf: p.AsOf}, editor) {
		if err := errors.Join(err, done.Err); err != nil {
			return err
		}
	}
	return nil
}

// errLeft says that an export after the erasure has something in it.
var errLeft = errors.New("something is left of the customer")

// verify exports once more, everything, to nowhere: nothing is left.
func (p *privacy) verify(ctx context.Context) error {
	m, err := p.registry.Export(ctx, io.Discard, gdpr.Export{Subject: p.subject, At: p.AsOf, Mode: gdpr.Access})
	if err != nil {
		return err
	}
	p.out.line("")
	p.out.line("Exported again: %s in %s.", plural(records(m), "record"), plural(len(m.Holders), "place"))
	if records(m) > 0 {
		return errLeft
	}
	return nil
}

// errBack says that an erased customer came back.
var errBack = errors.New("the customer is back")

// refuse shows that the customer does not come back (G5): the folder is imported
// into another shop, past the same guard, and the customer is to be a favourite.
func (p *privacy) refuse(ctx context.Context) error {
	again := &Shop{}
	refused, err := again.Import(ctx, p.facts, p.registry.Guard())
	if err != nil {
		return err
	}
	p.out.line("Imported again: %s refused.", plural(refused.Rows, "row"))
	if len(again.only(p.Customer).Customers) > 0 || refused.Profiles != 1 {
		return errBack
	}
	err = p.accounts(nil).SetFavorite(ctx, p.Customer, true)
	if !errors.Is(err, gdpr.ErrSuppressed) {
		return errors.Join(errBack, err)
	}
	p.out.line("Marked as a favourite: refused, %v.", err)
	return nil
}
