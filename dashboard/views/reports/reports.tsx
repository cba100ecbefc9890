/** Reports: make one, find one that is kept, have them sent; and one report as a page. */
import { ASKED_KINDS, type AskedKind } from '../../../core/contract/report.ts'
import { PERIOD_PATTERN } from '../../../core/reports/period.ts'
import { may } from '../../data/store.ts'
import { Composer } from './composer.tsx'
import { KeptReport } from './kept-report.tsx'
import { Library } from './library.tsx'
import { Preview } from './preview.tsx'
import { Schedules } from './schedules.tsx'
import { rw } from './words.ts'

const PERIOD = new RegExp(PERIOD_PATTERN)

export default function Reports({ rest }: { rest: string }) {
  const [kind = '', period = ''] = rest.split('/')
  if (isKind(kind) && PERIOD.test(period)) return <Preview key={rest} kind={kind} period={period} />
  // Links to a month of energy from before there were other kinds.
  if (PERIOD.test(kind)) return <Preview key={rest} kind="energy" period={kind} />
  if (rest !== '') return <KeptReport key={rest} id={rest} />
  return (
    <div class="page">
      <h1>{rw('reports')}</h1>
      <Composer />
      <Library />
      {may('report.send') && <Schedules />}
    </div>
  )
}

const isKind = (word: string): word is AskedKind => (ASKED_KINDS as readonly string[]).includes(word)
