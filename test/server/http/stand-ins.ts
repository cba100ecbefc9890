/** Services that have tests of their own, as small as a route needs them. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Zone, ZoneStatus } from '../../../core/contract/watering.ts'
import type { Clock, SeriesStore, StateStore } from '../../../core/ports.ts'
import type { AlarmService, WateringService } from '../../../server/services.ts'

export const notFound = () => {
  throw new Problem('thing.not-found', 'there is none')
}

/** Takes and closes whatever it is asked to; nothing can be kept quiet. */
export function alarmsOf(state: StateStore, clock: Clock): AlarmService {
  const found = (id: string) => state.alarms.get(id) as Alarm
  return {
    acknowledge: (id, by, note) => {
      const alarm: Alarm = { ...found(id), state: 'acked', acknowledgedBy: by, note: note ?? null }
      state.alarms.put(alarm)
      return alarm
    },
    close: found,
    shelve: () => {
      throw new Problem('alarm.not-shelvable', 'life safety')
    },
    amend: (id, by, { note }) =>
      state.alarmEvents.add({
        alarmId: id,
        at: clock.now(),
        kind: 'noted',
        by,
        note: note ?? null,
        value: null,
      }),
    unshelve: found,
    takeOut: () => {
      throw new Problem('alarm.not-shelvable', 'life safety')
    },
    putBack() {},
    suppress() {},
    standings: () => [],
    ruleChanged() {},
    signal() {},
  }
}

/** Every zone is shut, every valve busy. */
export function wateringOf(state: StateStore): WateringService {
  return {
    status: () => state.zones.list().map(statusOf),
    runZone: () => {
      throw new Problem('valve.busy', 'busy')
    },
    stopZone: () => [],
    stopAll: () => [],
    plan: () => [],
    preview: () => ({ runs: [], litres: 0, cost: null, timerLitres: 0, unfit: 0 }),
    changed() {},
    programRemoved() {},
    closeIncident() {},
    outlook: site => ({
      siteId: site.id,
      days: [],
      today: '2026-03-02',
      voices: [],
      sunriseMin: null,
      sunsetMin: null,
    }),
    refreshWeather: async () => {},
    weatherWritten: () => {},
    closesItself: () => false,
  }
}

/** Readings in a list, which may be said to be unwell. */
export function seriesOf(house: { readonly readings: Reading[]; readonly healthy: boolean }): SeriesStore {
  const inSpan = (point: number, from: number, to: number) =>
    house.readings.filter(one => one.point === point && one.at >= from && one.at < to)
  return {
    append: async batch => void house.readings.push(...batch),
    range: async (point, from, to, limit = 10_000) => inSpan(point, from, to).slice(0, limit),
    buckets: async (point, from, to, count) =>
      inSpan(point, from, to).map(({ at, value }) => ({ at, min: value, avg: value, max: value, count })),
    last: async () => new Map(),
    before: async () => undefined,
    deltas: async () => [],
    since: async () => [],
    drop: async () => {},
    stats: async () => ({
      kind: 'memory',
      healthy: house.healthy,
      detail: 'a list',
      readings: house.readings.length,
      bytes: null,
      spooled: 0,
      duplicates: 3,
      earliest: null,
    }),
    close: async () => {},
  }
}

function statusOf(zone: Zone): ZoneStatus {
  return {
    zone,
    commanded: 'closed',
    reported: 'unknown',
    reportedAt: null,
    flowLpm: null,
    flowAt: null,
    flowShared: false,
    closesItself: true,
    soilMoisture: null,
    soilAt: null,
    moisture: null,
    next: null,
    incidents: [],
    run: null,
    lastRun: null,
    nextAt: null,
  }
}
