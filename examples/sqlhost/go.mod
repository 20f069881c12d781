module github.com/clientele-go/clientele/examples/sqlhost

go 1.25.0

replace github.com/clientele-go/clientele => ../..
