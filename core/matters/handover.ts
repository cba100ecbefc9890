/** The card one shift gives the next: what happened, what is open and whose, what is quiet, and room for what must be said. */
import type { Alarm, AlarmEvent } from '../contract/alarm.ts'
import type { OpenMatter } from '../contract/matters.ts'
import type { Block, ReportDocument, Words } from '../contract/report-document.ts'
import type { Site } from '../contract/site.ts'
import { formatMoment } from '../text/format.ts'
import { handoverTexts as words } from '../text/matters.ts'
import { fillBoth } from '../text/text.ts'

/** A card is read standing. */
const MATTERS_MAX = 60
const NOTES_MAX = 40

export interface HandoverInput {
  readonly site: Site
  /** The shift that is on, or the last twelve hours where none is planned. */
  readonly shift: { readonly name: Words; readonly from: number; readonly people: readonly string[] }
  readonly now: number
  /** Raised since it began, without exercises. */
  readonly raised: readonly Alarm[]
  readonly closed: readonly Alarm[]
  readonly matters: readonly OpenMatter[]
  /** Where a device is, in words. */
  readonly placeOf: (deviceId: string | null) => Words
  /** Rules and detectors that would not be heard, a line each. */
  readonly quiet: readonly Words[]
  readonly notes: readonly AlarmEvent[]
}

export function handoverCard(input: HandoverInput): ReportDocument {
  const { site, shift, now } = input
  const at = (time: number): Words => moment(time, input)
  return {
    kind: 'handover',
    title: words.title,
    subtitle: fillBoth(words.subtitle, {
      site: site.name,
      shift: shift.name,
      from: at(shift.from),
      to: at(now),
    }),
    siteId: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    from: '',
    to: '',
    madeAt: now,
    sections: [
      { heading: words.figures, blocks: [peopleOf(input), figuresOf(input)] },
      { heading: words.openList, blocks: [mattersOf(input)] },
      { heading: words.quiet, blocks: [linesOf(input.quiet, words.quietNone)] },
      { heading: words.notes, blocks: [linesOf(notesOf(input), words.notesNone)] },
      {
        heading: words.said,
        blocks: [
          { type: 'blank', prompt: words.saidPrompt, lines: 4 },
          { type: 'signature', roles: [words.gives, words.takes] },
        ],
      },
    ],
    sources: [],
  }
}

/** The same in a few lines, for a message. */
export function handoverLines({ matters, placeOf, quiet }: HandoverInput): { zh: string[]; en: string[] } {
  const line = (language: 'zh' | 'en') => [
    ...matters.slice(0, 8).map(({ name, deviceId, what, owners }) => {
      const where = placeOf(deviceId)[language]
      return `${name[language]} · ${where} · ${words[what][language]}${owners.length > 0 ? ` · ${owners.join(', ')}` : ''}`
    }),
    ...quiet.slice(0, 4).map(one => one[language]),
  ]
  return { zh: line('zh'), en: line('en') }
}

function peopleOf({ shift }: HandoverInput): Block {
  const people = shift.people.join(', ')
  return { type: 'text', text: fillBoth(words.onDuty, { people: people === '' ? words.nobody : people }) }
}

function figuresOf({ raised, closed, matters, shift, now, site }: HandoverInput): Block {
  const trace = { of: 'alarms' as const, id: site.id, from: shift.from, to: now }
  const figure = (label: Words, value: number) => ({
    ...{ label, value, unit: '', digits: 0, trace, compared: null, comparedWith: null },
  })
  return {
    type: 'figures',
    figures: [
      figure(words.raised, raised.length),
      figure(words.closed, closed.length),
      figure(words.open, matters.length),
      figure(words.late, matters.filter(({ late }) => late).length),
    ],
  }
}

function mattersOf(input: HandoverInput): Block {
  const { matters, placeOf } = input
  if (matters.length === 0) return { type: 'text', text: words.openNone }
  return {
    type: 'table',
    title: words.openTable,
    columns: [
      { key: 'what', title: words.what, format: 'text' },
      { key: 'where', title: words.where, format: 'text' },
      { key: 'since', title: words.since, format: 'text' },
      { key: 'state', title: words.state, format: 'text' },
      { key: 'whose', title: words.whose, format: 'text' },
    ],
    rows: matters.slice(0, MATTERS_MAX).map(({ name, deviceId, since, what, owners }) => ({
      what: name,
      where: placeOf(deviceId),
      since: moment(since, input),
      state: words[what],
      whose: owners.length === 0 ? '–' : owners.join(', '),
    })),
    total: null,
  }
}

function notesOf(input: HandoverInput): Words[] {
  return input.notes
    .slice(0, NOTES_MAX)
    .map(({ at, by, note }) =>
      fillBoth(words.noteLine, { at: moment(at, input), by: by ?? '–', note: note ?? '' }),
    )
}

function linesOf(lines: readonly Words[], none: Words): Block {
  return lines.length === 0 ? { type: 'text', text: none } : { type: 'notes', notes: [...lines] }
}

function moment(at: number, { now, site }: HandoverInput): Words {
  return { zh: formatMoment(at, now, site.timeZone, 'zh'), en: formatMoment(at, now, site.timeZone, 'en') }
}
