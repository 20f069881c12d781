WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), gross AS (
  SELECT customer_id, kind, currency, amount, coalesce(refunded, 0) AS refunded,
    refunded IS DISTINCT FROM amount AS paid
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof})
), per_customer AS (
  SELECT customer_id, kind, currency, count(*) FILTER (WHERE paid) AS orders, sum(amount) AS gross, sum(refunded) AS refunded
  FROM gross GROUP BY customer_id, kind, currency
)
SELECT kind::VARCHAR, currency, count(*) FILTER (WHERE customer_id <> ''), sum(orders)::BIGINT,
  max(orders) FILTER (WHERE customer_id <> ''), (sum(gross) * 100)::BIGINT, (sum(refunded) * 100)::BIGINT
FROM per_customer GROUP BY kind, currency
