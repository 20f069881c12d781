package plain

import "strings"

// record is one record of a CSV file, with the line that it begins on.
type record struct {
	line  int
	cells []string
	stray bool // after the cells comes one with a stray or open quote
	open  bool // and the text ends in it
}

// reader walks a CSV text byte by byte.
type reader struct {
	text string
	pos  int
	line int
	open bool // the text ended within a quoted cell
}

// records splits a CSV text. A record with a stray quote ends with the line
// that has it.
func records(text string) []record {
	var list []record
	r := &reader{text: strings.TrimPrefix(text, "\ufeff"), line: 1}
	for r.pos < len(r.text) {
		if r.lineEnd() {
			continue // a line with no character at all
		}
		begin := r.line
		cells, ok := r.record()
		for !ok && r.pos < len(r.text) && !r.atEnd() {
			r.pos++
		}
		list = append(list, record{begin, cells, !ok, r.open})
	}
	return list
}

// lineEnd steps over a line end, if one is here.
func (r *reader) lineEnd() bool {
	rest := r.text[r.pos:]
	switch {
	case strings.HasPrefix(rest, "\n"):
		r.pos++
	case strings.HasPrefix(rest, "\r\n"):
		r.pos += 2
	default:
		return false
	}
	r.line++
	return true
}

// atEnd reports whether a line end is here.
func (r *reader) atEnd() bool {
	return strings.HasPrefix(r.text[r.pos:], "\n") || strings.HasPrefix(r.text[r.pos:], "\r\n")
}

// record reads cells up to the end of the record.
func (r *reader) record() (cells []string, ok bool) {
	for {
		cell, ok := r.cell()
		if !ok {
			return cells, false
		}
		if r.pos < len(r.text) && !r.atEnd() && r.text[r.pos] != ',' {
			return cells, false // text after a closing quote
		}
		cells = append(cells, cell)
		if r.pos == len(r.text) || r.lineEnd() {
			return cells, true
		}
		r.pos++
	}
}

// cell reads one cell, up to the comma or line end after it.
func (r *reader) cell() (string, bool) {
	if strings.HasPrefix(r.text[r.pos:], `"`) {
		r.pos++
		return r.quoted()
	}
	var b strings.Builder
	for r.pos < len(r.text) {
		rest := r.text[r.pos:]
		if rest[0] == ',' || rest[0] == '\n' || strings.HasPrefix(rest, "\r\n") {
			break
		}
		if rest[0] == '"' {
			return "", false // a bare quote
		}
		b.WriteByte(rest[0])
		r.pos++
	}
	return b.String(), true
}

// quoted reads the rest of a quoted cell. CRLF in it is read as LF (X4).
func (r *reader) quoted() (string, bool) {
	var b strings.Builder
	for r.pos < len(r.text) {
		rest := r.text[r.pos:]
		switch {
		case strings.HasPrefix(rest, `""`):
			b.WriteByte('"')
			r.pos += 2
		case rest[0] == '"':
			r.pos++
			return b.String(), true
		case r.lineEnd():
			b.WriteByte('\n')
		default:
			b.WriteByte(rest[0])
			r.pos++
		}
	}
	r.open = true
	return "", false
}
