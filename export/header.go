package export

import (
	"bytes"
	"strings"
)

// A InputColumn is a column that an input file may have. One that is not Required
// may be missing, and its cells may be empty.
type InputColumn struct {
	Name     string
	Required bool // must be there, and no cell of it may be empty
	Blank    bool // of a Required column: its cells may be empty all the same
}

// ignored is how the names of columns begin that a host keeps for itself.
const ignored = "x_"

// match finds the columns of a file in its header, which may have them in any
// order (X6). It returns where each of columns is, -1 for one that is missing,
// and for each field of the header its name, empty where it is none of them.
// Every problem is one of line 1 of the header: a column that is unknown and
// does not begin with x_, one that comes more than once, a required one that is missing.
// Unknown ones are named by their number: a header may be somebody's data. A
// header that looks separated by another character has that one problem alone.
func match(columns []InputColumn, header [][]byte, separator byte) (at []int, names []string, bad []Problem) {
	known := make(map[string]int, len(columns))
	at = make([]int, len(columns))
	for i, c := range columns {
		known[c.Name] = i
		at[i] = -1
	}
	names = make([]string, len(header))
	seen := make(map[string]int, len(header))
	for j, field := range header {
		name := string(field)
		i, ok := known[name]
		if ok {
			names[j] = columns[i].Name
		}
		switch {
		case !ok && !strings.HasPrefix(name, ignored):
			bad = append(bad, Problem{Number: j + 1, What: "an unknown column"})
		case seen[name] > 1: // said already
		case seen[name] == 1:
			bad = append(bad, Problem{Column: names[j], Number: j + 1, What: "the column is there twice"})
		case ok:
			at[i] = j
		}
		seen[name]++
	}
	for i, c := range columns {
		if c.Required && at[i] < 0 {
			bad = append(bad, Problem{Column: c.Name, What: "the column is missing"})
		}
	}
	if what := otherSeparator(header, separator); what != "" && len(bad) > 0 {
		bad = []Problem{{What: what}}
	}
	return at, names, bad
}

// separators are what may stand between cells, with their names.
var separators = [...]struct {
	char byte
	name string
}{{';', "semicolon"}, {'\t', "tab"}, {',', "comma"}}

// otherSeparator asks whether a header of one cell is separated by another
// character than it should be. It returns "" if there is nothing to ask.
func otherSeparator(header [][]byte, separator byte) string {
	if len(header) != 1 {
		return ""
	}
	wanted, seen := "", ""
	for _, s := range separators {
		if s.char == separator {
			wanted = s.name
		} else if seen == "" && bytes.IndexByte(header[0], s.char) >= 0 {
			seen = s.name
		}
	}
	if seen == "" {
		return ""
	}
	return "the header is one column: is the separator a " + seen + "? It must be a " + wanted
}
