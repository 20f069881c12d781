// Package meta reads the opt-ins to notifications that Meta's webhook delivers
// (messaging_optins, of the type notification_messages), and makes opt-ins of
// package notify of them.
//
//	N7  What an opt-in, a stop and a resume look like, and how lenient it is.  Decode, Event
//	N6  Which opt-ins they amount to, in whatever order they arrive.           OptIns
//	N8  The token is a notify.Token at once; no error repeats a value.         FieldError
//
// It is strict: a field that is not documented here, a value of another type, a
// word that is not known, a key that comes twice, are errors that name the
// field by its path, and nothing of the body is used. So a change on Meta's
// side is seen, and does not become a wrong number. Lenient it is in what N7
// says and in nothing else: an instant in seconds or milliseconds, as a number
// or a string; words in any ASCII case, with space or underscore; frequency,
// expiry, title, payload, topic, timezone and token status may be missing.
//
// A body looks like this. What stands in brackets may be missing:
//
//	{"object": "page", "entry": [{"id": PAGE, "time": INSTANT, "messaging": [{
//	    "sender": {"id": PSID}, "recipient": {"id": PAGE}, "timestamp": INSTANT,
//	    "optin": {
//	        "type": "notification_messages",
//	        "notification_messages_token": TOKEN,
//	        ["notification_messages_frequency": "DAILY" | "WEEKLY" | "MONTHLY",]
//	        ["notification_messages_timezone": TEXT,]
//	        ["notification_messages_status": "STOP NOTIFICATIONS" | "RESUME NOTIFICATIONS",]
//	        ["token_expiry_timestamp": INSTANT,]
//	        ["user_token_status": "REFRESHED" | "NOT_REFRESHED",]
//	        ["title": TEXT,] ["payload": TEXT,] ["topic": TEXT]
//	    }}]}]}
//
// The package leaves to others: to receive the webhook, to verify its signature
// (X-Hub-Signature-256, over the body's bytes), and to keep the events.
package meta
