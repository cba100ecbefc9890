/** What people walk round and look at, and what they found. */
export const inspections = `
  CREATE TABLE checklists (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;
  CREATE TABLE inspections (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`
