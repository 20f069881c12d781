module github.com/clientele-go/clientele

go 1.25.0

require (
	github.com/gocarina/gocsv v0.0.0-20260628180327-50907998929c
	github.com/google/go-cmp v0.7.0
	github.com/shopspring/decimal v1.6.0
	pgregory.net/rapid v1.3.0
)

require (
	golang.org/x/exp v0.0.0-20251023183803-a4bb9ffd2546 // indirect
	golang.org/x/mod v0.29.0 // indirect
	golang.org/x/sync v0.17.0 // indirect
	golang.org/x/tools v0.38.0 // indirect
)

tool golang.org/x/exp/cmd/apidiff
