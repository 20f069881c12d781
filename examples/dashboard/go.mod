module github.com/clientele-go/clientele/examples/dashboard

go 1.26.0

replace github.com/clientele-go/clientele => ../..

require (
	github.com/clientele-go/clientele v0.0.0-00010101000000-000000000000
	github.com/google/go-cmp v0.7.0
	golang.org/x/net v0.62.0
)

require github.com/shopspring/decimal v1.6.0 // indirect
