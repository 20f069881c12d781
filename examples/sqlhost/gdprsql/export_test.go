package gdprsql

// Numbered says whether placeholders are numbered.
func (d Dialect) Numbered() bool { return d.numbered }

// Text builds the statement of a condition, for tests of its text.
func (d Dialect) Text(column, value string) (string, []any) {
	q := d.statement().equal(column, value)
	return q.text.String(), q.args
}
