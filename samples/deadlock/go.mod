module example.com/unpark/deadlock

go 1.22
