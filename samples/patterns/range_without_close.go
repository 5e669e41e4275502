package main

import "sync/atomic"

var written atomic.Int64

// export hands rows to a goroutine that writes them; it waits for one more after the last.
func export(rows []string) {
	lines := make(chan string)
	go func() {
		for line := range lines { // want channel-range-never-closed
			written.Add(int64(len(line)))
		}
	}()
	for _, row := range rows {
		lines <- row + "\n"
	}
}

func rangeWithoutClose() {
	export([]string{"a", "b", "c"})
}
