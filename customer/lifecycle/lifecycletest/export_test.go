package lifecycletest

import "github.com/clientele-go/clientele/internal/kits/story"

// Stories are those that the kit plays.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }
