package segment

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSON returns the segment as JSON that ParseJSON reads back as the same tree (Q5):
//
//	{"version": 1, "segment": {"and": [
//		{"field": "status", "op": "in", "values": ["very active", "active"]},
//		{"field": "revenue", "currency": "EUR", "op": ">=", "value": "100"},
//		{"field": "created_at", "op": "within last", "n": 90, "unit": "days"},
//		{"field": "birthday", "op": "is known"},
//		{"not": {"field": "last_device", "op": "=", "value": "iPad"}},
//		{"field": "name", "op": "=", "value": null}
//	]}}
//
// Beside "and" there is "or". Null is unknown.
func (n *Node) JSON() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"version":%d,"segment":`, Version)
	if err := n.json(&b); err != nil {
		return nil, err
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (n *Node) json(b *bytes.Buffer) error {
	switch n.Op {
	case And, Or:
		b.WriteString(map[Op]string{And: `{"and":[`, Or: `{"or":[`}[n.Op])
		for i, part := range n.Nodes {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := part.json(b); err != nil {
				return err
			}
		}
		b.WriteString("]}")
		return nil
	case Not:
		b.WriteString(`{"not":`)
		err := n.Nodes[0].json(b)
		b.WriteByte('}')
		return err
	}
	text, err := json.Marshal(n.clauseForm())
	b.Write(text)
	return err
}

// clauseForm is a clause as JSON has it, its keys in order.
type clauseForm struct {
	Field    string           `json:"field"`
	Currency string           `json:"currency,omitempty"`
	Op       string           `json:"op"`
	Value    *json.RawMessage `json:"value,omitempty"`
	Values   []string         `json:"values,omitempty"`
	N        int              `json:"n,omitempty"`
	Unit     string           `json:"unit,omitempty"`
}

func (n *Node) clauseForm() clauseForm {
	c := clauseForm{Field: n.Field.Name, Currency: n.Currency, Op: signs[n.Op]}
	value := json.RawMessage("null")
	switch n.Op {
	case Known:
		c.Op = "is known"
	case Unknown:
		c.Op, c.Value = "=", &value
	case In:
		c.Op, c.Values = "in", n.Values
	case Last, Next:
		c.Op, c.N, c.Unit = map[Op]string{Last: "within last", Next: "within next"}[n.Op], n.Period.N, n.unit()
	default:
		value, _ = json.Marshal(n.Values[0]) // of a string there is no error
		c.Value = &value
	}
	return c
}
