package question

// Invalid is the error of a bad question of a package. One of any package is
// customer.ErrQuery too, so that a host asks for that alone.
type Invalid string

func (i Invalid) Error() string { return string(i) + ": invalid query" }

// Is reports whether target is the error of customer, which stands for all.
func (i Invalid) Is(target error) bool { return target == Invalid("customer") }
