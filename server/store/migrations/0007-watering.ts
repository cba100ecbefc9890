/** Watering: more nouns, and what zones, programs and runs from before are without anybody's word. */
const documents = (table: string) =>
  `CREATE TABLE ${table} (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL CHECK (json_valid(body))) STRICT;`

const index = (table: string, ...fields: string[]) =>
  `CREATE INDEX ${table}_${fields.join('_')} ON ${table} (${fields.map(field => `body ->> '$.${field}'`).join(', ')});`

/** `json_insert` leaves alone what is there. */
const fill = (table: string, fields: Readonly<Record<string, string>>) =>
  `UPDATE ${table} SET body = json_insert(body, ${Object.entries(fields)
    .map(([name, value]) => `'$.${name}', ${value}`)
    .join(', ')});`

const NULL = "json('null')"

export const watering = [
  documents('supplies'),
  documents('calendars'),
  documents('incidents'),
  documents('learnings'),
  documents('zone_days'),
  documents('weather_days'),
  index('zone_days', 'zoneId', 'date'),
  index('zone_days', 'date'),
  index('weather_days', 'siteId', 'date'),
  index('incidents', 'until'),
  index('runs', 'zoneId', 'plannedAt'),
  fill('zones', {
    supplyId: NULL,
    flowBasis: "'typed'",
    soil: "'loam'",
    emitter: "'spray'",
    slope: "'flat'",
    exposure: "'full-sun'",
    kcByMonth: NULL,
    rootDepthM: NULL,
    efficiency: NULL,
    maxCycleS: NULL,
    soakS: NULL,
    moistureLowPct: NULL,
    moistureHighPct: NULL,
    quotaM3: NULL,
    place: NULL,
    delayedUntil: NULL,
  }),
  fill('programs', {
    method: "'fixed'",
    everyDays: NULL,
    season: NULL,
    finishBy: NULL,
    priority: '5',
    missed: "'skip'",
    adjustPct: '100',
  }),
  fill('runs', {
    slotAt: "body -> '$.plannedAt'",
    cycles: "json_array(json_object('at', body -> '$.plannedAt', 'runS', body -> '$.plannedS'))",
    cycle: '0',
    wateredS: "coalesce((body ->> '$.closedAt' - body ->> '$.openedAt') / 1000.0, 0)",
    cycleOpenedAt: NULL,
    finishBy: NULL,
    flowConfirmed: NULL,
    meanFlowLpm: NULL,
    decision: NULL,
  }),
].join('\n')
