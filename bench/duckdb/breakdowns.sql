WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), bought AS (
  SELECT customer_id, count(*) AS ever, max(paid_at)::DATE AS last
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE customer_id <> '' AND paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof})
    AND refunded IS DISTINCT FROM amount AND NOT checkout_link
  GROUP BY customer_id
), per_channel AS MATERIALIZED (
  SELECT customer_id, channel, max(happened) AS last FROM messages
  WHERE customer_id <> '' AND happened > {days180} AND happened <= {asof} GROUP BY customer_id, channel
), users AS MATERIALIZED (
  SELECT customer_id, max(per_channel.last)::DATE AS last, any_value(ever) AS ever, any_value(bought.last) AS last_order
  FROM per_channel LEFT JOIN bought USING (customer_id) GROUP BY customer_id
), field_values AS MATERIALIZED (
  SELECT DISTINCT customer_id, name, value FROM fields SEMI JOIN users USING (customer_id)
  WHERE happened IS NULL OR happened <= {asof}
)
SELECT 'channel', channel, '', count(*) FROM per_channel GROUP BY channel
UNION ALL
SELECT 'last interaction', last::VARCHAR, '', count(*) FROM users GROUP BY last
UNION ALL
SELECT 'tag', tag, '', count(DISTINCT customer_id) FROM tags SEMI JOIN users USING (customer_id) GROUP BY tag
UNION ALL
SELECT 'field', name, '', count(DISTINCT customer_id) FROM field_values GROUP BY name
UNION ALL
SELECT 'value', name, value, count(*) FROM field_values GROUP BY name, value
UNION ALL
SELECT 'paid orders', lpad(coalesce(ever, 0)::VARCHAR, 4, '0'), '', count(*) FROM users GROUP BY coalesce(ever, 0)
UNION ALL
SELECT 'last order', last_order::VARCHAR, '', count(*) FROM users WHERE last_order IS NOT NULL GROUP BY last_order
