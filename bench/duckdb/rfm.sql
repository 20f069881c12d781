-- Each customer's latest paid order, paid orders and net revenue in EUR, and their scores by rank.
WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), gross AS (
  SELECT customer_id, amount, paid_at, coalesce(refunded, 0) AS refunded, refunded IS DISTINCT FROM amount AS paid
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof}) AND currency = 'EUR' AND kind <> 'other'
    AND customer_id IN (SELECT id FROM customers)
), per_customer AS (
  SELECT max(paid_at) FILTER (WHERE paid) AS last, count(*) FILTER (WHERE paid) AS orders, sum(amount) - sum(refunded) AS net
  FROM gross GROUP BY customer_id HAVING count(*) FILTER (WHERE paid) > 0
), scored AS (
  SELECT orders, net, 1 + 5 * (rank() OVER (ORDER BY last) - 1) // count(*) OVER () AS r,
    1 + 5 * (rank() OVER (ORDER BY orders) - 1) // count(*) OVER () AS f, 1 + 5 * (rank() OVER (ORDER BY net) - 1) // count(*) OVER () AS m
  FROM per_customer
), cells AS (
  SELECT concat(r, ' ', f, ' ', m) AS cell, count(*) AS customers, sum(orders)::BIGINT AS orders, (sum(net) * 100)::BIGINT AS cents FROM scored GROUP BY cell
)
SELECT 'rfm', cell, 'customers', customers FROM cells
UNION ALL SELECT 'rfm', cell, 'orders', orders FROM cells
UNION ALL SELECT 'rfm', cell, 'cents', cents FROM cells
