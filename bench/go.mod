module github.com/clientele-go/clientele/bench

go 1.25.0

replace github.com/clientele-go/clientele => ..

require (
	github.com/clientele-go/clientele v0.0.0-00010101000000-000000000000
	github.com/shopspring/decimal v1.6.0
)
