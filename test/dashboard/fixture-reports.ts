/** A report that is kept, one made now, and a schedule, as the contract shapes them. */

export function reportLists(now: number): Record<string, unknown> {
  return {
    '/reports': [keptReport(now)],
    '/reports/periods': [
      { key: '2026-10', name: { zh: '2026 年 10 月', en: 'October 2026' }, running: false },
    ],
    '/reports/now': reportOf(now),
    '/report-schedules': [SCHEDULE],
  }
}

const SCHEDULE = {
  id: 's1',
  siteId: 'main',
  kind: 'energy',
  per: 'month',
  at: '08:00',
  to: ['office@canteen.example'],
  language: 'zh',
  format: 'pdf',
  enabled: true,
  by: 'admin',
  createdAt: 0,
  nextAt: Date.UTC(2026, 11, 1),
  sentAt: null,
  sentPeriod: null,
  problem: null,
  tries: 1,
}

function keptReport(now: number): unknown {
  return {
    id: 'r1',
    siteId: 'main',
    kind: 'energy',
    period: '2026-10',
    title: { zh: '能源与用水报告', en: 'Energy and water' },
    subtitle: { zh: '第一食堂 · 2026 年 10 月', en: 'Canteen One · October 2026' },
    state: 'ready',
    progress: 1,
    problem: null,
    madeAt: now,
    madeBy: 'admin',
    scheduleId: null,
    blanks: [{ zh: '负责人', en: 'Who is in charge' }],
    answers: [],
    sent: [],
  }
}

function reportOf(now: number): unknown {
  const name = (zh: string, en: string) => ({ zh, en })
  return {
    kind: 'energy',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    title: name('十月能耗月报', 'Energy report, October'),
    subtitle: name('第一食堂', 'Canteen One'),
    siteId: 'main',
    from: '2026-10-01',
    to: '2026-10-31',
    madeAt: now,
    sections: [
      {
        heading: name('概要', 'Summary'),
        blocks: [
          {
            type: 'figures',
            figures: [
              {
                label: name('用电', 'Electricity'),
                value: 12840.2,
                unit: 'kWh',
                digits: 0,
                compared: 13211,
                comparedWith: name('上月', 'Last month'),
              },
              {
                label: name('用水', 'Water'),
                value: null,
                unit: 'm3',
                digits: 1,
                compared: null,
                comparedWith: null,
              },
            ],
          },
          {
            type: 'table',
            title: name('分表', 'By meter'),
            columns: [
              { key: 'm', title: name('表计', 'Meter'), format: 'text' },
              { key: 'u', title: name('用量', 'Use'), format: 'number', unit: 'kWh', digits: 1 },
            ],
            rows: [{ m: name('后厨', 'Kitchen'), u: 8123.4 }],
            total: { m: name('合计', 'Total'), u: 8123.4 },
          },
          {
            type: 'chart',
            shape: 'bars',
            title: name('每天', 'By day'),
            unit: 'kWh',
            digits: 0,
            labels: Array.from({ length: 31 }, (_, day) => String(day + 1).padStart(2, '0')),
            series: [
              { name: name('本月', 'This month'), values: useOfDays(400, 6) },
              { name: name('上月', 'Last month'), values: useOfDays(430, -1) },
            ],
          },
        ],
      },
    ],
    sources: [],
  }
}

/** A month of plausible days; the one at `gap` was not measured. */
function useOfDays(mean: number, gap: number): (number | null)[] {
  return Array.from({ length: 31 }, (_, day) =>
    day === gap ? null : mean - (day % 7 > 4 ? 180 : 0) + ((day * 37) % 60),
  )
}
