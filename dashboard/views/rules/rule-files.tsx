/** Rules into a file and back: first what would change, then the change. */
import { useSignal } from '@preact/signals'
import type { ReplyOf } from '../../../core/contract/route.ts'
import type { RuleChange } from '../../../core/contract/rule-file.ts'
import { sameValue } from '../../../core/rules/override.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { forgetLimits } from '../../data/limits.ts'
import { may } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { CheckField } from '../../widgets/field.tsx'
import { type RuleWord, r } from '../../widgets/rule-kinds.ts'

type Answered = ReplyOf<typeof api.importRules>
const CHANGES_SHOWN = 100
const WORDS: Readonly<Record<RuleChange['kind'], RuleWord>> = {
  added: 'rcAdded',
  changed: 'rcChanged',
  removed: 'rcRemoved',
}

export function RuleFiles() {
  const text = useSignal<string | null>(null)
  const removeOthers = useSignal(false)
  const answer = useSignal<Answered | null>(null)
  const attempt = useAttempt()
  const download = () =>
    void attempt.run(async () => {
      const { yaml } = await call(api.exportRules)
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob([yaml], { type: 'text/yaml' }))
      link.download = 'steward-rules.yaml'
      link.click()
      URL.revokeObjectURL(link.href)
    })
  const send = (apply: boolean) =>
    void attempt.run(async () => {
      if (text.value === null) return
      const body = { text: text.value, apply, removeOthers: removeOthers.value }
      answer.value = await call(api.importRules, { body })
      if (apply) forgetLimits()
    })
  const choose = async (file: File | undefined) => {
    if (file === undefined) return
    text.value = await file.text()
    send(false)
  }
  const found = answer.value
  return (
    <section class="card section" data-testid="rule-files">
      <h2>{r('rulesFile')}</h2>
      <p class="small quiet">{r('rulesFileText')}</p>
      <div class="row">
        <button type="button" class="button" disabled={attempt.busy.value} onClick={download}>
          {r('rulesExport')}
        </button>
        {may('rule.change') && (
          <label class="button">
            {r('rulesImport')}
            <input
              class="sr"
              type="file"
              accept=".yaml,.yml,.json"
              onChange={event => void choose(event.currentTarget.files?.[0])}
            />
          </label>
        )}
      </div>
      <Trouble error={attempt.trouble.value} />
      {found !== null && (
        <>
          {!found.applied && <CheckField label={r('rulesRemoveOthers')} value={removeOthers} />}
          <Difference found={found} />
          {!found.applied && found.faults.length === 0 && (
            <div class="row">
              <button
                type="button"
                class="button primary"
                disabled={attempt.busy.value || (found.changes.length === 0 && !removeOthers.value)}
                onClick={() => send(true)}
              >
                {r('rulesApply', { count: found.changes.length })}
              </button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function Difference({ found }: { found: Answered }) {
  if (found.applied) return <p role="status">{r('rulesApplied', { count: found.changes.length })}</p>
  return (
    <div class="stack" role="status">
      {found.faults.map(fault => (
        <p key={fault.id + fault.message} class="is-failed">
          {r('rulesFault', { id: fault.id, message: fault.message })}
        </p>
      ))}
      {found.changes.length === 0 && found.faults.length === 0 && <p>{r('rulesNoChange')}</p>}
      <ul class="list">
        {found.changes.slice(0, CHANGES_SHOWN).map(change => (
          <li key={change.id}>
            <p>
              <strong>{r(WORDS[change.kind])}</strong>{' '}
              {n((change.after ?? change.before)?.name ?? { zh: '', en: '' })}
              <span class="small quiet"> · {(change.after ?? change.before)?.point}</span>
            </p>
            {change.kind === 'changed' && <Fields change={change} />}
          </li>
        ))}
      </ul>
      <p class="small quiet">{r('rulesSame', { count: found.same })}</p>
    </div>
  )
}

/** Field by field, as it is written in the file. */
function Fields({ change }: { change: RuleChange }) {
  const before = (change.before ?? {}) as Record<string, unknown>
  const after = (change.after ?? {}) as Record<string, unknown>
  const changed = Object.keys(after).filter(key => !sameValue(before[key], after[key]))
  return (
    <dl class="facts small">
      {changed.map(key => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <del>{JSON.stringify(before[key])}</del> → <ins>{JSON.stringify(after[key])}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
