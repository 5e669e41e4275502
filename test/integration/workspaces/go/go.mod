module example.com/errand

go 1.24
