/** Fair baselines, what was saved against them with its uncertainty, measures and their payback. */
import { useSignal } from '@preact/signals'
import type { MeterStatus } from '../../../core/contract/energy.ts'
import type { Baseline, BaselineStep, Driver, SavingReport } from '../../../core/contract/energy-baseline.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { money, number, unit as unitText } from '../../data/shown.ts'
import { may, now, timeZone } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { MeasureForms } from './measure-forms.tsx'
import { e } from './words.ts'

const DAY_MS = 86_400_000

export function SavingsTab({ list }: { list: readonly MeterStatus[] }) {
  const [resource, again] = useResource(() => call(api.listBaselines), 'baselines')
  const adding = useSignal(false)
  const done = () => {
    adding.value = false
    void again()
  }
  return (
    <div class="stack">
      <Answer resource={resource} again={again}>
        {baselines => (
          <>
            {baselines.length === 0 && !adding.value && <p class="quiet">{e('noBaseline')}</p>}
            {baselines.map(baseline => (
              <BaselineCard key={baseline.id} baseline={baseline} list={list} again={again} />
            ))}
          </>
        )}
      </Answer>
      {may('meter.change') &&
        (adding.value ? (
          <BaselineForm list={list} done={done} />
        ) : (
          <p>
            <button type="button" class="button" onClick={() => (adding.value = true)}>
              {e('makeBaseline')}
            </button>
          </p>
        ))}
    </div>
  )
}

function BaselineForm({ list, done }: { list: readonly MeterStatus[]; done: () => void }) {
  const main = list.find(({ meter }) => meter.parentId === null) ?? list[0]
  const name = useSignal('')
  const meterId = useSignal(main?.meter.id ?? '')
  const from = useSignal(localDay(now.value - 365 * DAY_MS, timeZone.value))
  const to = useSignal(localDay(now.value - 31 * DAY_MS, timeZone.value))
  const step = useSignal<BaselineStep>('day')
  const attempt = useAttempt()
  const chosen = list.find(({ meter }) => meter.id === meterId.value)
  const save = async () => {
    const body = {
      name: name.value.trim() || (chosen === undefined ? '?' : n(chosen.meter.name)),
      meterId: meterId.value,
      from: from.value,
      to: to.value,
      step: step.value,
    }
    if (await attempt.run(() => call(api.createBaseline, { body }))) done()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <h2>{e('makeBaseline')}</h2>
      <div class="form">
        <TextField label={e('name')} value={name} />
        <SelectField
          label={e('chooseMeter')}
          value={meterId}
          choices={list.map(({ meter }) => ({ value: meter.id, label: n(meter.name) }))}
        />
        <TextField label={e('baselineFrom')} type="date" value={from} required />
        <TextField label={e('baselineTo')} type="date" value={to} required />
        <SelectField
          label={e('step')}
          value={step}
          choices={[
            { value: 'day', label: e('stepDay') },
            { value: 'month', label: e('stepMonth') },
          ]}
        />
      </div>
      <p class="quiet small">{e('tooLittle')}</p>
      <FormFoot
        attempt={attempt}
        valid={meterId.value !== '' && from.value < to.value}
        save={e('makeBaseline')}
        cancel={done}
      />
    </form>
  )
}

function BaselineCard({
  baseline,
  list,
  again,
}: {
  baseline: Baseline
  list: readonly MeterStatus[]
  again: () => Promise<void>
}) {
  const status = list.find(({ meter }) => meter.id === baseline.meterId)
  const [resource, reload] = useResource(
    () => call(api.getSavings, { params: { id: baseline.id } }),
    `savings/${baseline.id}`,
  )
  const attempt = useAttempt()
  const remove = async () => {
    if (await attempt.run(() => call(api.deleteBaseline, { params: { id: baseline.id } }))) void again()
  }
  return (
    <section class="card stack">
      <div class="row between">
        <h2>{n(baseline.name)}</h2>
        <Passes passes={baseline.model.passes} />
      </div>
      <Fit baseline={baseline} />
      <Answer resource={resource} again={reload} skeletons={1}>
        {report => <Saved report={report} />}
      </Answer>
      <MeasureForms baseline={baseline} resource={resource} again={reload} />
      <p class="row between small quiet">
        {status !== undefined && <a href={`/utilities/meter/${status.meter.id}`}>{n(status.meter.name)}</a>}
        <span>
          {baseline.from} – {baseline.to}
        </span>
        {may('meter.change') && (
          <button
            type="button"
            class="button plain"
            disabled={attempt.busy.value}
            onClick={() => void remove()}
          >
            {e('remove')}
          </button>
        )}
      </p>
    </section>
  )
}

function Passes({ passes }: { passes: boolean }) {
  return (
    <span class="row">
      <Icon svg={passes ? icons.check : icons.circleAlert} />
      {passes ? e('pass') : e('fail')}
    </span>
  )
}

const DRIVER_WORDS = {
  hdd: 'driverHdd',
  cdd: 'driverCdd',
  meals: 'driverMeals',
  heads: 'driverHeads',
  workdays: 'driverWorkdays',
  days: 'driverDays',
} as const

/** What explains the use, how well, and against which limits. */
function Fit({ baseline: { model } }: { baseline: Baseline }) {
  const { quality, limits } = model
  const word = (driver: Driver) =>
    e(DRIVER_WORDS[driver], { base: driver === 'hdd' ? model.heatingBaseC : model.coolingBaseC })
  const drivers = model.drivers.length === 0 ? e('driverNone') : model.drivers.map(word).join(' · ')
  const percent = (value: number | null) => (value === null ? '–' : `${number(value, 1)}%`)
  return (
    <>
      <p>{e('explains', { drivers })}</p>
      <dl class="facts">
        <div>
          <dt>R²</dt>
          <dd>{number(quality.r2, 3)}</dd>
        </div>
        <div>
          <dt>CV(RMSE)</dt>
          <dd>
            {percent(quality.cvRmsePercent)}{' '}
            <span class="small quiet">{`${e('unseen')} ${percent(quality.outCvRmsePercent)}`}</span>
          </dd>
        </div>
        <div>
          <dt>NMBE</dt>
          <dd>
            {percent(quality.nmbePercent)}{' '}
            <span class="small quiet">{`${e('unseen')} ${percent(quality.outNmbePercent)}`}</span>
          </dd>
        </div>
        <div>
          <dt>n · p</dt>
          <dd>
            {quality.n} · {quality.p}
          </dd>
        </div>
      </dl>
      <p class="small quiet">{e('limitsSaid', { cv: limits.cvRmsePercent, nmbe: limits.nmbePercent })}</p>
    </>
  )
}

function Saved({ report }: { report: SavingReport }) {
  const { total, money: worth, steps } = report
  if (total === null) return <p class="quiet">{e('noFlows')}</p>
  const unit = unitText(report.unit)
  return (
    <>
      <p class="quiet">{e('savedTotal', { from: report.from })}</p>
      <p class="money-big">
        {number(total.saved, 0)} <span class="unit">{unit}</span>
        {total.savedPercent !== null && <span class="quiet"> · {number(total.savedPercent, 1)}%</span>}
      </p>
      <p>
        {e('savedRange', {
          low: `${number(total.low, 0)} ${unit}`,
          high: `${number(total.high, 0)} ${unit}`,
        })}
        {worth !== null &&
          ` · ${money(worth.saved)} (${e('range', { low: money(worth.low), high: money(worth.high) })})`}
      </p>
      {total.low <= 0 && total.high >= 0 && <p>{e('notSure')}</p>}
      <Cusum steps={steps} />
      <p class="small quiet">
        {total.stepsMissing > 0 && `${e('missingSteps', { count: total.stepsMissing })} `}
        {total.stepsBeyond > 0 && e('beyondSteps', { count: total.stepsBeyond })}
      </p>
    </>
  )
}

function Cusum({ steps }: { steps: SavingReport['steps'] }) {
  const values = steps.map(({ cusum }) => cusum)
  const known = values.filter(value => value !== null)
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (value: number) => 98 - ((value - low) / Math.max(1e-9, high - low)) * 96
  let path = ''
  let open = false
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    path += `${open ? 'L' : 'M'}${index} ${y(value)}`
    open = true
  }
  return (
    <figure class="stack">
      <h3>{e('cusum')}</h3>
      <svg
        class="plot"
        viewBox={`0 0 ${Math.max(1, steps.length - 1)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={e('cusum')}
      >
        <line class="zero" x1="0" x2={steps.length} y1={y(0)} y2={y(0)} />
        <path class="own" d={path} />
      </svg>
      <figcaption class="row between small quiet">
        <span>{steps[0]?.date}</span>
        <span>{steps.at(-1)?.date}</span>
      </figcaption>
    </figure>
  )
}
