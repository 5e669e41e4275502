module article

go 1.25
