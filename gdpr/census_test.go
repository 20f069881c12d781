package gdpr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/gdpr"
)

type base struct {
	ID string `gdpr:"identifying,observed"`
}

type person struct {
	*base
	Email string `gdpr:"identifying,provided"`
	Spent int    `gdpr:"linked,inferred"`
	Rows  int    `gdpr:"none"`
	inner string
}

type unclassified struct {
	Email string
	Bad   int `gdpr:"linked"`
	Worse int `gdpr:"none,provided"`
}

type whole struct {
	base  `gdpr:"identifying,observed"`
	*word `gdpr:"somehow"`
}

type word struct{ Text string }

// An embedded struct that is classified as a whole is checked and listed, also
// when its own name is not exported: its fields are.
func TestG1CensusOfEmbedded(t *testing.T) {
	_, err := gdpr.Census(nil, whole{})
	if err == nil || !strings.Contains(err.Error(), "whole.word: no such class") {
		t.Errorf("G1: an embedded struct of no class: %v", err)
	}
	_, err = gdpr.Census(map[string]string{"gdpr_test.person.base": "linked,observed"}, person{})
	if err != nil {
		t.Errorf("G1: the table names an embedded struct: %v", err)
	}
	type fine struct {
		base `gdpr:"identifying,observed"`
	}
	all, err := gdpr.Census(nil, fine{})
	if got := fmt.Sprint(all); err != nil || got != "[{gdpr_test.fine.base identifying observed}]" {
		t.Errorf("G1: %s, %v", got, err)
	}
}

func TestG1Census(t *testing.T) {
	all, err := gdpr.Census(nil, &person{}, person{inner: ""}, base{})
	want := "[{gdpr_test.base.ID identifying observed} {gdpr_test.person.Email identifying provided} " +
		"{gdpr_test.person.Rows none } {gdpr_test.person.Spent linked inferred}]"
	if got := fmt.Sprint(all); err != nil || got != want {
		t.Errorf("G1: %s, %v", got, err)
	}
	_, err = gdpr.Census(map[string]string{"gdpr_test.gone.X": "none", "gdpr_test.base.ID": "none"}, unclassified{}, base{}, 1)
	if !errors.Is(err, gdpr.ErrCensus) {
		t.Fatalf("G1: %v", err)
	}
	for _, want := range []string{"unclassified.Email: not classified", "unclassified.Bad: no such class", "unclassified.Worse: no such class",
		"gone.X: there is no such field", "base.ID: tag and table differ", "int: not a struct"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("G1: %q is missing in %v", want, err)
		}
	}
	table := map[string]string{"gdpr_test.unclassified.Email": "identifying,provided"}
	if _, err = gdpr.Census(table, unclassified{}); strings.Contains(err.Error(), "Email") {
		t.Errorf("G1: the table does not count: %v", err)
	}
}
