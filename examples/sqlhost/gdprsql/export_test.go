package gdprsql

// Numbered reports whether placeholders are numbered.
func (d Dialect) Numbered() bool { return d.numbered }

// Digits reports whether values stand in statements as digits.
func (d Dialect) Digits() bool { return d.digits }
