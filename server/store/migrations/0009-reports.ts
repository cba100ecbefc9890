/** Reports that are kept, what they say, and those that are sent by themselves. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

export const reports = [
  documents('reports'),
  documents('report_documents'),
  documents('report_schedules'),
  "CREATE INDEX reports_madeAt ON reports (body ->> '$.madeAt');",
].join('\n')
