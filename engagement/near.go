package engagement

// near finds the numbers of single names in front of a map: there are few names as
// a rule, and comparing one costs less than a map's lookup. The zero near finds
// them in the map.
type near struct {
	slots []nearName // as many as places, or none
	one   nearName   // in place of none
	buf   []byte     // scratch
}

// nearName is where the users with a name are counted.
type nearName struct {
	of     *Groups
	name   string
	users  *int
	values *Groups // of a field
}

const places = 256

func newNear() near { return near{slots: make([]nearName, places)} }

// at returns where the users with a name are counted, until the next call.
func (n *near) at(g *Groups, name string) *nearName {
	s := &n.one
	if len(n.slots) > 0 {
		s = &n.slots[place(name)]
	}
	if s.of != g || s.name != name {
		n.buf = appendName(n.buf[:0], name)
		*s = nearName{of: g, name: name, users: g.count(n.buf)}
	}
	return s
}

// place returns where a name is looked for.
func place(name string) int {
	n := len(name)
	if n < 2 {
		return n
	}
	h := uint32(n) | uint32(name[0])<<8 | uint32(name[n-2])<<16 | uint32(name[n-1])<<24
	return int(h * 0x9E3779B1 >> 24)
}
