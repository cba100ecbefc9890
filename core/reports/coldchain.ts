/** What the inspector reads: each cabinet with its checks, extremes, excursions and what was done, gaps, calibration. */
import type { Block, Cell, ReportDocument, ReportSection, Words } from '../contract/report-document.ts'
import { coldReportTexts as words } from '../text/reports-cold.ts'
import { fillBoth } from '../text/text.ts'
import { cabinetBlocks } from './coldchain-blocks.ts'
import {
  type CabinetFigures,
  type ColdInput,
  coldFigures,
  followed,
  isUnanswered,
} from './coldchain-figures.ts'
import { framed } from './frame.ts'

export function coldReport(input: ColdInput): ReportDocument {
  const all = coldFigures(input)
  // Of a day or a week several cabinets stand on a page; a month of one is filed by itself.
  const isShort = input.span.per === 'day' || input.span.per === 'week'
  const sections: ReportSection[] = [
    { heading: words.all, blocks: [overview(all), { type: 'notes', notes: [words.levelsNote] }] },
    {
      heading: words.signatures,
      blocks: [{ type: 'signature', roles: [words.recorder, words.officer, words.head] }],
    },
    ...all.map(figures => ({
      heading: headingOf(figures),
      blocks: cabinetBlocks(figures, input),
      newPage: !isShort,
    })),
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
      { key: 'due', title: words.checksDue, format: 'number', digits: 0 },
      { key: 'done', title: words.checksDone, format: 'number', digits: 0 },
      { key: 'excursions', title: words.excursions, format: 'number', digits: 0 },
      { key: 'unanswered', title: words.unanswered, format: 'number', digits: 0 },
    ],
    rows: all.map(
      (one): Record<string, Cell> => ({
        name: one.about.name,
        min: followed(one, 'lowest', one.minC),
        mean: followed(one, 'mean', one.meanC),
        max: followed(one, 'highest', one.maxC),
        beyond: followed(one, 'beyond', one.minutesBeyond),
        unknown: followed(one, 'unknown', one.minutesUnknown),
        due: followed(one, 'checks-due', one.checksDue),
        done: followed(one, 'checks-done', one.checksDone),
        excursions: followed(one, 'excursions', one.excursions.length),
        unanswered: followed(one, 'unanswered', one.excursions.filter(isUnanswered).length),
      }),
    ),
    total: null,
  }
}
