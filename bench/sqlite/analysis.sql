WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), bought AS (
  SELECT customer_id,
    count(*) FILTER (WHERE NOT checkout_link) AS ever,
    count(*) FILTER (WHERE NOT checkout_link AND paid_at > {days180}) AS in_range,
    count(*) FILTER (WHERE checkout_link AND paid_at > {days180}) AS by_link
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE customer_id <> '' AND paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof})
    AND refunded IS DISTINCT FROM amount
  GROUP BY customer_id
), interacted AS (
  SELECT max(direction = 'in') AS sent FROM messages
  WHERE customer_id <> '' AND happened > {days180} AND happened <= {asof} GROUP BY customer_id
), users AS (
  SELECT count(*) AS interacted, count(*) FILTER (WHERE sent) AS active FROM interacted
), sums AS (
  SELECT sum(in_range) AS paid, sum(by_link) AS by_link, count(*) FILTER (WHERE in_range >= 1 AND ever >= 2) AS repeat
  FROM bought
)
SELECT interacted, active, coalesce(paid, 0), coalesce(by_link, 0), repeat,
  (SELECT count(*) FROM messages WHERE customer_id <> '' AND happened IS NULL)
FROM users, sums
