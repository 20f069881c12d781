package deal

import (
	"context"
	"errors"
	"testing"
)

// TestOutPanics: of an error and a panic it is the panic that the caller sees,
// whoever of the workers has it.
func TestOutPanics(t *testing.T) {
	failed := errors.New("failed")
	for panics := range 2 {
		both := make(chan bool)
		func() {
			defer func() {
				if got := recover(); got != "fallen" {
					t.Errorf("task %d panics: got %v", panics, got)
				}
			}()
			_ = Out(context.Background(), 2, 2, func(task int) error {
				select { // so that each worker has one task
				case both <- true:
				case <-both:
				}
				if task == panics {
					panic("fallen")
				}
				return failed
			})
		}()
	}
}
