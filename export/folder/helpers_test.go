package folder_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/export/folder"
)

// files is a folder: each name is followed by what is in the file. Lines are
// separated by spaces where "|" would be unclear, here by "|".
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(pairs[i+1], "|", "\n"))}
	}
	return fsys
}

// shop is a folder with customers a, b and c, an order o1 of a of 10.00 and a
// notification n1, and what else is given, which replaces them.
func shop(pairs ...string) fstest.MapFS {
	fsys := files("customers.csv", "id|a|b|c|", "orders.csv", "id,customer_id,amount,currency|o1,a,10.00,EUR|",
		"notifications.csv", "id,name|n1,News|")
	for name, file := range files(pairs...) {
		fsys[name] = file
	}
	return fsys
}

// read reads a folder that has nothing wrong.
func read(t *testing.T, fsys fstest.MapFS) *folder.Facts {
	t.Helper()
	f, err := folder.Read(context.Background(), fsys, folder.Options{})
	if err != nil {
		t.Fatalf("X6: the folder is good, but: %v", err)
	}
	return f
}

// problems reads a folder and returns what is wrong with it, a line each.
func problems(t *testing.T, fsys fstest.MapFS) []string {
	t.Helper()
	f, err := folder.Read(context.Background(), fsys, folder.Options{})
	if err == nil {
		return nil
	}
	var bad *folder.Error
	if f != nil || !errors.As(err, &bad) {
		t.Fatalf("X6: got %v and %T, want no facts and a *folder.Error", f, err)
	}
	return strings.Split(err.Error(), "\n")
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}
