package main

import (
	"strconv"
	"strings"
	"time"
)

// slack: the users as customers, and what people wrote as messages from them, by
// channel. To have joined a channel is a membership. Bots are no customers: what
// they wrote stays under their own ID, which customers.csv does not have, and is
// thereby a guest's. A notice that somebody added a bot is not a message.
func slack(c *conversion) error {
	users, err := c.read("users.csv", "user_id", "is_bot", "tz")
	if err != nil {
		return err
	}
	seen := unique{}
	for _, r := range users {
		id, err := r.need("user_id")
		if err != nil {
			return err
		}
		if r.get("is_bot") == "1" {
			c.leave("users that are bots")
			continue
		}
		if err := seen.add(r, "user_id"); err != nil {
			return err
		}
		c.out.add("customers.csv", id, "", "")
		if tz := r.get("tz"); tz != "" {
			c.out.add("fields.csv", id, "tz", tz)
		}
	}
	messages, err := c.read("messages.csv", "channel", "user_id", "type", "subtype", "ts")
	if err != nil {
		return err
	}
	guests := 0
	for _, r := range messages {
		known, err := c.post(r, seen)
		if err != nil {
			return err
		}
		if !known {
			guests++
		}
	}
	c.note("%d messages are of bots or of people who are not in users.csv: guests in the report", guests)
	c.note("the data has no logins, so everybody is a sleeper")
	return nil
}

// post converts one row of messages.csv. Known is false if a guest wrote the
// message.
func (c *conversion) post(r record, users unique) (known bool, err error) {
	id, err := r.need("user_id")
	if err != nil {
		return false, err
	}
	if r.get("type") != "message" {
		return false, r.wrong("type", "is not message")
	}
	at, err := r.unix("ts")
	if err != nil {
		return false, err
	}
	_, known = users[id]
	switch r.get("subtype") {
	case "", "file_share", "file_comment", "bot_message":
		c.out.add("messages.csv", id, at, "in", r.get("channel"))
		return known, nil
	case "channel_join":
		if known {
			c.out.add("members.csv", id, r.get("channel"), at)
		} else {
			c.leave("joins of somebody who is not in users.csv")
		}
		return true, nil
	case "bot_add":
		c.leave("notices that a bot was added: no message of a person")
		return true, nil
	}
	return false, r.wrong("subtype", "is not one that this program knows")
}

// unix returns the UTC time for a number of seconds since 1970, which may have
// a fraction. No floating point is used: a double cannot hold ten digits and
// six more.
func (r record) unix(column string) (string, error) {
	whole, fraction, point := strings.Cut(r.get(column), ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || !digits(whole) || len(whole) > 11 || point && (!digits(fraction) || len(fraction) > 9) {
		return "", r.wrong(column, "is not seconds since 1970 like 1452837318.000002")
	}
	text := time.Unix(seconds, 0).UTC().Format("2006-01-02T15:04:05")
	if point {
		text += "." + fraction
	}
	return text + "Z", nil
}
