/** What the inspector reads: each cabinet with its checks, extremes, excursions and what was done, gaps, calibration. */
import type { Block, Cell, ReportDocument, ReportSection, Words } from '../contract/report-document.ts'
import { coldReportTexts as words } from '../text/reports-cold.ts'
import { fillBoth } from '../text/text.ts'
import { cabinetBlocks } from './coldchain-blocks.ts'
import { type CabinetFigures, type ColdInput, coldFigures, isUnanswered } from './coldchain-figures.ts'
import { framed } from './frame.ts'

export function coldReport(input: ColdInput): ReportDocument {
  const all = coldFigures(input)
  const sections: ReportSection[] = [
    { heading: words.all, blocks: [overview(all), { type: 'notes', notes: [words.levelsNote] }] },
    ...all.map(figures => ({
      heading: headingOf(figures),
      blocks: cabinetBlocks(figures, input),
      newPage: true,
    })),
    {
      heading: words.signatures,
      blocks: [{ type: 'signature', roles: [words.recorder, words.officer, words.head] }],
    },
  ]
  return framed('coldchain', words.title, input, sections)
}

function headingOf({ about: { name, place } }: CabinetFigures): Words {
  return place === null ? fillBoth(words.heading, { name }) : fillBoth(words.headingAt, { name, place })
}

function overview(all: readonly CabinetFigures[]): Block {
  const celsius = { format: 'number', unit: '°C', digits: 1 } as const
  const minutes = { format: 'number', unit: 'min', digits: 0 } as const
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'name', title: words.cabinet, format: 'text' },
      { key: 'min', title: words.lowest, ...celsius },
      { key: 'mean', title: words.mean, ...celsius },
      { key: 'max', title: words.highest, ...celsius },
      { key: 'beyond', title: words.beyond, ...minutes },
      { key: 'unknown', title: words.unknown, ...minutes },
      { key: 'checks', title: words.checks, format: 'text' },
      { key: 'excursions', title: words.excursions, format: 'number', digits: 0 },
      { key: 'unanswered', title: words.unanswered, format: 'number', digits: 0 },
    ],
    rows: all.map(
      (one): Record<string, Cell> => ({
        name: one.about.name,
        min: { value: one.minC, trace: one.trace },
        mean: { value: one.meanC, trace: one.trace },
        max: { value: one.maxC, trace: one.trace },
        beyond: { value: one.minutesBeyond, trace: one.trace },
        unknown: { value: one.minutesUnknown, trace: one.trace },
        checks: `${one.checksDone}/${one.checksDue}`,
        excursions: one.excursions.length,
        unanswered: one.excursions.filter(isUnanswered).length,
      }),
    ),
    total: null,
  }
}
