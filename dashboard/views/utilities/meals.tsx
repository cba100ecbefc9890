/** Meals and head counts by day, of the whole site or of each of its places. */
import { type Signal, useSignal } from '@preact/signals'
import type { Activity, ActivityInput, MealOfDay } from '../../../core/contract/energy-activity.ts'
import { localDay } from '../../../core/text/format.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { areaName, number } from '../../data/shown.ts'
import { areas, may, now, timeZone } from '../../data/store.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, NumberField, numberOf, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { Sure } from '../../widgets/sure.tsx'
import { figure, TableHead } from '../../widgets/table-head.tsx'
import { placeChoices } from './places.ts'
import { TableFile } from './table-file.tsx'
import { type EnergyWord, e, s } from './words.ts'

const DAY_MS = 86_400_000
const DAYS_SHOWN = 14
const FIELDS = [
  { word: 'breakfast', meal: 'breakfast' },
  { word: 'lunch', meal: 'lunch' },
  { word: 'dinner', meal: 'dinner' },
  { word: 'night', meal: 'night' },
] as const satisfies readonly { word: EnergyWord; meal: MealOfDay }[]

export function Meals() {
  const today = localDay(now.value, timeZone.value)
  const from = localDay(now.value - DAYS_SHOWN * DAY_MS, timeZone.value)
  const [resource, again] = useResource(
    () => call(api.listActivities, { query: { from, to: today } }),
    `activities/${today}`,
  )
  const held = resource.value
  const known = held.state === 'here' ? held.value : []
  const place = useSignal('')
  return (
    <section class="card stack">
      <h2>{e('meals')}</h2>
      {may('meter.enter') && <MealForm today={today} known={known} place={place} again={again} />}
      <h3>{e('lastDays')}</h3>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => <DayTable list={list} again={again} />}
      </Answer>
      {may('meter.enter') && (
        <TableFile
          title={e('importCsv')}
          hint={s('importMealsHint')}
          send={csv => call(api.importActivities, { body: { csv, areaId: place.value || null } })}
          again={again}
        />
      )}
    </section>
  )
}

function MealForm({
  today,
  known,
  place,
  again,
}: {
  today: string
  known: readonly Activity[]
  place: Signal<string>
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
  const areaId = place.value || null
  const attempt = useAttempt()
  const said = (kind: Activity['kind'], meal: MealOfDay) =>
    known.find(
      one => one.date === date.value && one.kind === kind && one.meal === meal && one.areaId === areaId,
    )
  const items: ActivityInput[] = [
    ...FIELDS.map(({ meal }) => ({ kind: 'meals' as const, meal, count: numberOf(fields[meal].value) })),
    { kind: 'heads' as const, meal: 'all' as const, count: numberOf(fields.heads.value) },
  ].flatMap(({ kind, meal, count }) =>
    count === null ? [] : [{ date: date.value, kind, meal, areaId, count }],
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
        {areas.value.size > 0 && (
          <SelectField label={s('where')} value={place} choices={placeChoices()} testId="meal-place" />
        )}
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

/** A row for each day and place; the newest day first, its whole site before its places. */
function DayTable({ list, again }: { list: readonly Activity[]; again: () => Promise<void> }) {
  const rows = [...Map.groupBy(list, ({ date, areaId }) => `${date}/${areaId ?? ''}`)]
    .toSorted(([a], [b]) => b.slice(0, 10).localeCompare(a.slice(0, 10)) || a.localeCompare(b))
    .map(([, day]) => day)
  if (rows.length === 0) return <p class="quiet">–</p>
  const hidden = hiddenDates(list)
  const byPlace = list.some(({ areaId }) => areaId !== null)
  return (
    <>
      {hidden.length > 0 && (
        <p class="row small">
          <Icon svg={icons.circleAlert} />
          {s('wholeHides', { date: hidden[0] ?? '', count: hidden.length })}
        </p>
      )}
      <div class="table-wrap">
        <table>
          <TableHead
            columns={[
              { title: e('date') },
              ...(byPlace ? [{ title: s('where') }] : []),
              ...FIELDS.map(({ word }) => figure(e(word))),
              figure(e('allMeals')),
              figure(e('heads')),
            ]}
          />
          <tbody>
            {rows.map(day => (
              <DayRow key={day[0]?.id} day={day} byPlace={byPlace} />
            ))}
          </tbody>
        </table>
      </div>
      {may('meter.enter') && <TakeBack rows={rows} again={again} />}
    </>
  )
}

const placeOf = (areaId: string | null) => (areaId === null ? s('wholeSite') : areaName(areaId))

function DayRow({ day, byPlace }: { day: readonly Activity[]; byPlace: boolean }) {
  const { date = '', areaId = null } = day[0] ?? {}
  const count = (kind: Activity['kind'], meal: MealOfDay) =>
    number(day.find(one => one.kind === kind && one.meal === meal)?.count)
  return (
    <tr>
      <td class="nowrap">{date}</td>
      {byPlace && <td class="nowrap">{placeOf(areaId)}</td>}
      {FIELDS.map(({ meal }) => (
        <td class="number" key={meal}>
          {count('meals', meal)}
        </td>
      ))}
      <td class="number">{count('meals', 'all')}</td>
      <td class="number">{count('heads', 'all')}</td>
    </tr>
  )
}

/** For a day entered at the wrong place or on the wrong date. */
function TakeBack({ rows, again }: { rows: readonly (readonly Activity[])[]; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const which = useSignal('0')
  const takeBack = async () => {
    const job = async () => {
      for (const { id } of rows[Number(which.value)] ?? [])
        await call(api.deleteActivity, { query: { entry: id } })
    }
    if (await attempt.run(job)) which.value = '0'
    void again()
  }
  const choices = rows.map((day, at) => ({
    value: String(at),
    label: `${day[0]?.date} · ${placeOf(day[0]?.areaId ?? null)}`,
  }))
  return (
    <details>
      <summary>{s('takeBack')}</summary>
      <div class="form">
        <SelectField label={e('date')} value={which} choices={choices} />
        <Sure word={s('takeBack')} question={s('takeBackSure')} go={() => void takeBack()} />
      </div>
      <Trouble error={attempt.trouble.value} />
    </details>
  )
}

/** Days on which the number of the whole site hides those of its places. */
function hiddenDates(list: readonly Activity[]): string[] {
  const both = [...Map.groupBy(list, ({ date, kind }) => `${date}/${kind}`)].filter(
    ([, same]) => same.some(({ areaId }) => areaId === null) && same.some(({ areaId }) => areaId !== null),
  )
  return [...new Set(both.map(([key]) => key.slice(0, 10)))]
}
