WITH latest AS (
  SELECT notification_id, customer_id, nullif(max(coalesce(subscribed_at, -1)), -1) AS opted_in,
    coalesce(expires_at, 1e18) AS expires -- of the row with the maximum
  FROM tokens WHERE customer_id <> '' AND (subscribed_at IS NULL OR subscribed_at <= {asof})
  GROUP BY customer_id, notification_id
), stops AS (
  SELECT notification_id, customer_id, max(stopped_at) AS stopped FROM tokens
  WHERE (subscribed_at IS NULL OR subscribed_at <= {asof}) AND stopped_at <= {asof}
  GROUP BY customer_id, notification_id
), subscriptions AS MATERIALIZED (
  SELECT notification_id, customer_id, opted_in, expires,
    CASE WHEN stopped >= coalesce(opted_in, -1) THEN 'stopped' WHEN expires = 1e18 THEN 'never expires'
      WHEN expires <= {asof} THEN 'expired' ELSE 'expiring' END AS state
  FROM latest LEFT JOIN stops USING (notification_id, customer_id)
), people AS (
  SELECT max(opted_in) AS opted_in, max(state = 'expiring') AS expiring,
    max(state = 'expiring' AND expires <= {next7}) AS next_7_days
  FROM subscriptions GROUP BY customer_id
), users AS (
  SELECT count(*) AS subscribed, count(*) FILTER (WHERE opted_in > {days7}) AS last_7_days,
    count(*) FILTER (WHERE opted_in IS NULL) AS undated, count(*) FILTER (WHERE expiring) AS expiring,
    count(*) FILTER (WHERE next_7_days) AS next_7_days
  FROM people
)
SELECT 'users' AS what, 'subscribed' AS key, '' AS value, subscribed AS n FROM users
UNION ALL SELECT 'users', 'last 7 days', '', last_7_days FROM users
UNION ALL SELECT 'users', 'undated', '', undated FROM users
UNION ALL SELECT 'users', 'expiring', '', expiring FROM users
UNION ALL SELECT 'users', 'next 7 days', '', next_7_days FROM users
UNION ALL
SELECT 'state', state, '', count(*) FROM subscriptions GROUP BY state
UNION ALL
SELECT state, strftime('%Y-%m', expires, 'unixepoch') AS month, '', count(*) FROM subscriptions
WHERE state IN ('expiring', 'expired') GROUP BY state, month
UNION ALL
SELECT 'notification', n.id, n.name, count(*) FROM subscriptions s JOIN notifications n ON n.id = s.notification_id
GROUP BY n.id, n.name
