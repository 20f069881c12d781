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
    count(*) FILTER (WHERE paid_at <= {asof} AND refunded IS DISTINCT FROM amount) AS paid_orders,
    max(paid_at) FILTER (WHERE paid_at <= {asof} AND refunded IS DISTINCT FROM amount) AS last_paid_at
  FROM orders o LEFT JOIN refunded r ON r.order_id = o.id
  WHERE voided_at IS NULL OR voided_at > {asof} GROUP BY customer_id
), listed AS (
  SELECT c.*, c.signed_up OR l.customer_id IS NOT NULL AS registered, l.last AS last_login,
    CASE WHEN first_of_7 < l.last THEN 3 WHEN first_of_30 < l.last THEN 2 WHEN l.last > {months3} THEN 1 ELSE 0 END AS rank,
    nullif(max(coalesce(l.last, -1), coalesce(w.last, -1), coalesce(b.last, -1)), -1) AS last_usage, coalesce(b.paid_orders, 0) AS paid_orders, b.last_paid_at
  FROM customers c LEFT JOIN latest l ON l.customer_id = c.id LEFT JOIN wrote w ON w.customer_id = c.id
    LEFT JOIN bought b ON b.customer_id = c.id
)
SELECT id, CASE WHEN registered THEN coalesce(email, username, 'Anonymous user') ELSE 'Anonymous user' END AS display_name,
  CASE WHEN registered THEN 'registered' ELSE 'anonymous' END AS identity, email,
  CASE WHEN registered THEN username END AS username, CASE WHEN registered THEN name END AS name,
  CASE WHEN email_consent = 'granted' AND (email_consent_at IS NULL OR email_consent_at <= {asof}) THEN 'yes' ELSE 'no' END AS email_consent,
  CASE rank WHEN 3 THEN 'very active' WHEN 2 THEN 'active' WHEN 1 THEN 'quiet' ELSE 'sleeper' END AS status,
  last_device, birthday, strftime('%Y-%m-%dT%H:%M:%SZ', CASE WHEN created_at <= {asof} THEN created_at END, 'unixepoch') AS created_at, strftime('%Y-%m-%dT%H:%M:%SZ', last_usage, 'unixepoch') AS last_usage,
  strftime('%Y-%m-%dT%H:%M:%SZ', last_login, 'unixepoch') AS last_login, iif(favorite, 'true', 'false') AS favorite,
  facebook, twitter, google, 0 AS shares, 0 AS comments, 0 AS redemptions, 0 AS pushes, paid_orders,
  strftime('%Y-%m-%dT%H:%M:%SZ', last_paid_at, 'unixepoch') AS last_paid_at
FROM listed
