// Package segment reads and writes saved segments (Q1–Q8): text or JSON that says which
// customers are meant. It knows the fields by name and type, and no customers.
package segment

import "github.com/clientele-go/clientele/customer/calendar"

// Version is the version of the grammar (Q8). JSON carries it.
const Version = 1

// The bounds of a segment (Q1). The one on bytes also holds for the canonical text. JSON
// needs more characters for the same segment, so it has a bound of its own.
const (
	MaxBytes     = 4096
	MaxClauses   = 64
	MaxDepth     = 16 // brackets in brackets
	MaxJSONBytes = 16 * MaxBytes
	maxDigits    = 64 // of a number, as of amounts in files
	maxPeriod    = 7  // digits of "last n days"
)

// Op is what a Node does: it joins other nodes, or it is a clause.
type Op uint8

// The operations.
const (
	And Op = iota
	Or
	Not
	Equal
	Less
	AtMost
	Greater
	AtLeast
	In
	Known
	Unknown
	Last // T4's "within the last"
	Next
)

// Node is a part of a segment's tree, and the tree is its uppermost Node. There is no
// "!=": it is read as Not and Equal (Q3).
type Node struct {
	Op    Op
	Nodes []*Node // of And and Or at least two, none of the same Op; of Not one

	Field    *Field          // of a clause
	Currency string          // of money, but for Known
	Values   []string        // of In at least one, of the comparisons one; in canonical spelling
	Period   calendar.Period // of Last and Next
}

// join returns a Node of And or Or. A nested one of the same kind is taken in (Q5).
func join(op Op, nodes []*Node) *Node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	n := &Node{Op: op}
	for _, part := range nodes {
		if part.Op == op {
			n.Nodes = append(n.Nodes, part.Nodes...)
		} else {
			n.Nodes = append(n.Nodes, part)
		}
	}
	return n
}

func not(n *Node) *Node { return &Node{Op: Not, Nodes: []*Node{n}} }
