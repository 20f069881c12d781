package folder_test

import (
	"context"
	"errors"
	"fmt"
	"testing/fstest"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
)

// A folder in memory; for one on disk, os.DirFS(path).
func ExampleRead() {
	ctx, fsys := context.Background(), fstest.MapFS{
		"customers.csv": {Data: []byte("id,email,signed_up\nc1,zoe@example.org,yes\nc2,,\n")},
		"logins.csv":    {Data: []byte("customer_id,at\nc1,2024-05-05\nc1,2024-05-06\nguest,2024-05-04\n")},
	}
	facts, err := folder.Read(ctx, fsys, folder.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := customer.List(ctx, facts.Customer(), customer.Query{AsOf: facts.Latest}, nil)
	for _, r := range page.Rows {
		fmt.Println(r.DisplayName, r.Status)
	}
	fmt.Println(facts.Latest.Format(time.DateOnly), facts.Files[1].Guests, "login of a guest", err)
	// Output:
	// zoe@example.org very active
	// Anonymous user sleeper
	// 2024-05-06 1 login of a guest <nil>
}

func ExampleError() {
	fsys := fstest.MapFS{
		"customers.csv": {Data: []byte("id,signed_up\nc1,perhaps\n")},
		"tags.csv":      {Data: []byte("customer_id,tag\nc1,vip\nc2,vip\nc1,\n")},
	}
	_, err := folder.Read(context.Background(), fsys, folder.Options{})
	var bad *folder.Error
	if errors.As(err, &bad) {
		for _, p := range bad.Problems.List() {
			fmt.Println(p)
		}
		fmt.Println(bad.Files[1].Accepted(), "of", bad.Files[1].Read, "tags were good")
	}
	// Output:
	// customers.csv:2: column signed_up: not one of true, false, yes, no, 1, 0
	// tags.csv:3: column customer_id: no such ID in customers.csv
	// tags.csv:4: column tag: empty, but must not be
	// 1 of 3 tags were good
}
