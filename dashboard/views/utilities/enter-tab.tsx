/** What people enter: meals and head counts, hand readings, floor area. On a phone, one thing under the other. */
import { useSignal } from '@preact/signals'
import type { MeterStatus } from '../../../core/contract/energy.ts'
import type { Activity, ActivityInput, MealOfDay } from '../../../core/contract/energy-activity.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { number } from '../../data/shown.ts'
import { may, now, timeZone } from '../../data/store.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, TextField } from '../../widgets/field.tsx'
import { HandReadings } from './hand-reading.tsx'
import { type EnergyWord, e } from './words.ts'

const DAY_MS = 86_400_000
const DAYS_SHOWN = 14
const FIELDS = [
  { word: 'breakfast', meal: 'breakfast' },
  { word: 'lunch', meal: 'lunch' },
  { word: 'dinner', meal: 'dinner' },
  { word: 'night', meal: 'night' },
] as const satisfies readonly { word: EnergyWord; meal: MealOfDay }[]

export function EnterTab({ list }: { list: readonly MeterStatus[] }) {
  return (
    <div class="stack">
      <Meals />
      <HandReadings list={list} />
      <Premises />
    </div>
  )
}

function Meals() {
  const today = localDay(now.value, timeZone.value)
  const from = localDay(now.value - DAYS_SHOWN * DAY_MS, timeZone.value)
  const [resource, again] = useResource(
    () => call(api.listActivities, { query: { from, to: today } }),
    `activities/${today}`,
  )
  const held = resource.value
  const known = held.state === 'here' ? held.value : []
  return (
    <section class="card stack">
      <h2>{e('meals')}</h2>
      {may('meter.enter') && <MealForm today={today} known={known} again={again} />}
      <h3>{e('lastDays')}</h3>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => <DayTable list={list} />}
      </Answer>
      {may('meter.enter') && <CsvForm again={again} />}
    </section>
  )
}

function MealForm({
  today,
  known,
  again,
}: {
  today: string
  known: readonly Activity[]
  again: () => Promise<void>
}) {
  const date = useSignal(today)
  const fields = {
    breakfast: useSignal(''),
    lunch: useSignal(''),
    dinner: useSignal(''),
    night: useSignal(''),
    heads: useSignal(''),
  }
  const saved = useSignal('')
  const attempt = useAttempt()
  const said = (kind: Activity['kind'], meal: MealOfDay) =>
    known.find(
      one => one.date === date.value && one.kind === kind && one.meal === meal && one.areaId === null,
    )
  const items: ActivityInput[] = [
    ...FIELDS.map(({ meal }) => ({ kind: 'meals' as const, meal, count: numberOf(fields[meal].value) })),
    { kind: 'heads' as const, meal: 'all' as const, count: numberOf(fields.heads.value) },
  ].flatMap(({ kind, meal, count }) =>
    count === null ? [] : [{ date: date.value, kind, meal, areaId: null, count }],
  )
  const valid = items.length > 0 && items.every(({ count }) => Number.isInteger(count) && count >= 0)
  const save = async () => {
    if (!(await attempt.run(() => call(api.putActivities, { body: { items } })))) return
    saved.value = date.value
    for (const field of Object.values(fields)) field.value = ''
    void again()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={e('date')} type="date" value={date} required />
        {FIELDS.map(({ word, meal }) => (
          <NumberField
            key={meal}
            label={labelOf(e(word), said('meals', meal))}
            value={fields[meal]}
            min={0}
            step={1}
            testId={`meal-${meal}`}
          />
        ))}
        <NumberField
          label={labelOf(e('heads'), said('heads', 'all'))}
          value={fields.heads}
          min={0}
          step={1}
          testId="heads"
        />
      </div>
      <FormFoot attempt={attempt} valid={valid} save={e('saveMeals')} />
      {saved.value !== '' && (
        <p role="status" class="quiet">
          {e('mealsSaved', { date: saved.value })}
        </p>
      )}
    </form>
  )
}

const labelOf = (word: string, known: Activity | undefined) =>
  known === undefined ? word : `${word} (${known.count})`

function DayTable({ list }: { list: readonly Activity[] }) {
  const days = [...Map.groupBy(list, ({ date }) => date)].toReversed()
  if (days.length === 0) return <p class="quiet">–</p>
  const count = (day: readonly Activity[], kind: Activity['kind'], meal: MealOfDay) => {
    const found = day.filter(one => one.kind === kind && one.meal === meal)
    return found.length === 0 ? '–' : number(found.reduce((sum, one) => sum + one.count, 0))
  }
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">{e('date')}</th>
            {FIELDS.map(({ word }) => (
              <th scope="col" class="number" key={word}>
                {e(word)}
              </th>
            ))}
            <th scope="col" class="number">
              {e('allMeals')}
            </th>
            <th scope="col" class="number">
              {e('heads')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map(([date, day]) => (
            <tr key={date}>
              <td>{date}</td>
              {FIELDS.map(({ meal }) => (
                <td class="number" key={meal}>
                  {count(day, 'meals', meal)}
                </td>
              ))}
              <td class="number">{count(day, 'meals', 'all')}</td>
              <td class="number">{count(day, 'heads', 'all')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CsvForm({ again }: { again: () => Promise<void> }) {
  const attempt = useAttempt()
  const said = useSignal('')
  const read = async (file: File | undefined) => {
    if (file === undefined) return
    await attempt.run(async () => {
      const { accepted, refused } = await call(api.importActivities, {
        body: { csv: await file.text(), areaId: null },
      })
      said.value = e('imported', { accepted, refused: refused.length })
    })
    void again()
  }
  return (
    <details>
      <summary>{e('importCsv')}</summary>
      <p class="small quiet">{e('importHint')}</p>
      <input
        type="file"
        accept=".csv,text/csv"
        aria-label={e('importCsv')}
        onChange={event => void read(event.currentTarget.files?.[0])}
      />
      <p role="status">{said.value}</p>
    </details>
  )
}

function Premises() {
  const [resource, again] = useResource(() => call(api.listPremises), 'premises')
  return (
    <section class="card stack">
      <h2>{e('premises')}</h2>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => {
          const own = list.find(({ id, siteId }) => id === siteId)
          return (
            <PremisesForm
              key={`${own?.areaM2}/${own?.heads}`}
              areaM2={own?.areaM2 ?? null}
              heads={own?.heads ?? null}
              again={again}
            />
          )
        }}
      </Answer>
    </section>
  )
}

function PremisesForm({
  areaM2,
  heads,
  again,
}: {
  areaM2: number | null
  heads: number | null
  again: () => Promise<void>
}) {
  const area = useSignal(areaM2 === null ? '' : String(areaM2))
  const people = useSignal(heads === null ? '' : String(heads))
  const attempt = useAttempt()
  const save = async () => {
    const body = { areaId: null, areaM2: numberOf(area.value), heads: numberOf(people.value) }
    if (await attempt.run(() => call(api.putPremises, { body }))) void again()
  }
  return (
    <form class="stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <NumberField label={e('wholeSite')} value={area} unit="m²" min={1} />
        <NumberField label={e('heads')} value={people} min={1} step={1} />
      </div>
      {may('meter.change') && <FormFoot attempt={attempt} save={e('save')} />}
    </form>
  )
}
