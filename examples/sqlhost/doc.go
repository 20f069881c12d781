// Sqlhost is a host of Clientele whose facts live in a database.
package main

func main() {}
