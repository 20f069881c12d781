package docs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"expvar"
	"fmt"
	"html/template"
	"log/slog"
	"os"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

func Example_rowThatDoesNotMarshal() {
	page, err := customer.List(context.Background(), shop, customer.Query{AsOf: at(31, 12)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	row := page.Rows[0]

	_, err = json.Marshal(row)
	fmt.Println("json:", err)
	_, err = xml.Marshal(row)
	fmt.Println("xml:", err)

	var body bytes.Buffer
	_ = json.NewEncoder(&body).Encode(row) // the error is ignored
	fmt.Printf("Encode: %q\n", body.String())

	body.Reset()
	script := template.Must(template.New("").Parse(`<script>let row = {{.}}</script>`))
	err = script.Execute(&body, row)
	fmt.Printf("template: %v %s\n", err, body.String())

	fmt.Println("expvar:", expvar.Func(func() any { return row }).String() == "")

	for _, handler := range []slog.Handler{
		slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}),
		slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}),
	} {
		slog.New(handler).Info("seen", "row", row, "page", page, "rows", page.Rows[:1])
	}
	// Output:
	// json: json: error calling MarshalText for type customer.Row: a customer.Row does not marshal itself, because it holds more than may be sent: send an export.CustomerRow
	// xml: a customer.Row does not marshal itself, because it holds more than may be sent: send an export.CustomerRow
	// Encode: ""
	// template: <nil> <script>let row =  /* json: error calling MarshalText for type customer.Row: a customer.Row does not marshal itself, because it holds more than may be sent: send an export.CustomerRow */null </script>
	// expvar: true
	// level=INFO msg=seen row=1 page="page of 3 of 3 customers" rows="[customer \"1\"]"
	// {"level":"INFO","msg":"seen","row":"1","page":"page of 3 of 3 customers","rows":"!ERROR:json: error calling MarshalText for type customer.Row: a customer.Row does not marshal itself, because it holds more than may be sent: send an export.CustomerRow"}
}

func noTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func Example_streamJSON() {
	rows := customer.Rows(context.Background(), shop, customer.Query{AsOf: at(31, 12)}, nil)
	var out bytes.Buffer
	if err := export.JSON(&out, export.Each(rows, export.NewCustomerRow)); err != nil {
		fmt.Println(err)
		return
	}
	var all []export.CustomerRow
	fmt.Println(json.Unmarshal(out.Bytes(), &all), len(all))
	// Output: <nil> 3
}
