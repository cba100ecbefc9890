/** Who is told: rosters, responsibilities, escalation plans and how far each has come, contacts, browsers that are told. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

export const duty = [
  documents('rosters'),
  documents('responsibilities'),
  documents('escalation_plans'),
  documents('courses'),
  documents('contacts'),
  documents('push_subscriptions'),
  "CREATE INDEX courses_dueAt ON courses (body ->> '$.dueAt');",
  "CREATE INDEX push_subscriptions_userId ON push_subscriptions (body ->> '$.userId');",
].join('\n')
