package segment

import (
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
)

// String returns the canonical text (Q5), which Parse reads back as the same tree: "!=" as
// not and "=", nested equal connectives flat, clauses in their order, numbers without
// needless zeros, keywords in lower case.
func (n *Node) String() string {
	var b strings.Builder
	n.print(&b)
	return b.String()
}

var signs = map[Op]string{Equal: "=", Less: "<", AtMost: "<=", Greater: ">", AtLeast: ">="}

func (n *Node) print(b *strings.Builder) {
	switch n.Op {
	case And, Or:
		for i, part := range n.Nodes {
			if i > 0 {
				b.WriteString(map[Op]string{And: " and ", Or: " or "}[n.Op])
			}
			part.inner(b, part.Op <= Or)
		}
	case Not:
		b.WriteString("not ")
		n.Nodes[0].inner(b, n.Nodes[0].Op <= Not)
	default:
		n.clause(b)
	}
}

// depth returns how deep the brackets of the canonical text are.
func (n *Node) depth() int {
	deepest := 0
	for _, part := range n.Nodes {
		d := part.depth()
		if part.Op <= Or || part.Op == Not && n.Op == Not {
			d++
		}
		deepest = max(deepest, d)
	}
	return deepest
}

// inner prints a part of another node.
func (n *Node) inner(b *strings.Builder, brackets bool) {
	if brackets {
		b.WriteByte('(')
	}
	n.print(b)
	if brackets {
		b.WriteByte(')')
	}
}

func (n *Node) clause(b *strings.Builder) {
	b.WriteString(n.Field.Name)
	if n.Currency != "" {
		b.WriteString(" " + n.Currency)
	}
	switch n.Op {
	case Known:
		b.WriteString(" is known")
	case Unknown:
		b.WriteString(" = unknown")
	case Last, Next:
		b.WriteString(" within " + n.within())
	case In:
		b.WriteString(" in (")
		for i, v := range n.Values {
			if i > 0 {
				b.WriteString(", ")
			}
			n.Field.print(b, v)
		}
		b.WriteByte(')')
	default:
		b.WriteString(" " + signs[n.Op] + " ")
		n.Field.print(b, n.Values[0])
	}
}

// within returns "last 90 days".
func (n *Node) within() string {
	direction := "last "
	if n.Op == Next {
		direction = "next "
	}
	return fmt.Sprint(direction, n.Period.N, " ", n.unit())
}

func (n *Node) unit() string {
	if n.Period.Unit == calendar.Month {
		return "months"
	}
	return "days"
}

var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// print prints a value of the field.
func (f *Field) print(b *strings.Builder, value string) {
	switch f.Type {
	case Text:
		b.WriteString(`"` + quoted.Replace(value) + `"`)
	case Word:
		b.WriteString(spelled(value))
	default:
		b.WriteString(value)
	}
}
