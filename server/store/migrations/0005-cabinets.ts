/** Settings of cabinets, what was learned of each, deliveries, retained samples. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

export const cabinets = [
  documents('cabinets'),
  documents('cabinet_profiles'),
  documents('restockings'),
  documents('samples'),
  "CREATE INDEX restockings_cabinetId ON restockings (body ->> '$.cabinetId');",
  "CREATE INDEX samples_cabinetId ON samples (body ->> '$.cabinetId');",
].join('\n')
