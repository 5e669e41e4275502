package slow

import "testing"

func TestSlow(t *testing.T) {
	t.Run("inner", func(t *testing.T) {
		go func() { select {} }()
		<-make(chan int)
	})
}
