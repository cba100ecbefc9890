/** One round, item by item with one thumb: what a sensor knows is filled in, the rest is two big buttons. */
import { type Signal, signal, useSignal } from '@preact/signals'
import type { CheckItem, Inspection } from '../../../core/contract/inspection.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { age, pointOf, valueText } from '../../data/shown.ts'
import { n } from '../../data/words.ts'
import { FormFoot, onSubmit, TextField } from '../../widgets/field.tsx'
import { i } from './words.ts'

interface Draft {
  readonly ok: Signal<boolean | null>
  readonly note: Signal<string>
}

interface RoundProps {
  readonly round: Inspection
  readonly signed: (findings: number) => void
  readonly cancel: () => void
}

export function Round({ round, signed, cancel }: RoundProps) {
  const drafts = useDrafts(round)
  const attempt = useAttempt()
  const left = round.items.filter(({ id }) => drafts.get(id)?.ok.value == null).length
  const sign = () =>
    attempt.run(async () => {
      const answers = round.items.map(({ id }) => {
        const draft = drafts.get(id)
        return { itemId: id, ok: draft?.ok.value === true, note: draft?.note.value.trim() ?? '' }
      })
      await call(api.signInspection, { params: { id: round.id }, body: { answers } })
      signed(answers.filter(({ ok }) => !ok).length)
    })
  return (
    <form class="card stack" data-testid="round" onSubmit={onSubmit(() => void sign())}>
      <h2>{n(round.name)}</h2>
      {round.items.map(item => {
        const draft = drafts.get(item.id)
        return draft === undefined ? null : <Item key={item.id} item={item} round={round} draft={draft} />
      })}
      {left > 0 && <p class="quiet">{i('left', { count: left })}</p>}
      <FormFoot attempt={attempt} valid={left === 0} save={i('sign')} cancel={cancel} />
    </form>
  )
}

function Item({ item, round, draft }: { item: CheckItem; round: Inspection; draft: Draft }) {
  const sensed = round.answers.find(({ itemId }) => itemId === item.id)
  const point = pointOf(item.pointId)
  const choose = (ok: boolean) => (draft.ok.value = ok)
  return (
    <fieldset class="chips">
      <legend>{n(item.text)}</legend>
      {item.pointId !== null && (
        <p class="quiet">
          {sensed?.value == null || sensed.valueAt === null
            ? i('noReading')
            : `${valueText(sensed.value, point)} · ${age(sensed.valueAt)}`}
        </p>
      )}
      <div class="row">
        <button
          type="button"
          class="button"
          aria-pressed={draft.ok.value === true}
          onClick={() => choose(true)}
        >
          {i('fine')}
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={draft.ok.value === false}
          onClick={() => choose(false)}
        >
          {i('notFine')}
        </button>
      </div>
      {draft.ok.value === false && <TextField label={i('whatIsWrong')} value={draft.note} maxLength={500} />}
    </fieldset>
  )
}

function useDrafts(round: Inspection): ReadonlyMap<string, Draft> {
  return useSignal(
    new Map(
      round.items.map(({ id }) => {
        const ok = round.answers.find(({ itemId }) => itemId === id)?.ok ?? null
        return [id, { ok: signal(ok), note: signal('') }]
      }),
    ),
  ).peek()
}
