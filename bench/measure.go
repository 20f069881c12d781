package main

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"syscall"
	"time"
)

// Sample is what one run took.
type Sample struct {
	Wall, CPU     time.Duration
	Bytes, Allocs uint64 // of the Go heap
}

// measure runs do after a collection of garbage. CPU time is that of the whole
// process: of all cores, of the collector, and of what is not Go.
func measure(do func() error) (Sample, error) {
	runtime.GC()
	bytes, allocs := allocated()
	cpu, start := cpuTime(), time.Now()
	err := do()
	s := Sample{Wall: time.Since(start), CPU: cpuTime() - cpu}
	b, a := allocated()
	s.Bytes, s.Allocs = b-bytes, a-allocs
	return s, err
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func allocated() (bytes, allocs uint64) {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/allocs:objects"}}
	metrics.Read(s)
	return s[0].Value.Uint64(), s[1].Value.Uint64()
}

// heap returns how many bytes objects take, including garbage that is not yet
// swept.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// live returns how many bytes are in use, without garbage.
func live() uint64 {
	runtime.GC()
	return heap()
}

func median[T int64 | uint64 | time.Duration](all []T) T {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}
