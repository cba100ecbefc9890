/** Rounds: what is due now, what was signed, and the checklists themselves. */
import type { ComponentChild } from 'preact'
import { may } from '../../data/store.ts'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Checklists } from './checklists.tsx'
import { Done } from './done.tsx'
import { Due } from './due.tsx'
import { i } from './words.ts'

const TABS: readonly { id: string; word: () => string; change?: true; Tab: () => ComponentChild }[] = [
  { id: '', word: () => i('tabDue'), Tab: () => <Due /> },
  { id: 'done', word: () => i('tabDone'), Tab: () => <Done /> },
  { id: 'lists', word: () => i('tabLists'), change: true, Tab: () => <Checklists /> },
]

export default function Inspections({ rest }: { rest: string }) {
  const tabs = TABS.filter(({ change }) => change === undefined || may('rule.change'))
  const here = tabs.find(({ id }) => id === rest) ?? tabs[0]
  return (
    <div class="page">
      <h1>{i('inspections')}</h1>
      <TabBar
        label={i('inspections')}
        base="/inspections"
        tabs={tabs.map(({ id, word }) => ({ id, text: word() }))}
        here={here?.id}
      />
      {here !== undefined && <here.Tab />}
    </div>
  )
}
