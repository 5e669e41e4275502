package leaky

import (
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestLeaky(t *testing.T) {
	defer goleak.VerifyNone(t)
	go func() { <-make(chan int) }()
	var mu sync.Mutex
	mu.Lock()
	go mu.Lock()
	go func() { select {} }()
}
