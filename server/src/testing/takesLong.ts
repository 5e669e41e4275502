const sender = `	go func() {
		b <- 1
		b <- 1
		b <- 1
	}()
`;

/** For tests: a file with a `channel-abandoned-sender` that only a deep look finds. */
export const takesLong = `package p

func wide(stop bool) {
	a := make(chan int)
	b := make(chan int)
${sender.repeat(4)}	go func() { a <- 1 }()
	for i := 0; i < 12; i++ {
		<-b
	}
	n := 0
	for i := 0; i < 700; i++ {
		n += i
	}
	if stop {
		return
	}
	<-a
}

func other() int { return 0 }
`;
