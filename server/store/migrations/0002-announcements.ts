/** What devices told of themselves once: births, discovery messages, units. */
export const announcements =
  'CREATE TABLE announcements (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;'
