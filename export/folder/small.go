package folder

import (
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/subscription"
)

// The small forms of facts.

// instant is a time in UTC; that of the zero time is its own.
type instant struct {
	sec  int64
	nano int32
}

func instantOf(t time.Time) instant { return instant{t.Unix(), int32(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i.sec, int64(i.nano)).UTC() }

// texts are short strings of which many stand in one piece of memory, which
// the garbage collector marks in one go.
type texts struct{ block strings.Builder }

const textBlock = 8 << 10

func (x *texts) of(text []byte) string {
	if len(text) > textBlock/8 {
		return string(text)
	}
	if x.block.Cap()-x.block.Len() < len(text) {
		x.block = strings.Builder{}
		x.block.Grow(textBlock)
	}
	from := x.block.Len()
	x.block.Write(text)
	return x.block.String()[from:]
}

// text is cell i.
func (t *table) text(i int) string { return t.texts.of(t.Cell(i)) }

// word is the number of a text that comes often.
type word uint32

// words are texts by number.
type words struct {
	numbers map[string]word
	all     []string
}

// maxWords is of how many texts it is known that they came before. A file can
// have a different one in every row.
const maxWords = 1 << 16

// of is the number of a text.
func (w *words) of(text []byte) word {
	if n, ok := w.numbers[string(text)]; ok {
		return n
	}
	n := word(len(w.all))
	w.all = append(w.all, string(text))
	if len(w.numbers) < maxWords {
		if w.numbers == nil {
			w.numbers = map[string]word{}
		}
		w.numbers[w.all[n]] = n
	}
	return n
}

type message struct {
	instant
	channel word
	by      customer.Direction
}

type field struct {
	instant
	name, value word
}

type member struct {
	instant
	channel word
}

// What facts are made of their small forms.

func (r *reader) loginOf(to *customer.Login, at *instant, id customer.ID) {
	*to = customer.Login{Customer: id, At: at.time()}
}

func (r *reader) messageOf(to *customer.Message, m *message, id customer.ID) {
	*to = customer.Message{Customer: id, At: m.time(), Direction: m.by, Channel: customer.Channel(r.channels.all[m.channel])}
}

func (r *reader) tagOf(to *customer.Tag, w *word, id customer.ID) {
	*to = customer.Tag{Customer: id, Name: r.tagNames.all[*w]}
}

func (r *reader) fieldOf(to *customer.Field, f *field, id customer.ID) {
	*to = customer.Field{Customer: id, Name: r.fieldNames.all[f.name], Value: r.fieldValues.all[f.value], At: f.time()}
}

func (r *reader) memberOf(to *subscription.Member, m *member, id customer.ID) {
	*to = subscription.Member{Customer: id, Channel: customer.Channel(r.memberChannels.all[m.channel]), JoinedAt: m.time()}
}
