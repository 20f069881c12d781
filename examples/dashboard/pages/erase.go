package pages

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/gdpr"
)

// errTyped says that the typed confirmation is not the customer's ID.
var errTyped = badRequest{errors.New("the ID that you typed is not the customer's: nothing was deleted")}

// erases reports whether people can be erased: a registry without keys only exports.
func (s *server) erases() bool {
	return s.Registry != nil && s.Editor != nil && len(s.Registry.Keys) > 0
}

// erasure plans the erasure of a person. The text of the plan is what the token is over.
func (s *server) erasure(r *http.Request, v url.Values) (who gdpr.Subject, p gdpr.Plan, text string, err error) {
	if !s.erases() {
		return who, p, "", errNoPage
	}
	if who, err = s.subject(r.Context(), customer.ID(v.Get("id"))); err != nil {
		return who, p, "", err
	}
	if p, err = s.Registry.Plan(r.Context(), gdpr.Request{Subject: who, At: s.Now()}); err != nil {
		return who, p, "", err
	}
	all, err := json.Marshal(p)
	return who, p, string(all), err
}

// planErasure shows what an erasure would erase. It changes nothing (G3).
func (s *server) planErasure(r *http.Request, v url.Values) (any, error) {
	who, p, text, err := s.erasure(r, v)
	if err != nil {
		return nil, err
	}
	t, err := newTable("plan", "", export.Rows(holderRows(p)...))
	if err != nil {
		return nil, err
	}
	shown := plan{Action: "delete", Title: "Delete customer " + string(who.ID), Table: t, Confirm: "Delete for good",
		Warning: "This cannot be undone. Everything that is held on the person is erased.",
		Lines:   []string{"This is what is held on the person, and what becomes of it."},
		Fields:  []field{{Label: "To confirm, type the customer's ID", Name: "typed", Kind: "text"}},
		Back:    link("customer", url.Values{"id": {string(who.ID)}}),
	}
	if p.EmailLeftOut {
		shown.Lines = append(shown.Lines, "Another customer has the same e-mail address, so what is held under the address alone stays.")
	}
	shown.Hidden = hiddenWith(url.Values{"id": {string(who.ID)}}, s.token(r, "delete", string(who.ID), text))
	return view{template: "plan", Title: shown.Title, Body: shown}, nil
}

// holderRow is what becomes of what one holder has.
type holderRow struct {
	Holder   export.Word `csv:"held_in" json:"held_in"`
	Erasable int         `csv:"erased" json:"erased"`
	Retained int         `csv:"kept_by_law" json:"kept_by_law"`
}

func holderRows(p gdpr.Plan) (all []holderRow) {
	for _, h := range p.Holders {
		row := holderRow{Holder: export.Word(h.Holder), Erasable: h.Erasable}
		for _, kept := range h.Retained {
			row.Retained += kept.Records
		}
		all = append(all, row)
	}
	return all
}

// erase erases a person whose plan was shown, and shows the receipt.
func (s *server) erase(r *http.Request, v url.Values) (any, error) {
	who, _, text, err := s.erasure(r, v)
	if err != nil {
		return nil, err
	}
	if !s.confirmed(r, v, "delete", string(who.ID), text) {
		return nil, errChanged
	}
	if v.Get("typed") != string(who.ID) {
		return nil, errTyped
	}
	var receipt gdpr.Receipt
	ctx := context.WithoutCancel(r.Context()) // once begun it goes on, though the person leaves
	editor := s.Editor(s.Now(), func(_ context.Context, r gdpr.Receipt) error { receipt = r; return nil })
	if err := editor.DeleteAccount(ctx, who.ID); err != nil {
		return nil, err
	}
	renewed := s.changed(ctx, who.ID)
	s.answers.clear()
	words, err := json.MarshalIndent(receipt, "", "  ")
	o := outcome{Title: "Deleted", Text: string(words), Links: []tab{{Title: "Back to the list", Link: "customers"}},
		Lines: []string{fmt.Sprintf("The customer was deleted, and a check at %s found nothing left. Keep this receipt: it holds no personal data.", receipt.VerifiedAt().UTC().Format("2006-01-02 15:04:05"))}}
	if renewed != nil { // the person has the receipt all the same: there is no other
		slog.ErrorContext(ctx, "erased, but the pages are not renewed", "error", renewed)
		o.Lines = append(o.Lines, "These pages could not be renewed, and may show the customer until they are. The log says why.")
	}
	return view{template: "outcome", Title: o.Title, Body: o}, err
}
