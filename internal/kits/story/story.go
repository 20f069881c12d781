// Package story reads story files: facts in, a question, the answer that is
// expected, and a sentence above that says why. The conformance kits play them
// against any repository.
//
// A story begins with its sentence, in lines that begin with "#". Facts
// follow, one a line: a verb, arguments, options as key=value. A question is a
// line followed by "----" and the lines of its answer, up to the next blank
// line. A story can ask several questions of the same facts.
//
//	# Two logins within the last 7 days: very active (S1).
//	customer mia
//	login mia 2024-05-30
//	login mia 2024-05-31
//	status mia as-of=2024-06-01
//	----
//	very active until 2024-06-06
//
// Words with spaces, quotes or nothing in them are quoted as in Go.
package story

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Story is one story: a sentence, facts, questions.
type Story struct {
	File  string
	Line  int
	Title string
	Facts []Command
	Asks  []Ask
}

// Name places the story, for test names and errors: "status.txt:12".
func (s Story) Name() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// Ask is one question and the answer expected.
type Ask struct {
	Command
	Want string
}

// Command is one line: a verb, arguments, options.
type Command struct {
	Line    int
	Verb    string
	Args    []string
	Options map[string]string
}

// Tell hands over the facts line by line. An error names the line.
func (s Story) Tell(fact func(Command) error) error {
	for _, c := range s.Facts {
		if err := fact(c); err != nil {
			return fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	return nil
}

// ReadAll reads every .txt file of a folder, in name order.
func ReadAll(fsys fs.FS, dir string) ([]Story, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	var all []Story
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		stories, err := Parse(path.Base(name), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, stories...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no stories in %s", dir)
	}
	return all, nil
}

// Parse reads one story file.
func Parse(file, text string) ([]Story, error) {
	p := parser{file: file}
	for i, line := range strings.Split(text, "\n") {
		if err := p.line(i+1, strings.TrimRight(line, " \r")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	if err := p.end(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return p.stories, nil
}

type parser struct {
	file    string
	stories []Story
	titled  bool // the lines before were the sentence
	answer  bool // in an answer
}

func (p *parser) line(n int, line string) error {
	switch {
	case line == "":
		p.answer, p.titled = false, false
	case p.answer:
		a := &p.last().Asks[len(p.last().Asks)-1]
		a.Want += line + "\n"
	case strings.HasPrefix(line, "#"):
		return p.title(n, strings.TrimSpace(line[1:]))
	case len(p.stories) == 0:
		return fmt.Errorf("a story begins with its sentence")
	case line == "----":
		return p.ask()
	default:
		c, err := command(n, line)
		p.last().Facts = append(p.last().Facts, c)
		p.titled = false
		return err
	}
	return nil
}

func (p *parser) last() *Story { return &p.stories[len(p.stories)-1] }

func (p *parser) title(n int, words string) error {
	if p.titled {
		p.last().Title += " " + words
		return nil
	}
	if err := p.end(); err != nil {
		return err
	}
	p.stories = append(p.stories, Story{File: p.file, Line: n, Title: words})
	p.titled = true
	return nil
}

// ask turns the line before "----" from a fact into a question.
func (p *parser) ask() error {
	s := p.last()
	if len(s.Facts) == 0 {
		return fmt.Errorf("an answer without a question")
	}
	q := s.Facts[len(s.Facts)-1]
	s.Facts = s.Facts[:len(s.Facts)-1]
	s.Asks = append(s.Asks, Ask{Command: q})
	p.answer = true
	return nil
}

func (p *parser) end() error {
	if len(p.stories) > 0 && len(p.last().Asks) == 0 {
		return fmt.Errorf("the story at line %d asks nothing", p.last().Line)
	}
	return nil
}

func command(n int, line string) (Command, error) {
	c := Command{Line: n, Options: map[string]string{}}
	for i := 0; ; i++ {
		line = strings.TrimLeft(line, " ")
		if line == "" {
			break
		}
		key, word, rest, err := word(line)
		if err != nil {
			return c, err
		}
		switch line = rest; {
		case i == 0:
			c.Verb = word
		case key != "":
			c.Options[key] = word
		default:
			c.Args = append(c.Args, word)
		}
	}
	return c, nil
}

// word takes the first word off a line: bare, "quoted", key=bare, key="quoted".
func word(line string) (key, value, rest string, err error) {
	end := strings.IndexAny(line, " \"")
	if end >= 0 && line[end] == '"' {
		quoted, err := strconv.QuotedPrefix(line[end:])
		if err != nil {
			return "", "", "", fmt.Errorf("a quote is not closed")
		}
		value, err = strconv.Unquote(quoted)
		return strings.TrimSuffix(line[:end], "="), value, line[end+len(quoted):], err
	}
	if end < 0 {
		end = len(line)
	}
	value, rest = line[:end], line[end:]
	if k, v, ok := strings.Cut(value, "="); ok {
		return k, v, rest, nil
	}
	return "", value, rest, nil
}
