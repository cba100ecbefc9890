/** How JSON of no known dialect is read. Packets kept from before were cut at 512 characters and say so. */
export const mappings = `
  CREATE TABLE mappings (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;
  UPDATE rejections SET body = json_set(body, '$.encoding', 'text', '$.cut', json('true'));`
