package value

import (
	"math"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Model is a model of purchases and drop-out (V3).
type Model uint8

// The models. They differ in when customers can leave.
const (
	// BGNBD lets a customer leave after each repeat purchase (Fader, Hardie and Lee, 2005).
	// A customer who bought once is there with probability 1.
	BGNBD Model = iota

	// MBGNBD lets a customer leave after the first purchase too (Batislam, Denizel and
	// Filiztekin, 2007).
	MBGNBD
)

var modelWords = word.Set[Model]{Of: "value: model", Words: []string{"BG/NBD", "MBG/NBD"}}

// String returns the model's name: "BG/NBD".
func (m Model) String() string { return modelWords.String(m) }

// MarshalText writes what String returns. A value without a word is an error.
func (m Model) MarshalText() ([]byte, error) { return modelWords.Marshal(m) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (m *Model) UnmarshalText(text []byte) error { return modelWords.Unmarshal(text, m) }

// coins returns how often a customer with x repeat purchases could have left and did
// not: after each purchase but the last, or after that one too.
func (m Model) coins(x int) int {
	if m == MBGNBD {
		return x + 1
	}
	return x
}

// params are the parameters of a purchase model. Purchases of a customer who is there come
// at a rate that is gamma distributed, with shape r and rate alpha. The probability
// of leaving at each occasion is beta distributed, with a and b.
type params struct{ r, alpha, a, b float64 }

// alive returns the probability that a customer is there at T, with x repeat purchases
// of which the last was at tx (V6).
func (p params) alive(m Model, x int, tx, T float64) float64 {
	n := m.coins(x)
	if n == 0 {
		return 1
	}
	odds := math.Log(p.a/(p.b+float64(n-1))) + (p.r+float64(x))*math.Log((p.alpha+T)/(p.alpha+tx))
	return 1 / (1 + math.Exp(odds)) // the exponential overflows to +Inf: 0
}

// after returns the parameters of a customer who is known to be there at T, after x repeat
// purchases.
func (p params) after(m Model, x int, T float64) params {
	return params{p.r + float64(x), p.alpha + T, p.a, p.b + float64(m.coins(x))}
}

// expected returns the purchases to expect within t of a customer with x repeat
// purchases, the last of them at tx, observed until T (V6).
func (p params) expected(m Model, x int, tx, T, t float64) float64 {
	alive := p.alive(m, x, tx, T)
	if alive == 0 {
		return 0
	}
	return alive * p.after(m, x, T).purchases(t)
}

// fresh returns the purchases to expect within t of a new customer, after the first one.
func (p params) fresh(m Model, t float64) float64 {
	if m == MBGNBD { // who stays after the first purchase: b is b+1 for them
		return p.b / (p.a + p.b) * params{p.r, p.alpha, p.a, p.b + 1}.purchases(t)
	}
	return p.purchases(t)
}

// probability returns the probability that a new customer makes n purchases within t,
// after the first one.
func (p params) probability(m Model, n int, t float64) float64 {
	coins := m.coins(n)
	stayed := math.Exp(lnBeta(p.a, p.b+float64(coins)) - lnBeta(p.a, p.b))
	d := newNBD(p.r, p.alpha, t)
	sum := stayed * d.mass(n)
	if coins > 0 {
		left := math.Exp(lnBeta(p.a+1, p.b+float64(coins-1)) - lnBeta(p.a, p.b))
		sum += left * d.atLeast(n)
	}
	return sum
}
