CREATE TYPE direction AS ENUM ('in', 'out');
CREATE TYPE kind AS ENUM ('merchandise', 'food', 'reservation', 'other');
CREATE TYPE consent AS ENUM ('granted', 'denied', 'withdrawn');

CREATE TABLE customers (
  id VARCHAR, email VARCHAR, username VARCHAR, name VARCHAR, created_at TIMESTAMP, signed_up BOOLEAN,
  birthday DATE, favorite BOOLEAN, last_device VARCHAR, facebook VARCHAR, twitter VARCHAR, google VARCHAR,
  email_consent consent, email_consent_at TIMESTAMP);
CREATE TABLE logins (customer_id VARCHAR, happened TIMESTAMP);
CREATE TABLE messages (customer_id VARCHAR, happened TIMESTAMP, direction direction, channel VARCHAR);
CREATE TABLE orders (
  id VARCHAR, customer_id VARCHAR, amount DECIMAL(18, 2), currency VARCHAR, kind kind, channel VARCHAR,
  placed_at TIMESTAMP, paid_at TIMESTAMP, voided_at TIMESTAMP, checkout_link BOOLEAN);
CREATE TABLE refunds (id VARCHAR, order_id VARCHAR, happened TIMESTAMP, amount DECIMAL(18, 2));
CREATE TABLE tags (customer_id VARCHAR, tag VARCHAR);
CREATE TABLE fields (customer_id VARCHAR, name VARCHAR, value VARCHAR, happened TIMESTAMP);
CREATE TABLE members (customer_id VARCHAR, channel VARCHAR, joined_at TIMESTAMP);
CREATE TABLE notifications (id VARCHAR, name VARCHAR, active BOOLEAN, frequency VARCHAR, channel VARCHAR);
CREATE TABLE tokens (
  notification_id VARCHAR, customer_id VARCHAR, subscribed_at TIMESTAMP, expires_at TIMESTAMP, stopped_at TIMESTAMP);
