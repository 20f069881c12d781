package question

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// JSON writes the question as an object, its parts in order. Text that is not UTF-8
// cannot go, and is an error.
func (f *Form) JSON() ([]byte, error) {
	b := []byte{'{'}
	for i := range f.parts {
		p := &f.parts[i]
		texts, err := f.values(p)
		if err != nil {
			return nil, err
		}
		if len(texts) == 0 {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		value, err := p.json(texts)
		if err != nil {
			return nil, f.wrong(p.name, err)
		}
		b = append(strconv.AppendQuote(b, p.name), ':')
		b = append(b, value...)
	}
	return append(b, '}'), nil
}

// json returns the texts of a part as a JSON value.
func (p *part) json(texts []string) ([]byte, error) {
	for _, t := range texts {
		if !utf8.ValidString(t) {
			return nil, errors.New("a text that is not UTF-8")
		}
	}
	switch p.kind {
	case number, flag:
		return []byte(texts[0]), nil
	case list, words:
		return json.Marshal(texts)
	}
	return json.Marshal(texts[0])
}

// ReadJSON reads an object that JSON wrote. An unknown name, a name that comes
// twice, or a value of another type is an error. Null is the same as not given.
func (f *Form) ReadJSON(data []byte) error {
	values, err := f.object(data)
	if err != nil {
		return err
	}
	for i := range f.parts {
		p := &f.parts[i]
		raw, ok := values[p.name]
		if !ok || string(raw) == "null" {
			continue
		}
		texts, err := p.texts(raw)
		if err != nil {
			return f.wrong(p.name, err)
		}
		if err := f.set(p, texts); err != nil {
			return err
		}
	}
	return nil
}

// object splits an object into its values by name.
func (f *Form) object(data []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(data) {
		return nil, f.wrong("JSON", errors.New("a text that is not UTF-8"))
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, f.wrong("JSON", errors.New("want an object"))
	}
	values := map[string]json.RawMessage{}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, f.wrong("JSON", errors.New("malformed"))
		}
		name := t.(string) // the decoder sees to it
		if f.find(name) == nil {
			return nil, f.unknown(name)
		}
		if _, twice := values[name]; twice {
			return nil, f.wrong(name, errors.New("given twice"))
		}
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return nil, f.wrong(name, errors.New("malformed JSON"))
		}
		values[name] = raw
	}
	if _, err := dec.Token(); err != nil {
		return nil, f.wrong("JSON", errors.New("malformed"))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, f.wrong("JSON", errors.New("something follows the object"))
	}
	return values, nil
}

// texts reads a JSON value as the texts of a part.
func (p *part) texts(raw json.RawMessage) ([]string, error) {
	switch p.kind {
	case number:
		var n int
		if json.Unmarshal(raw, &n) != nil {
			return nil, errors.New("want a whole number")
		}
		return []string{strconv.Itoa(n)}, nil
	case flag:
		var yes bool
		if json.Unmarshal(raw, &yes) != nil {
			return nil, errors.New("want true or false")
		}
		return []string{strconv.FormatBool(yes)}, nil
	case list, words:
		var pointers []*string
		if json.Unmarshal(raw, &pointers) != nil {
			return nil, errors.New("want an array of texts")
		}
		all := make([]string, len(pointers))
		for i, s := range pointers {
			if s == nil {
				return nil, errors.New("want an array of texts")
			}
			all[i] = *s
		}
		return all, nil
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, errors.New("want a text")
	}
	return []string{s}, nil
}
