module article

go 1.24

require golang.org/x/sync v0.7.0
