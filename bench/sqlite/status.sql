-- More than one login within n days: the first one within them is not the last
-- one. Two logins at one instant are one.
WITH latest AS (
  SELECT customer_id, max(happened) AS last,
    min(happened) FILTER (WHERE happened > {days7}) AS first_of_7,
    min(happened) FILTER (WHERE happened > {days30}) AS first_of_30
  FROM logins WHERE happened IS NULL OR happened <= {asof} GROUP BY customer_id
), statuses AS (
  SELECT c.signed_up OR l.customer_id IS NOT NULL AS registered,
    CASE WHEN first_of_7 < last THEN 3 WHEN first_of_30 < last THEN 2 WHEN last > {months3} THEN 1 ELSE 0 END AS status
  FROM customers c LEFT JOIN latest l ON l.customer_id = c.id
)
SELECT status, count(*), count(*) FILTER (WHERE registered) FROM statuses GROUP BY status
