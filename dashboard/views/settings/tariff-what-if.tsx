import { useSignal } from '@preact/signals'
import type { Bill, MeterStatus, Tariff } from '../../../core/contract/energy.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { money } from '../../data/shown.ts'
import { n, wordsFrom } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'
import { BillTable, monthChoices } from '../utilities/bill-card.tsx'

const e = wordsFrom(uiEnergy)

type Input = Omit<Tariff, 'id' | 'siteId' | 'createdAt'>

/** A month of a meter under the tariff that is being written, beside what it did cost; nothing is kept. */
export function WhatIf({ tariff }: { tariff: Input | null }) {
  const [resource, again] = useResource(() => call(api.listMeters), 'meters')
  return (
    <details>
      <summary>{e('whatIf')}</summary>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => <Panel list={list.filter(({ meter }) => meter.medium === tariff?.medium)} tariff={tariff} />}
      </Answer>
    </details>
  )
}

function Panel({ list, tariff }: { list: readonly MeterStatus[]; tariff: Input | null }) {
  const months = monthChoices()
  const month = useSignal(months[1]?.value ?? '')
  const chosen = useSignal('')
  const answer = useSignal<{ actual: Bill; under: Bill } | null>(null)
  const attempt = useAttempt()
  const meter = (list.find(one => one.meter.id === chosen.value) ?? list[0])?.meter
  const run = () =>
    attempt.run(async () => {
      if (meter === undefined || tariff === null) return
      answer.value = await call(api.whatIf, {
        params: { id: meter.id },
        body: { month: month.value, tariff },
      })
    })
  const saved =
    answer.value === null || answer.value.actual.total === null || answer.value.under.total === null
      ? null
      : answer.value.actual.total - answer.value.under.total
  return (
    <div class="stack">
      <div class="form">
        <SelectField
          label={e('chooseMeter')}
          value={chosen}
          choices={list.map(one => ({ value: one.meter.id, label: n(one.meter.name) }))}
        />
        <SelectField label={e('monthWord')} value={month} choices={months} />
        <button
          type="button"
          class="button"
          disabled={meter === undefined || tariff === null || attempt.busy.value}
          onClick={() => void run()}
        >
          {e('whatIfRun')}
        </button>
      </div>
      <Trouble error={attempt.trouble.value} />
      {answer.value !== null && (
        <div role="status" class="stack">
          {saved !== null && (
            <p class="money-big">
              {e(saved >= 0 ? 'whatIfLess' : 'whatIfMore', { money: money(Math.abs(saved)) })}
            </p>
          )}
          <h3>{`${e('whatIfActual')} · ${money(answer.value.actual.total)}`}</h3>
          <BillTable bill={answer.value.actual} />
          <h3>{`${e('whatIfUnder')} · ${money(answer.value.under.total)}`}</h3>
          <BillTable bill={answer.value.under} />
        </div>
      )}
    </div>
  )
}
