/** Documents of management: meals, baselines, targets, hand readings and the books. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

const index = (table: string, ...fields: string[]) =>
  `CREATE INDEX ${table}_${fields.join('_')} ON ${table} (${fields.map(field => `body ->> '$.${field}'`).join(', ')});`

export const energy = [
  documents('activities'),
  documents('premises'),
  documents('baselines'),
  documents('adjustments'),
  documents('measures'),
  documents('targets'),
  documents('factors'),
  documents('holidays'),
  documents('hand_readings'),
  documents('meter_photos'),
  documents('book_months'),
  documents('resettlements'),
  index('activities', 'siteId', 'date'),
  index('hand_readings', 'meterId'),
  index('book_months', 'meterId'),
  index('resettlements', 'meterId'),
].join('\n')
