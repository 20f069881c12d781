// Package meta receives the opt-ins to notifications that Meta's webhook delivers
// (messaging_optins of type notification_messages), and makes opt-ins of package
// notify of them.
//
//	N7  Event by event: what is taken, ignored and rejected.             Decode, Delivery
//	N9  The signature of a body, and the challenge for the address.      Handler
//	N6  Which opt-ins the events amount to, in whatever order they come. OptIns
//	N8  The token is a notify.Token at once; no error repeats a value.   FieldError
//
// # What is taken
//
// A body looks like this. Brackets enclose what may be missing; null is missing,
// too:
//
//	{"object": "page", "entry": [{"messaging": [{
//	    "sender": {"id": PSID}, "recipient": {"id": PAGE}, "timestamp": INSTANT,
//	    "optin": {
//	        "type": "notification_messages",
//	        "notification_messages_token": TOKEN,
//	        ["notification_messages_status": "STOP NOTIFICATIONS" | "RESUME NOTIFICATIONS",]
//	        ["notification_messages_frequency": "DAILY" | "WEEKLY" | "MONTHLY",]
//	        ["user_token_status": "REFRESHED" | "NOT_REFRESHED",]
//	        ["token_expiry_timestamp": INSTANT | "" | 0,]
//	        ["notification_messages_reoptin": TEXT,] ["notification_messages_timezone": TEXT,]
//	        ["title": TEXT,] ["topic_title": TEXT,] ["payload": TEXT,] ["ref": TEXT,] ["source": TEXT,]
//	        ["topic" | "notification_messages_topic": TEXT]
//	    }}]}]}
//
// An INSTANT is in seconds or milliseconds, as a number or a string of digits. Words
// come in any ASCII case, with space or underscore. A stop may lack the token.
// Additional fields are ignored, at every level.
//
// One body can hold up to 1,000 events of many kinds, and each is judged by itself.
// An event that is no such opt-in is ignored and counted: a message, an opt-in of
// another type, everything of an Instagram account. An opt-in that is one and
// cannot be understood is rejected, and a FieldError names the field. The other
// events of the body stand.
//
// # Subscriptions without an opt-in event
//
// Meta ended recurring notifications, and their tokens, on 10 February 2026. Its
// documents except Australia, the European Union, Japan, South Korea and the United
// Kingdom. Marketing messages on Messenger replace them. If a customer accepts a
// request in a conversation, the new subscription token still arrives as an opt-in of
// the same type. Other tokens come without an event, such as those that Meta makes
// for the people of a custom audience that the business uploaded. For them:
//
//   - Read the page's token list (GET /PAGE/notification_message_tokens) from time to
//     time. Store a notify.OptIn without SubscribedAt for each token that no event
//     brought: an undated opt-in. It counts where no date is needed (N2, T7). Let
//     topic_title decide on the notification and recipient_id on the customer. A
//     token without recipient_id belongs to nobody known; leave it out.
//   - If you unsubscribe people by Meta's API (POST
//     /PAGE/messaging_customer_base/unsubscribe), do not wait for an event: set
//     StoppedAt in the page's opt-ins of that customer to the time of your request,
//     those that are stopped already excepted. The call works for the whole page.
//
// Do not make up a SubscribedAt. If an event arrives later, its dated opt-in comes
// after the undated one, in whatever order they are stored (N6).
//
// The package calls no API of Meta and stores nothing.
package meta
