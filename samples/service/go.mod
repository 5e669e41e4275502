module example.com/unpark/service

go 1.22
