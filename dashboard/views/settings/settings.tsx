/** The settings, one tab for each thing a role may see. */
import type { ComponentChild } from 'preact'
import type { Action } from '../../../core/access/can.ts'
import { may } from '../../data/store.ts'
import { type WordKey, w } from '../../data/words.ts'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { RuleFiles } from '../rules/rule-files.tsx'
import { Channels } from './channels.tsx'
import { Duty } from './duty.tsx'
import { Escalation } from './escalation.tsx'
import { Health } from './health.tsx'
import { Personal } from './personal.tsx'
import { Audit } from './records.tsx'
import { SiteForm } from './site-form.tsx'
import { Tariffs } from './tariffs.tsx'
import { Users } from './users.tsx'

const TABS: readonly { id: string; word: WordKey; action?: Action; Tab: () => ComponentChild }[] = [
  { id: '', word: 'appearance', Tab: () => <Personal /> },
  { id: 'site', word: 'siteTab', action: 'site.change', Tab: () => <SiteForm /> },
  { id: 'users', word: 'users', action: 'user.read', Tab: () => <Users /> },
  { id: 'channels', word: 'channels', action: 'channel.read', Tab: () => <Channels /> },
  { id: 'duty', word: 'duty', action: 'roster.read', Tab: () => <Duty /> },
  { id: 'escalation', word: 'escalation', action: 'roster.read', Tab: () => <Escalation /> },
  { id: 'rules', word: 'rules', action: 'rule.read', Tab: () => <RuleFiles /> },
  { id: 'tariffs', word: 'tariffs', action: 'meter.read', Tab: () => <Tariffs /> },
  { id: 'audit', word: 'audit', action: 'audit.read', Tab: () => <Audit /> },
  { id: 'health', word: 'health', action: 'device.read', Tab: () => <Health /> },
]

export default function Settings({ rest }: { rest: string }) {
  const tabs = TABS.filter(({ action }) => action === undefined || may(action))
  const here = tabs.find(({ id }) => id === rest) ?? tabs[0]
  return (
    <div class="page">
      <h1>{w('settings')}</h1>
      <TabBar
        label={w('settings')}
        base="/settings"
        tabs={tabs.map(({ id, word }) => ({ id, text: w(word) }))}
        here={here?.id}
      />
      {here !== undefined && <here.Tab />}
    </div>
  )
}
