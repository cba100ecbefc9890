/** The tree of meters: what hangs behind what, how each counts; exchanges and the past out of a file. */
import { useSignal } from '@preact/signals'
import type { MeterStatus } from '../../../core/contract/energy.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number } from '../../data/shown.ts'
import { may, now } from '../../data/store.ts'
import { instantOf, minuteShown } from '../../data/wall.ts'
import { n, w } from '../../data/words.ts'
import { Empty } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, TextField } from '../../widgets/field.tsx'
import { ImportForm } from './import-form.tsx'
import { MeterForm } from './meter-form.tsx'
import { inTreeOrder } from './tree-order.ts'
import { e, PURPOSE_WORDS, UNIT_WORD } from './words.ts'

type Open =
  | { readonly id: string; readonly what: 'edit' | 'swap' }
  | { readonly id: null; readonly what: 'new' | 'import' }
  | null

export function MetersTab({ list, again }: { list: readonly MeterStatus[]; again: () => Promise<void> }) {
  const open = useSignal<Open>(null)
  const done = () => {
    open.value = null
    void again()
  }
  const { id = null, what } = open.value ?? {}
  return (
    <div class="stack">
      {list.length === 0 && <Empty title={w('noMetersTitle')} text={w('noMetersText')} />}
      <div class="card">
        <ul class="plain-list">
          {inTreeOrder(list).map(([status, depth]) => (
            <li key={status.meter.id} style={`padding-left:${Math.min(depth, 4) * 20}px`}>
              <Row status={status} open={what => (open.value = { id: status.meter.id, what })} />
              {id === status.meter.id && what === 'edit' && (
                <MeterForm meters={list} meter={status.meter} done={done} />
              )}
              {id === status.meter.id && what === 'swap' && <SwapForm status={status} done={done} />}
            </li>
          ))}
        </ul>
      </div>
      {may('meter.change') &&
        (what === 'new' ? (
          <MeterForm meters={list} done={done} />
        ) : what === 'import' ? (
          <ImportForm list={list} done={done} />
        ) : (
          <p class="row">
            <button
              type="button"
              class="button primary"
              onClick={() => (open.value = { id: null, what: 'new' })}
            >
              {e('addMeter')}
            </button>
            <button type="button" class="button" onClick={() => (open.value = { id: null, what: 'import' })}>
              {e('importHistory')}
            </button>
          </p>
        ))}
    </div>
  )
}

function Row({ status, open }: { status: MeterStatus; open: (what: 'edit' | 'swap') => void }) {
  const { meter, register, registerAt } = status
  const kind =
    meter.formula != null
      ? ({ sum: 'kindSum', difference: 'kindDifference', share: 'kindShare' } as const)[meter.formula.type]
      : meter.handRead === true
        ? 'kindHand'
        : null
  return (
    <div class="row between">
      <span>
        <a href={`/utilities/meter/${meter.id}`}>{n(meter.name)}</a>
        <span class="small quiet">
          {' · '}
          {w(meter.medium)}
          {meter.purpose != null && ` · ${e(PURPOSE_WORDS[meter.purpose])}`}
          {kind !== null && ` · ${e(kind)}`}
          {meter.ratio !== undefined && meter.ratio !== 1 && ` · × ${meter.ratio}`}
        </span>
        <br />
        <span class="small quiet">
          {register === null ? '' : `${number(register, 2)} ${UNIT_WORD[meter.medium]}`}
          {registerAt !== null && ` · ${moment(registerAt)}`}
        </span>
      </span>
      {may('meter.change') && (
        <span class="row">
          {meter.pointId !== null && (
            <button type="button" class="button plain" onClick={() => open('swap')}>
              {e('swap')}
            </button>
          )}
          <button type="button" class="button plain" onClick={() => open('edit')}>
            {e('edit')}
          </button>
        </span>
      )}
    </div>
  )
}

function SwapForm({ status, done }: { status: MeterStatus; done: () => void }) {
  const { meter } = status
  const local = minuteShown(now.value)
  const at = useSignal(local)
  const final = useSignal(status.register === null ? '' : String(status.register))
  const first = useSignal('0')
  const serial = useSignal('')
  const attempt = useAttempt()
  const instant = instantOf(at.value)
  const save = async () => {
    if (instant === null) return
    const body = {
      at: instant,
      finalRegister: numberOf(final.value),
      firstRegister: numberOf(first.value),
      serial: serial.value.trim() || null,
    }
    if (await attempt.run(() => call(api.swapMeter, { params: { id: meter.id }, body }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <h3>{e('swap')}</h3>
      <div class="form">
        <label class="field">
          <span>{e('swapAt')}</span>
          <input
            type="datetime-local"
            value={at.value}
            max={local}
            onInput={event => (at.value = event.currentTarget.value)}
          />
        </label>
        <NumberField label={e('finalRegister')} value={final} unit={UNIT_WORD[meter.medium]} min={0} />
        <NumberField label={e('firstRegister')} value={first} unit={UNIT_WORD[meter.medium]} min={0} />
        <TextField label={e('serial')} value={serial} maxLength={64} />
      </div>
      <p class="small quiet">{e('swapHint')}</p>
      <FormFoot attempt={attempt} valid={instant !== null} save={e('swapSave')} cancel={done} />
    </form>
  )
}
