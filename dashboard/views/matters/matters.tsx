/** 事事有回音: what is open and whose, what a shift hands over, and whether the alarms are any good. */
import type { ComponentChild } from 'preact'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { AlarmHealthTab } from './alarm-health.tsx'
import { Handover } from './handover.tsx'
import { OpenMatters } from './open-matters.tsx'
import { k } from './words.ts'

const TABS: readonly { id: string; word: () => string; Tab: () => ComponentChild }[] = [
  { id: '', word: () => k('tabOpen'), Tab: () => <OpenMatters /> },
  { id: 'handover', word: () => k('tabHandover'), Tab: () => <Handover /> },
  { id: 'health', word: () => k('tabHealth'), Tab: () => <AlarmHealthTab /> },
]

export default function Matters({ rest }: { rest: string }) {
  const here = TABS.find(({ id }) => id === rest) ?? TABS[0]
  return (
    <div class="page">
      <h1>{k('work')}</h1>
      <TabBar
        label={k('work')}
        base="/matters"
        tabs={TABS.map(({ id, word }) => ({ id, text: word() }))}
        here={here?.id}
      />
      {here !== undefined && <here.Tab />}
    </div>
  )
}
