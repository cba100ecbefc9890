/** Every device with its place, its person and its dates; what is due first. */
import type { Device, Ledger } from '../contract/device.ts'
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import type { Trace } from '../contract/report-trace.ts'
import { kindTexts } from '../text/devices.ts'
import { ledgerTexts as words } from '../text/reports-ledger.ts'
import { fillBoth } from '../text/text.ts'
import { type Frame, framed } from './frame.ts'
import { keyAt, wallText } from './period.ts'

export interface LedgerDevice {
  readonly device: Device
  readonly place: Words | null
  /** Local date; of a cabinet whose probe was calibrated, the date that was said then. */
  readonly calibrationDueOn: string | null
  readonly silent: boolean
}

export interface LedgerInput extends Frame {
  readonly devices: readonly LedgerDevice[]
}

export const DUE_SOON_DAYS = 60
const DAY_MS = 86_400_000
const DUE_KINDS = ['calibrationDueOn', 'testDueOn', 'serviceDueOn', 'lifeEndsOn', 'warrantyUntil'] as const
type DueKind = (typeof DUE_KINDS)[number]

export interface Due {
  readonly of: LedgerDevice
  readonly kind: DueKind
  readonly date: string
  /** Negative when it is over. */
  readonly days: number
}

/** All dates on record, the earliest first. */
export function duesOf({ devices, madeAt, site }: LedgerInput): Due[] {
  const today = keyAt('day', madeAt, site.timeZone)
  return devices
    .flatMap(of => DUE_KINDS.flatMap(kind => dueOf(of, kind, today)))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

function dueOf(of: LedgerDevice, kind: DueKind, today: string): Due[] {
  const ledger: Ledger = of.device.ledger ?? {}
  const date = kind === 'calibrationDueOn' ? (ledger.calibrationDueOn ?? of.calibrationDueOn) : ledger[kind]
  if (date === undefined || date === null) return []
  return [{ of, kind, date, days: Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS) }]
}

export function ledgerReport(input: LedgerInput): ReportDocument {
  const dues = duesOf(input)
  const report = framed('ledger', words.title, { ...input, runningUntil: null }, [
    { heading: words.summary, blocks: [summary(input, dues), { type: 'notes', notes: [words.asOf] }] },
    { heading: words.due, blocks: [dueTable(dues, input)] },
    { heading: words.all, blocks: [allTable(input, dues)] },
  ])
  return { ...report, landscape: true }
}

/** More are told by their page alone. */
const IDS_MAX = 200

/** Devices a number counts; as the report is about now, they are named. */
export const devicesTrace = (
  { span, madeAt }: Pick<Frame, 'span' | 'madeAt'>,
  list: readonly LedgerDevice[],
): Trace => ({
  of: 'devices',
  id: '',
  from: Math.min(span.from, madeAt),
  to: madeAt,
  as: 'devices',
  ...(list.length <= IDS_MAX && { ids: list.map(({ device }) => device.id) }),
})

/** A device that has two dates due stands there twice. */
export const duesTrace = (frame: Pick<Frame, 'span' | 'madeAt'>, dues: readonly Due[]): Trace =>
  devicesTrace(
    frame,
    dues.map(({ of }) => of),
  )

function summary(input: LedgerInput, dues: readonly Due[]): Block {
  const { devices } = input
  const dated = new Set(dues.map(({ of }) => of))
  const count = (label: Words, list: readonly LedgerDevice[]) => ({
    label,
    value: list.length,
    trace: devicesTrace(input, list),
    ...{ unit: '', digits: 0, compared: null, comparedWith: null },
  })
  const of = (list: readonly Due[]) => list.map(due => due.of)
  return {
    type: 'figures',
    figures: [
      count(words.devices, devices),
      count(words.overdue, of(dues.filter(({ days }) => days < 0))),
      count(
        fillBoth(words.soon, { days: DUE_SOON_DAYS }),
        of(dues.filter(({ days }) => days >= 0 && days <= DUE_SOON_DAYS)),
      ),
      count(
        words.undated,
        devices.filter(one => !dated.has(one)),
      ),
      count(
        words.nobody,
        devices.filter(({ device }) => (device.ledger?.responsible ?? '') === ''),
      ),
      count(
        words.silent,
        devices.filter(({ silent }) => silent),
      ),
    ],
  }
}

function dueTable(dues: readonly Due[], { span, madeAt }: LedgerInput): Block {
  const near = dues.filter(({ days }) => days <= DUE_SOON_DAYS)
  if (near.length === 0) return { type: 'text', text: fillBoth(words.dueNone, { days: DUE_SOON_DAYS }) }
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'date', title: words.date, format: 'date' },
      { key: 'days', title: words.days, format: 'number', digits: 0 },
      { key: 'what', title: words.what, format: 'text' },
      { key: 'name', title: words.name, format: 'text' },
      { key: 'place', title: words.place, format: 'text' },
      { key: 'responsible', title: words.responsible, format: 'text' },
    ],
    rows: near.map(
      ({ of, kind, date, days }): Record<string, Cell> => ({
        date,
        days: {
          value: days,
          trace: {
            of: 'device',
            id: of.device.id,
            from: Math.min(span.from, madeAt),
            to: madeAt,
            as: 'days',
            only: { date, kind },
          },
        },
        what: words[kind],
        name: of.device.name,
        place: of.place ?? '',
        responsible: of.device.ledger?.responsible ?? '',
      }),
    ),
    total: null,
  }
}

function allTable({ devices, site }: LedgerInput, dues: readonly Due[]): Block {
  const nextOf = new Map<LedgerDevice, Due>()
  for (const due of dues) if (!nextOf.has(due.of)) nextOf.set(due.of, due)
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'name', title: words.name, format: 'text' },
      { key: 'kind', title: words.kind, format: 'text' },
      { key: 'place', title: words.place, format: 'text' },
      { key: 'serial', title: words.serial, format: 'text' },
      { key: 'maker', title: words.maker, format: 'text' },
      { key: 'installed', title: words.installed, format: 'date' },
      { key: 'responsible', title: words.responsible, format: 'text' },
      { key: 'next', title: words.next, format: 'date' },
      { key: 'what', title: words.what, format: 'text' },
      { key: 'seen', title: words.lastSeen, format: 'date' },
    ],
    rows: devices.map((one): Record<string, Cell> => {
      const { device, place } = one
      const { ledger = {} } = device
      const next = nextOf.get(one)
      return {
        name: device.name,
        kind: kindTexts[device.kind],
        place: place ?? '',
        serial: ledger.serial ?? '',
        maker: [ledger.maker, device.model].filter(word => (word ?? '') !== '').join(' '),
        installed: ledger.installedOn ?? '',
        responsible: ledger.responsible ?? '',
        next: next?.date ?? '',
        what: next === undefined ? '' : words[next.kind],
        seen: device.lastSeenAt === null ? words.never : wallText(device.lastSeenAt, site.timeZone),
      }
    }),
    total: null,
  }
}
