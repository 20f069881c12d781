CREATE INDEX logins_of ON logins (customer_id, happened);
CREATE INDEX messages_of ON messages (customer_id, happened, direction, channel);
CREATE INDEX orders_of ON orders (customer_id);
CREATE INDEX refunds_of ON refunds (order_id, happened, amount);
CREATE INDEX fields_of ON fields (customer_id);
CREATE INDEX members_of ON members (customer_id, joined_at);
CREATE INDEX tokens_of ON tokens (customer_id, notification_id, subscribed_at, expires_at, stopped_at);
ANALYZE;
