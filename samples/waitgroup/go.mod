module example.com/unpark/waitgroup

go 1.22
