-- The few names and values that mark an unsubscribe are found first, among the
-- different ones, of which there are few.
WITH RECURSIVE words AS MATERIALIZED (
  SELECT DISTINCT name AS word FROM fields UNION SELECT DISTINCT value FROM fields
), folded AS MATERIALIZED (
  SELECT word AS name, replace(replace(replace(lower(trim(word)), ' ', ''), '_', ''), '-', '') AS token FROM words
), marking AS MATERIALIZED (
  SELECT name FROM folded WHERE token IN ('unsubscribed', 'unsubscribeallbots', 'unsubscribetoallbot')
), denials AS (
  SELECT name FROM folded WHERE token IN ('false', 'no', '0', 'off')
), markers AS MATERIALIZED (
  SELECT customer_id, happened FROM fields
  WHERE (happened IS NULL OR happened <= {asof}) AND name IN (SELECT name FROM marking) AND value NOT IN (SELECT name FROM denials)
  UNION ALL
  SELECT customer_id, happened FROM fields
  WHERE (happened IS NULL OR happened <= {asof}) AND value IN (SELECT name FROM marking)
), people AS MATERIALIZED (
  SELECT customer_id, min(coalesce(joined_at, -1)) AS first_join FROM members
  WHERE joined_at IS NULL OR joined_at <= {asof} GROUP BY customer_id
), events AS (
  SELECT customer_id, coalesce(joined_at, -1) AS happened, 0 AS mark FROM members
  WHERE joined_at IS NULL OR joined_at <= {asof}
  UNION ALL
  SELECT customer_id, happened, 1 FROM markers JOIN people USING (customer_id) WHERE happened >= first_join
), steps AS (
  SELECT customer_id, happened, mark, lag(mark) OVER (PARTITION BY customer_id ORDER BY happened, mark) AS earlier FROM events
), changes AS MATERIALIZED (
  SELECT customer_id, happened, mark AS leaves, mark = 0 AND earlier IS NULL AS joins, mark = 0 AND earlier = 1 AS returns
  FROM steps WHERE mark IS DISTINCT FROM earlier AND happened > -1
), last_change AS (
  SELECT customer_id, max(happened) AS since, sum(leaves) - count(*) FILTER (WHERE returns) AS out FROM changes GROUP BY customer_id
), states AS MATERIALIZED (
  SELECT p.customer_id, first_join, since, coalesce(out, 0) > 0 AS out,
    coalesce(out, 0) = 0 AND p.customer_id IN (SELECT customer_id FROM markers WHERE happened IS NULL) AS undated
  FROM people p LEFT JOIN last_change c USING (customer_id)
), flows AS MATERIALIZED (
  SELECT happened / 86400 AS day, count(*) FILTER (WHERE joins) AS joined, sum(leaves) AS gone, count(*) FILTER (WHERE returns) AS returned
  FROM changes WHERE customer_id NOT IN (SELECT customer_id FROM states WHERE undated) GROUP BY day
), days AS (
  SELECT min(day) AS day FROM flows UNION ALL SELECT day + 1 FROM days WHERE day < {asof} / 86400
), filled AS (
  SELECT day, coalesce(joined, 0) AS joined, coalesce(gone, 0) AS gone, coalesce(returned, 0) AS returned
  FROM days LEFT JOIN flows USING (day)
)
SELECT '' AS day, count(*) FILTER (WHERE NOT out AND NOT undated) AS a, count(*) FILTER (WHERE out OR undated) AS b,
  count(*) FILTER (WHERE NOT out AND NOT undated AND since > {days7}) AS c, count(*) FILTER (WHERE out AND since > {days7}) AS d,
  count(*) FILTER (WHERE undated) AS e
FROM states
UNION ALL
SELECT date(day * 86400, 'unixepoch'), joined, gone, returned,
  ((SELECT count(*) FROM states WHERE first_join = -1 AND NOT undated)
    + sum(joined + returned - gone) OVER (ORDER BY day)),
  (sum(gone - returned) OVER (ORDER BY day))
FROM filled
