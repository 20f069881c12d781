package question

import (
	"net/url"
	"slices"
)

// Values returns the question as the parameters of a URL.
func (f *Form) Values() (url.Values, error) {
	v := url.Values{}
	for i := range f.parts {
		texts, err := f.values(&f.parts[i])
		if err != nil {
			return nil, err
		}
		if len(texts) > 0 {
			v[f.parts[i].name] = texts
		}
	}
	return v, nil
}

// ReadValues reads what Values wrote. An unknown name is an error. An empty value is
// the same as not given, as the empty input of a web page's form is, but for a part
// that is a list of texts.
func (f *Form) ReadValues(v url.Values) error {
	for _, name := range sorted(v) {
		if f.find(name) == nil {
			return f.unknown(name)
		}
	}
	for i := range f.parts {
		p := &f.parts[i]
		texts := v[p.name]
		if p.kind != list {
			texts = slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return t == "" })
		}
		if len(texts) == 0 {
			continue
		}
		if err := f.set(p, texts); err != nil {
			return err
		}
	}
	return nil
}

func sorted(v url.Values) []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
