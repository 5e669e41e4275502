module example.com/unpark/patterns

go 1.22
