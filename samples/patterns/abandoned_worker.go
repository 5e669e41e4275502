package main

// job is some work that may be left out.
type job struct{ isOff bool }

func (j job) run() {}

// watchJob returns at once; the goroutine that waits for the job hears nothing of one that is off.
func watchJob(j job, report func()) {
	done := make(chan struct{})
	go func() {
		if j.isOff {
			return
		}
		j.run()
		done <- struct{}{}
	}()
	go func() {
		<-done // want channel-abandoned-receiver
		report()
	}()
}

func abandonedWorker() {
	watchJob(job{}, func() {})
	watchJob(job{isOff: true}, func() {})
}
