package main

import (
	"fmt"
	"strings"
)

// validateAll checks all documents side by side and returns at the first error: the others are left with theirs.
func validateAll(documents []string) error {
	errs := make(chan error)
	for _, document := range documents {
		go func(text string) {
			errs <- validate(text) // want channel-abandoned-sender
		}(document)
	}
	for range documents {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func validate(text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%q: empty", text)
	}
	return nil
}

func firstError() {
	_ = validateAll([]string{"a", " ", "", "b"})
}
