package main

import (
	"os"
	"strings"
	"syscall"
)

// keeping is the setting by which Go's free memory stays with the process until
// the system is short of it. The databases keep theirs; what Go hands back while
// others have their turn it must fetch again page by page in its own.
const keeping = "madvdontneed=0"

// keepMemory begins the program again with that setting, which Go reads at the
// start and from the environment only. It returns at once if it is there, or if
// the environment has another one.
func keepMemory() error {
	setting := os.Getenv("GODEBUG")
	if strings.Contains(setting, "madvdontneed=") {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if setting != "" {
		setting += ","
	}
	if err := os.Setenv("GODEBUG", setting+keeping); err != nil {
		return err
	}
	return syscall.Exec(program, os.Args, os.Environ())
}
