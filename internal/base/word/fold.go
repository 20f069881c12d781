package word

// Fold lower-cases A–Z and leaves every other byte alone (I4): Unicode lower-casing
// would make different words the same.
func Fold(s string) string {
	upper := func(b byte) bool { return 'A' <= b && b <= 'Z' }
	for i := range len(s) {
		if !upper(s[i]) {
			continue
		}
		b := []byte(s)
		for ; i < len(b); i++ {
			if upper(b[i]) {
				b[i] += 'a' - 'A'
			}
		}
		return string(b)
	}
	return s
}
