/** Meters, their use and a tariff, as the contract shapes them. */
import type { Tariff } from '../../core/contract/energy.ts'

const HOUR = 3_600_000

export function energyLists(now: number): Record<string, unknown> {
  return {
    '/meters': [
      meterOf(
        'e1',
        'electricity',
        { zh: '食堂总电表', en: 'Canteen main' },
        null,
        'kWh',
        412.6,
        398.1,
        1180.4,
      ),
      meterOf('e2', 'electricity', { zh: '后厨电表', en: 'Kitchen circuits' }, 'e1', 'kWh', 251, null, null),
      meterOf('w1', 'water', { zh: '总水表', en: 'Water main' }, null, 'm3', 18.2, 21.9, 266.4),
    ],
    '/tariffs': [TARIFF],
    '/energy/overview': energyOverview(now),
  }
}

/** Use by hours or days between `from` and `to` of the address; the seventh was not measured. */
export function useOf(url: URL): unknown {
  const step = url.searchParams.get('per') === 'hour' ? HOUR : 24 * HOUR
  const from = Number(url.searchParams.get('from'))
  const periods = Math.floor((Number(url.searchParams.get('to')) - from) / step)
  return Array.from({ length: periods }, (_, index) => {
    const use = index === 6 ? null : 300 + 120 * Math.sin(index / 3)
    return { meterId: 'e1', at: from + index * step, use, cost: use === null ? null : use * 0.7, bands: {} }
  })
}

const TARIFF: Tariff = {
  id: 't1',
  siteId: 'main',
  name: { zh: '工商业峰谷电价', en: 'Commercial, by time of use' },
  medium: 'electricity',
  validFrom: '2026-01-01',
  prices: { flat: 0.68, peak: 1.12, valley: 0.33 },
  periods: [
    { band: 'valley', months: [], from: '00:00', to: '08:00' },
    { band: 'peak', months: [], from: '10:00', to: '12:00' },
    { band: 'peak', months: [], from: '14:00', to: '19:00' },
  ],
  createdAt: 1,
}

/** What a manager looks at first, with something of everything. */
function energyOverview(now: number) {
  const waste = {
    alarmId: 'low-1',
    kind: 'night-flow',
    siteId: 'main',
    meterId: 'w1',
    name: both('总水表：夜间最小流量偏高', 'Water main: night flow too high'),
    medium: 'water',
    since: now - 5 * HOUR,
    perHour: 0.3,
    moneyPerDay: 41.8,
    lostSoFar: 1.5,
  }
  return {
    at: now,
    month: '2026-11',
    saved: { money: 1240.5, low: 610, high: 1871, baselines: 2, passing: 1 },
    costs: [{ medium: 'electricity', use: 8121.3, unit: 'kWh', money: 5625.68, useBefore: 8545.6 }],
    leakMoneyPerDay: 41.8,
    waste: [waste],
    isWatched: true,
    response: { alarms: 12, medianS: 310, slowestS: 4000, withinPercent: 92 },
    todo: [
      {
        text: both('处理“总水表”：夜间最小流量偏高', 'See to Water main: night flow too high'),
        href: '/alarms/low-1',
        moneyPerMonth: 1254,
      },
    ],
  }
}

const both = (zh: string, en: string) => ({ zh, en })

function meterOf(
  id: string,
  medium: string,
  name: object,
  parentId: string | null,
  unit: string,
  today: number,
  yesterdaySoFar: number | null,
  monthCost: number | null,
): unknown {
  const meter = { id, siteId: 'main', name, medium, pointId: 1, parentId, areaId: null, createdAt: 1 }
  return {
    meter,
    unit,
    register: 9000,
    registerAt: 1,
    rate: null,
    today,
    yesterdaySoFar,
    month: today * 20,
    monthCost,
    lastMonthSoFar: null,
  }
}
