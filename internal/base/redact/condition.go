package redact

// Condition is an error in words of this library alone. It shows no value, so an error
// of a fact may print it.
type Condition string

func (c Condition) Error() string { return string(c) }
