WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), latest AS (
  SELECT customer_id, max(happened) AS last,
    min(happened) FILTER (WHERE happened > {days7}) AS first_of_7,
    min(happened) FILTER (WHERE happened > {days30}) AS first_of_30
  FROM logins WHERE happened IS NULL OR happened <= {asof} GROUP BY customer_id
), wrote AS (
  SELECT customer_id, max(happened) AS last FROM messages WHERE direction = 'in' AND happened <= {asof} GROUP BY customer_id
), bought AS (
  SELECT customer_id,
    max(CASE WHEN placed_at <= {asof} THEN placed_at WHEN paid_at <= {asof} THEN paid_at END) AS last,
    sum(amount - coalesce(refunded, 0)) FILTER (WHERE paid_at <= {asof} AND kind <> 'other' AND currency = 'EUR') AS net
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE voided_at IS NULL OR voided_at > {asof} GROUP BY customer_id
), listed AS (
  SELECT id, email, last_device, created_at, c.signed_up OR l.customer_id IS NOT NULL AS registered,
    CASE WHEN first_of_7 < l.last THEN 3 WHEN first_of_30 < l.last THEN 2 WHEN l.last > {months3} THEN 1 ELSE 0 END AS rank,
    greatest(l.last, w.last, b.last) AS last_usage, coalesce(net, 0) AS net
  FROM customers c LEFT JOIN latest l ON l.customer_id = c.id LEFT JOIN wrote w ON w.customer_id = c.id
    LEFT JOIN bought b ON b.customer_id = c.id
), filtered AS MATERIALIZED (
  SELECT * FROM listed WHERE {where}
)
SELECT id, (SELECT count(*) FROM filtered) FROM filtered ORDER BY {order}, id LIMIT 50
