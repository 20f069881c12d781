package servertest

import (
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// orphans ends a process and removes a folder, unless it is told by a line that
// both are seen to: its input ends when the process that started it has ended,
// however that was.
const orphans = `trap '' INT TERM HUP
read -r done && exit
if [ "$1" -gt 0 ]; then
	kill -INT "$1"
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		kill -0 "$1" || break
		sleep 0.25
	done
	kill -KILL "$1"
fi
rm -rf -- "$2"
`

// watch sees to what this process leaves behind: a test run that is killed, or
// that runs out of time, stops no server itself.
type watch struct {
	line    io.WriteCloser
	command *exec.Cmd
}

// watchOver watches over a process, 0 is none, and a folder.
func watchOver(pid int, dir string) (*watch, error) {
	c := exec.Command("sh", "-c", orphans, "orphans", strconv.Itoa(pid), dir)
	c.Dir, c.SysProcAttr = "/", &syscall.SysProcAttr{Setsid: true}
	line, err := c.StdinPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("servertest: %w", err)
	}
	return &watch{line, c}, nil
}

// end ends the watch; what was watched is left as it is.
func (w *watch) end() error {
	if w == nil {
		return nil
	}
	_, err := io.WriteString(w.line, "done\n")
	if err == nil {
		err = w.line.Close()
	}
	if err == nil {
		err = w.command.Wait()
	}
	if err != nil {
		return fmt.Errorf("servertest: %w", err)
	}
	return nil
}
