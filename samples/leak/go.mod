module example.com/unpark/leak

go 1.22
