package customertest

import (
	"github.com/clientele-go/clientele/customer/segment"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// canonical returns what is read of a saved segment.
func canonical(c story.Command) string {
	s, err := segment.Parse(c.Options["text"])
	if err != nil {
		return err.Error() + "\n"
	}
	return string(s.Text()) + "\n"
}
