module article

go 1.21
