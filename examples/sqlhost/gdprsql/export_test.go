package gdprsql

// Numbered says whether placeholders are numbered.
func (d Dialect) Numbered() bool { return d.numbered }

// Digits says whether values stand in statements as digits.
func (d Dialect) Digits() bool { return d.digits }
