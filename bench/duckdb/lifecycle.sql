-- Each customer's days with a login, each beside the one before and the one after it. Who
-- does not come on the next day is lost on that one.
WITH days AS (
  SELECT DISTINCT customer_id, happened::DATE AS day FROM logins
  WHERE happened <= {asof} AND customer_id IN (SELECT id FROM customers)
), walks AS (
  SELECT day, lag(day) OVER w AS before, lead(day) OVER w AS after FROM days WINDOW w AS (PARTITION BY customer_id ORDER BY day)
), flows AS (
  SELECT day, count(*) FILTER (before IS NULL) AS won, count(*) FILTER (before = day - 1) AS came,
    count(*) FILTER (before < day - 1) AS resurrecting, 0 AS lost
  FROM walks GROUP BY day
  UNION ALL
  SELECT day + 1, 0, 0, 0, count(*) FROM walks WHERE after IS NULL OR after > day + 1 GROUP BY day
), states AS (
  SELECT day, sum(won)::BIGINT AS won, sum(came)::BIGINT AS came, sum(resurrecting)::BIGINT AS resurrecting, sum(lost)::BIGINT AS lost,
    (sum(sum(won)) OVER (ORDER BY day) - sum(won) - sum(came) - sum(resurrecting) - sum(lost))::BIGINT AS inactive
  FROM flows WHERE day <= {asof}::DATE GROUP BY day
)
SELECT state, day::VARCHAR, '', n FROM states
UNPIVOT (n FOR state IN (won AS 'new', came AS 'returning', resurrecting, lost, inactive))
