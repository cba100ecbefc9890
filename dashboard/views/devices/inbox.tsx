/** Devices nobody has named yet, by the way they came; one tap takes in what was guessed right. */
import { useSignal } from '@preact/signals'
import { REGISTRY_LIMITS } from '../../../core/contract/registry.ts'
import { familyTexts } from '../../../core/text/ui-devices.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { inboxCount, may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty, Trouble } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { areaChoices } from './area-choices.ts'
import { Ignored } from './ignored.tsx'
import { type Choices, choiceOf, useChoices } from './inbox-choice.ts'
import { type Doing, Done } from './inbox-done.tsx'
import { Entry } from './inbox-entry.tsx'
import { groupsOf, type InboxGroup } from './inbox-groups.ts'
import { d } from './words.ts'

export function Inbox() {
  const [resource, again] = useResource(() => call(api.listInbox), 'inbox', { after: inboxCount.value })
  const doings = useSignal<readonly Doing[]>([])
  const done = (doing: Doing) => {
    doings.value = [doing, ...doings.value].slice(0, 5)
    void again()
  }
  return (
    <>
      <p class="quiet">{w('inboxText')}</p>
      <Done doings={doings} again={again} />
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={w('inboxEmptyTitle')} text={w('inboxEmptyText')} />
          ) : (
            groupsOf(list).map(group => (
              <Group key={`${group.codec}/${group.root}`} group={group} done={done} />
            ))
          )
        }
      </Answer>
      {may('device.change') && <Ignored again={again} />}
    </>
  )
}

function Group({ group, done }: { group: InboxGroup; done: (doing: Doing) => void }) {
  const choices = useChoices(group.entries)
  const family = n(familyTexts[group.codec] ?? { zh: group.codec, en: group.codec })
  const many = group.entries.length > 1 && may('device.change')
  return (
    <section class="section">
      <h2>
        {group.root === '' ? family : d('viaGateway', { family, root: group.root })} · {group.entries.length}
      </h2>
      {many && <Several group={group} choices={choices} done={done} />}
      <div class="cards">
        {group.entries.map(entry => (
          <Entry key={entry.key} entry={entry} choice={choiceOf(choices, entry)} many={many} done={done} />
        ))}
      </div>
    </section>
  )
}

/** Several at once: each as its own kind, all in one place. */
function Several(props: { group: InboxGroup; choices: Choices; done: (doing: Doing) => void }) {
  const { group, choices, done } = props
  const areaId = useSignal('')
  const attempt = useAttempt()
  const picked = group.entries.filter(entry => choiceOf(choices, entry).chosen.value)
  const all = picked.length === group.entries.length
  const adopt = () =>
    attempt.run(async () => {
      const items = picked.slice(0, REGISTRY_LIMITS.adoptAtOnce).map(entry => {
        const { kind, name, areaId: own } = choiceOf(choices, entry)
        const place = own.value === '' ? areaId.value : own.value
        return { key: entry.key, kind: kind.value, name: name.value.trim(), areaId: place || null }
      })
      const adopted = await call(api.adoptDevices, { body: { items } })
      done({ what: 'adopted', devices: adopted })
    })
  return (
    <div class="card stack">
      <div class="row between">
        <label class="check">
          <input
            type="checkbox"
            checked={all}
            onInput={() => {
              for (const entry of group.entries) choiceOf(choices, entry).chosen.value = !all
            }}
          />
          {d('chooseAll')}
        </label>
        <span class="quiet">{d('chosen', { count: picked.length })}</span>
      </div>
      {picked.length > 0 && (
        <div class="row">
          <SelectField label={w('area')} value={areaId} choices={areaChoices()} />
          <button
            type="button"
            class="button primary"
            disabled={attempt.busy.value}
            onClick={() => void adopt()}
          >
            {d('adoptChosen', { count: picked.length })}
          </button>
        </div>
      )}
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}
