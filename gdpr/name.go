package gdpr

import "slices"

// Name names a holder, a kind of record, a reason or a request. Names are
// constants of the host's, or numbers that it gives; they become file names and
// stand in receipts and errors, so they never say anything of a person (G6).
//
// A name is 1 to 63 of a–z, 0–9 and -, and does not begin with -. The names
// that Windows keeps for devices (con, nul, com1 and so on) are none.
type Name string

// Valid reports whether n is a name.
func (n Name) Valid() bool {
	if n == "" || len(n) > 63 || n[0] == '-' {
		return false
	}
	for i := range len(n) {
		if c := n[i]; !lower(c) && !digit(c) && c != '-' {
			return false
		}
	}
	return !n.device()
}

// device reports whether Windows keeps the name for a device.
func (n Name) device() bool {
	if len(n) == 4 && digit(n[3]) {
		return n[:3] == "com" || n[:3] == "lpt"
	}
	return slices.Contains([]Name{"con", "prn", "aux", "nul"}, n)
}

// FieldName names a field of a record. It becomes a key of the JSON document
// and a column of the CSV view: 1 to 63 ASCII letters and digits, with _ - .
// inside. A name that the person chose is a value, not a name.
type FieldName string

// Valid reports whether n is a name of a field.
func (n FieldName) Valid() bool {
	if n == "" || len(n) > 63 {
		return false
	}
	for i := range len(n) {
		c := n[i]
		if !lower(c) && !('A' <= c && c <= 'Z') && !digit(c) && (i == 0 || c != '_' && c != '-' && c != '.') {
			return false
		}
	}
	return true
}

func lower(c byte) bool { return 'a' <= c && c <= 'z' }
func digit(c byte) bool { return '0' <= c && c <= '9' }
