-- Instants are seconds since 1970, amounts are hundredths.
CREATE TABLE customers (
  id TEXT, email TEXT, username TEXT, name TEXT, created_at INTEGER, signed_up INTEGER, birthday TEXT, favorite INTEGER,
  last_device TEXT, facebook TEXT, twitter TEXT, google TEXT, email_consent TEXT, email_consent_at INTEGER);
CREATE TABLE logins (customer_id TEXT, happened INTEGER);
CREATE TABLE messages (customer_id TEXT, happened INTEGER, direction TEXT, channel TEXT);
CREATE TABLE orders (
  id TEXT, customer_id TEXT, amount INTEGER, currency TEXT, kind TEXT, channel TEXT, placed_at INTEGER, paid_at INTEGER,
  voided_at INTEGER, checkout_link INTEGER);
CREATE TABLE refunds (id TEXT, order_id TEXT, happened INTEGER, amount INTEGER);
CREATE TABLE tags (customer_id TEXT, tag TEXT);
CREATE TABLE fields (customer_id TEXT, name TEXT, value TEXT, happened INTEGER);
CREATE TABLE members (customer_id TEXT, channel TEXT, joined_at INTEGER);
CREATE TABLE notifications (id TEXT, name TEXT, active INTEGER, frequency TEXT, channel TEXT);
CREATE TABLE tokens (notification_id TEXT, customer_id TEXT, subscribed_at INTEGER, expires_at INTEGER, stopped_at INTEGER);
