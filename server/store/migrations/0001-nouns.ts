/**
 * Every noun is a table of JSON documents: `id`, and the whole document in `body`. What is listed by has an index on
 * the expression that `SqliteDocuments` writes (`body ->> '$.field'`), so a new field needs no migration and a new
 * index is one line. Logs are numbered by AUTOINCREMENT: a number is never given twice, because a delivery's number is
 * also its idempotency key at the receiver.
 */
const documents = (table: string, key: 'TEXT' | 'INTEGER' = 'TEXT') =>
  `CREATE TABLE ${table} (id ${key} PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

const log = (table: string) =>
  `CREATE TABLE ${table} (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

const index = (table: string, ...fields: string[]) =>
  `CREATE INDEX ${table}_${fields.join('_')} ON ${table} (${fields.map(field => `body ->> '$.${field}'`).join(', ')});`

export const nouns = [
  documents('sites'),
  documents('areas'),
  documents('devices'),
  documents('points', 'INTEGER'),
  documents('rules'),
  documents('alarms'),
  documents('alarm_memories'),
  documents('channels'),
  documents('zones'),
  documents('programs'),
  documents('runs'),
  documents('commands'),
  documents('meters'),
  documents('tariffs'),
  documents('users'),
  documents('sessions'),
  documents('tokens'),
  documents('credentials'),
  documents('settings'),
  log('alarm_events'),
  log('deliveries'),
  log('audit'),
  log('rejections'),
  index('devices', 'codec', 'address'),
  index('points', 'deviceId'),
  index('rules', 'pointId'),
  index('alarms', 'raisedAt'),
  index('alarms', 'closedAt'),
  index('alarms', 'key'),
  index('alarm_events', 'alarmId'),
  index('deliveries', 'state', 'nextTryAt'),
  index('deliveries', 'alarmId'),
  index('runs', 'plannedAt'),
  index('runs', 'state'),
  index('runs', 'zoneId'),
  index('commands', 'state'),
  index('commands', 'deviceId'),
  index('users', 'username'),
  index('sessions', 'userId'),
  index('tokens', 'hash'),
].join('\n')
