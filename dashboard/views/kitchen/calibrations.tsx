/** A probe's errors with their dates: what is shown and judged is corrected, the raw readings stay. */
import { useSignal } from '@preact/signals'
import type { Cabinet, CabinetState } from '../../../core/contract/cabinet.ts'
import type { CabinetWord } from '../../../core/text/cabinet.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { moment, number, pointName, pointOf, unit } from '../../data/shown.ts'
import { may, now, pointsByDevice, user } from '../../data/store.ts'
import { dateShown, instantOf } from '../../data/wall.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { k } from './words.ts'

const STATES: Readonly<Record<CabinetState['calibration'], CabinetWord>> = {
  never: 'calibrationNever',
  good: 'calibrationGood',
  'due-soon': 'calibrationDueSoon',
  overdue: 'calibrationOverdue',
}

interface Props {
  readonly cabinet: Cabinet
  readonly state: CabinetState
  readonly again: () => Promise<void>
}

export function Calibrations({ cabinet, state, again }: Props) {
  const attempt = useAttempt()
  const adding = useSignal(false)
  const remove = (pointId: number, at: number) =>
    attempt.run(() =>
      call(api.removeCalibration, { params: { id: cabinet.id }, body: { pointId, at } }).then(again),
    )
  return (
    <section class="card section">
      <div class="row between">
        <h2>{k('calibrations')}</h2>
        <span class={`small ${state.calibration === 'overdue' ? 'problem' : 'quiet'}`}>
          {k(STATES[state.calibration])}
        </span>
      </div>
      <p class="small quiet">{k('calibrationHint')}</p>
      <Trouble error={attempt.trouble.value} />
      {cabinet.calibrations.length > 0 && (
        <ul class="list">
          {cabinet.calibrations.toReversed().map(one => (
            <li key={`${one.pointId}/${one.at}`} class="row between">
              <p>
                {moment(one.at)} · {number(one.errorC, 1)} {unit('degC')} · {one.by}
                {one.dueAt !== null && (
                  <span class="small quiet">
                    {' '}
                    · {k('dueAt')} {moment(one.dueAt)}
                  </span>
                )}
              </p>
              {may('cabinet.change') && (
                <button type="button" class="button plain" onClick={() => void remove(one.pointId, one.at)}>
                  {w('remove')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may('cabinet.change') &&
        (adding.value ? (
          <CalibrationForm cabinet={cabinet} again={again} done={() => (adding.value = false)} />
        ) : (
          <button type="button" class="button" onClick={() => (adding.value = true)}>
            {k('addCalibration')}
          </button>
        ))}
    </section>
  )
}

function CalibrationForm({ cabinet, again, done }: Omit<Props, 'state'> & { done: () => void }) {
  const probes = (pointsByDevice.value.get(cabinet.id) ?? []).filter(({ metric }) => metric === 'temperature')
  const probe = useSignal(String(probes[0]?.id ?? ''))
  const at = useSignal(dateShown(now.value))
  const due = useSignal(dateShown(now.value + YEAR_MS))
  const error = useSignal('')
  const by = useSignal(user.value?.displayName || user.value?.username || '')
  const attempt = useAttempt()
  const errorC = numberOf(error.value)
  const taken = instantOf(at.value)
  const valid = errorC !== null && taken !== null && by.value.trim() !== ''
  const save = async () => {
    if (!valid) return
    const body = {
      pointId: Number(probe.value),
      at: Math.min(taken, now.value),
      errorC,
      dueAt: instantOf(due.value),
      by: by.value.trim(),
    }
    await call(api.addCalibration, { params: { id: cabinet.id }, body })
    await again()
    done()
  }
  return (
    <form class="stack sunk" onSubmit={onSubmit(() => void attempt.run(save))}>
      <div class="form">
        {probes.length > 1 && (
          <SelectField
            label={w('rulePoint')}
            value={probe}
            choices={probes.map(({ id }) => ({ value: String(id), label: labelOf(id) }))}
          />
        )}
        <NumberField
          label={k('error')}
          value={error}
          unit={unit('degC')}
          min={-5}
          max={5}
          step={0.1}
          required
        />
        <TextField label={k('calibratedAt')} value={at} type="date" required />
        <TextField label={k('dueAt')} value={due} type="date" />
        <TextField label={k('calibratedBy')} value={by} required />
      </div>
      <FormFoot attempt={attempt} valid={valid} cancel={done} />
    </form>
  )
}

const YEAR_MS = 365 * 86_400_000
const labelOf = (id: number) => {
  const point = pointOf(id)
  return point === undefined ? String(id) : pointName(point)
}
