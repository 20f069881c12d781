package engagement

// nameCache finds where the users with a name are counted, before a map is asked:
// there are few names as a rule, and comparing one costs less than a map's
// lookup. The zero nameCache always asks the map.
type nameCache struct {
	slots []cachedName // as many as places, or none
	one   cachedName   // in place of none
	buf   []byte       // scratch
}

// cachedName is where the users with a name are counted.
type cachedName struct {
	of     *Groups
	name   string
	users  *int
	values *Groups // of a field
}

const places = 256

func newNameCache() nameCache { return nameCache{slots: make([]cachedName, places)} }

// lookUp returns where the users with a name are counted, until the next call.
func (n *nameCache) lookUp(g *Groups, name string) *cachedName {
	s := &n.one
	if len(n.slots) > 0 {
		s = &n.slots[slotOf(name)]
	}
	if s.of != g || s.name != name {
		n.buf = appendName(n.buf[:0], name)
		*s = cachedName{of: g, name: name, users: g.count(n.buf)}
	}
	return s
}

// slotOf returns the slot that a name would be in.
func slotOf(name string) int {
	n := len(name)
	if n < 2 {
		return n
	}
	h := uint32(n) | uint32(name[0])<<8 | uint32(name[n-2])<<16 | uint32(name[n-1])<<24
	return int(h * 0x9E3779B1 >> 24)
}
