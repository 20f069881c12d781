-- The month of each customer's first paid order, the months with one, and the last of them.
WITH refunded AS (
  SELECT order_id, nullif(sum(amount), 0) AS refunded FROM refunds WHERE happened IS NULL OR happened <= {asof} GROUP BY order_id
), months AS (
  SELECT DISTINCT customer_id, date_trunc('month', paid_at)::DATE AS month
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE paid_at <= {asof} AND (voided_at IS NULL OR voided_at > {asof}) AND refunded IS DISTINCT FROM amount
    AND customer_id IN (SELECT id FROM customers)
), members AS (
  SELECT customer_id, min(month) AS cohort, max(month) AS last FROM months GROUP BY customer_id
), back AS (
  SELECT cohort, datediff('month', cohort, month) AS k, count(*) AS n FROM months JOIN members USING (customer_id) GROUP BY cohort, k
), ends AS (
  SELECT cohort, datediff('month', cohort, last) AS k, count(*) AS n FROM members GROUP BY cohort, k
), after AS (
  SELECT b.cohort, b.k, sum(e.n)::BIGINT AS n FROM back b JOIN ends e ON e.cohort = b.cohort AND e.k >= b.k GROUP BY b.cohort, b.k
)
SELECT 'back', cohort::VARCHAR, k::VARCHAR, n FROM back
UNION ALL SELECT 'back or later', cohort::VARCHAR, k::VARCHAR, n FROM after
