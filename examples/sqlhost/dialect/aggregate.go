package dialect

import (
	"fmt"
	"strings"
)

// Latest returns a query for the k latest distinct instants of each owner, with
// columns: owner, the number of facts, the instants as the clock reads them,
// joined by ",". Owners are told apart as owner compares. What has no date is
// counted and can be among the instants only as nothing.
func (d Dialect) Latest(c Clock, table, owner, at, where string, k int) string {
	return strings.NewReplacer(
		"{table}", table, "{owner}", owner, "{at}", at, "{own}", d.Read(c, at), "{read}", d.Read(c, "a"), "{where}", where, "{k}", fmt.Sprint(k),
	).Replace(d.latest)
}

// latestByWindow numbers the distinct instants of each owner.
func latestByWindow(join string) string {
	kept := fmt.Sprintf(join, "CASE WHEN r <= {k} THEN {read} END")
	return `SELECT o, CAST(SUM(n) AS bigint), ` + kept + ` FROM (` +
		`SELECT {owner} AS o, {at} AS a, COUNT(*) AS n, ROW_NUMBER() OVER (PARTITION BY {owner} ORDER BY {at} DESC NULLS LAST) AS r ` +
		`FROM {table} WHERE {where} GROUP BY {owner}, {at}) AS t GROUP BY o`
}

// latestByArrayAgg groups once, which foreign partitions do for themselves.
func latestByArrayAgg() string {
	return `SELECT {owner}, COUNT(*), array_to_string((array_agg(DISTINCT {own} ORDER BY {own} DESC NULLS LAST))[1:{k}], ',') ` +
		`FROM {table} WHERE {where} GROUP BY {owner}`
}

// latestByArray has no windows to count on: arrays do.
func latestByArray() string {
	return `SELECT o, toInt64(n), arrayStringConcat(arrayMap(a -> toString({read}), arraySlice(arrayReverseSort(s), 1, {k})), ',') FROM (` +
		`SELECT {owner} AS o, COUNT(*) AS n, groupUniqArray({at}) AS s FROM {table} WHERE {where} GROUP BY {owner})`
}

// Units returns SQL for an amount in ten-thousandths, as a 64-bit integer, or
// NULL if the amount is not plain: if it has more than 12 digits before the
// point or 4 after it, a sign, or an exponent. So no sum of units is ever
// rounded. The SQL works on texts and exact decimals, never on floating-point
// numbers.
func (d Dialect) Units(amount string) string { return fmt.Sprintf(d.units, amount) }

// Wide returns SQL for a sum of units that does not wrap, in two parts:
// billions, and the rest. ClickHouse's sums of integers wrap in silence,
// SQLite's are an error; half sums do neither before 9 billion rows.
func (d Dialect) Wide(units string) (billions, rest string) {
	whole := fmt.Sprintf("(%s) / 1000000000", units) // integers divide to an integer
	if d.Name == "clickhouse" {
		whole = fmt.Sprintf("intDiv(%s, 1000000000)", units) // where / is of floating-point numbers
	}
	return d.Integer("SUM(" + whole + ")"), d.Integer(fmt.Sprintf("SUM((%s) %% 1000000000)", units))
}

// Integer returns SQL for a number as 64 bits.
func (d Dialect) Integer(expr string) string {
	if d.Name == "clickhouse" {
		return "toInt64(" + expr + ")"
	}
	return "CAST(" + expr + " AS bigint)"
}

// unitsOfText takes a text apart at its point.
func unitsOfText(point, digits, number string) string {
	is := func(format, s string) string { return strings.ReplaceAll(format, "%[1]s", s) }
	const a = "%[1]s"
	whole := "CASE WHEN " + is(point, a) + " = 0 THEN " + a + " ELSE substr(" + a + ", 1, " + is(point, a) + " - 1) END"
	frac := "CASE WHEN " + is(point, a) + " = 0 THEN '0' ELSE substr(" + a + ", " + is(point, a) + " + 1) END"
	plain := "length(" + whole + ") BETWEEN 1 AND 12 AND length(" + frac + ") BETWEEN 1 AND 4 AND " +
		is(digits, "("+whole+")") + " AND " + is(digits, "("+frac+")")
	return "CASE WHEN typeof(" + a + ") IN ('text', 'integer') AND " + plain + " THEN " +
		strings.Replace(number, "%s", "("+whole+") || substr(("+frac+") || '0000', 1, 4)", 1) + " END"
}

// clickhouseUnits does what Units does, with what ClickHouse 18.16 has: match
// covers the whole text because of its anchors, and toInt64OrZero of up to 16
// digits is exact.
func clickhouseUnits() string {
	const a = "toString(%[1]s)"
	whole := "extract(" + a + ", '^([0-9]{1,12})')"
	frac := "extract(" + a + ", '[.]([0-9]{1,4})$')"
	return "if(match(" + a + ", '^[0-9]{1,12}([.][0-9]{1,4})?$'), toInt64OrZero(concat(" + whole +
		", substring(concat(" + frac + ", '0000'), 1, 4))), NULL)"
}
