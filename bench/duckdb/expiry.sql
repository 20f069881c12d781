WITH latest AS (
  SELECT notification_id, customer_id, max(subscribed_at) AS opted_in,
    arg_max(coalesce(expires_at, 'infinity'), coalesce(subscribed_at, '-infinity')) AS expires,
    max(stopped_at) FILTER (WHERE stopped_at <= {asof}) AS stopped
  FROM tokens WHERE customer_id <> '' AND (subscribed_at IS NULL OR subscribed_at <= {asof})
  GROUP BY notification_id, customer_id
), subscriptions AS MATERIALIZED (
  SELECT notification_id, customer_id, opted_in, expires,
    CASE WHEN stopped >= coalesce(opted_in, '-infinity') THEN 'stopped' WHEN expires = 'infinity' THEN 'never expires'
      WHEN expires <= {asof} THEN 'expired' ELSE 'expiring' END AS state
  FROM latest
), people AS (
  SELECT max(opted_in) AS opted_in, bool_or(state = 'expiring') AS expiring,
    bool_or(state = 'expiring' AND expires <= {next7}) AS next_7_days
  FROM subscriptions GROUP BY customer_id
), users AS (
  SELECT count(*) AS subscribed, count(*) FILTER (WHERE opted_in > {days7}) AS last_7_days,
    count(*) FILTER (WHERE opted_in IS NULL) AS undated, count(*) FILTER (WHERE expiring) AS expiring,
    count(*) FILTER (WHERE next_7_days) AS next_7_days
  FROM people
)
SELECT 'users' AS what, unnest(['subscribed', 'last 7 days', 'undated', 'expiring', 'next 7 days']) AS key, '' AS value,
  unnest([subscribed, last_7_days, undated, expiring, next_7_days]) AS n FROM users
UNION ALL
SELECT 'state', state, '', count(*) FROM subscriptions GROUP BY state
UNION ALL
SELECT state, strftime(month, '%Y-%m'), '', count(*)
FROM (SELECT state, date_trunc('month', expires) AS month FROM subscriptions WHERE state IN ('expiring', 'expired'))
GROUP BY state, month
UNION ALL
SELECT 'notification', n.id, n.name, count(*) FROM subscriptions s JOIN notifications n ON n.id = s.notification_id
GROUP BY n.id, n.name
