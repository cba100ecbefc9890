/** Gas and fire, and pictures. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

export const safety = [
  documents('pictures'),
  documents('interlocks'),
  documents('drills'),
  documents('plans'),
  "CREATE INDEX interlocks_commandId ON interlocks (body ->> '$.commandId');",
  "CREATE INDEX drills_endedAt ON drills (body ->> '$.endedAt');",
].join('\n')
