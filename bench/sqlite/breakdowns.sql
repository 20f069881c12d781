WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), bought AS (
  SELECT customer_id, count(*) AS ever, max(paid_at) AS last
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE customer_id <> '' AND paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof})
    AND refunded IS DISTINCT FROM amount AND NOT checkout_link
  GROUP BY customer_id
), per_channel AS MATERIALIZED (
  SELECT customer_id, channel, max(happened) AS last FROM messages
  WHERE customer_id <> '' AND happened > {days180} AND happened <= {asof} GROUP BY customer_id, channel
), users AS MATERIALIZED (
  SELECT customer_id, max(per_channel.last) / 86400 AS last, max(ever) AS ever, max(bought.last) / 86400 AS last_order
  FROM per_channel LEFT JOIN bought USING (customer_id) GROUP BY customer_id
), field_values AS MATERIALIZED (
  SELECT DISTINCT customer_id, name, value FROM fields
  WHERE (happened IS NULL OR happened <= {asof}) AND customer_id IN (SELECT customer_id FROM users)
)
SELECT 'channel', channel, '', count(*) FROM per_channel GROUP BY channel
UNION ALL
SELECT 'last interaction', date(last * 86400, 'unixepoch'), '', count(*) FROM users GROUP BY last
UNION ALL
SELECT 'tag', tag, '', count(DISTINCT customer_id) FROM tags WHERE customer_id IN (SELECT customer_id FROM users) GROUP BY tag
UNION ALL
SELECT 'field', name, '', count(DISTINCT customer_id) FROM field_values GROUP BY name
UNION ALL
SELECT 'value', name, value, count(*) FROM field_values GROUP BY name, value
UNION ALL
SELECT 'paid orders', printf('%04d', coalesce(ever, 0)), '', count(*) FROM users GROUP BY coalesce(ever, 0)
UNION ALL
SELECT 'last order', date(last_order * 86400, 'unixepoch'), '', count(*) FROM users WHERE last_order IS NOT NULL GROUP BY last_order
