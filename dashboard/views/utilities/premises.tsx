/** Floor area and people of the site and of each of its places, for figures per m² and per head. */
import { useSignal } from '@preact/signals'
import type { Premises as PlaceFacts } from '../../../core/contract/energy-activity.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { areas, may } from '../../data/store.ts'
import { w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { NumberField, numberOf, onSubmit } from '../../widgets/field.tsx'
import { placeChoices } from './places.ts'
import { TableFile } from './table-file.tsx'
import { e, s } from './words.ts'

export function Premises() {
  const [resource, again] = useResource(() => call(api.listPremises), 'premises')
  return (
    <section class="card stack">
      <h2>{e('premises')}</h2>
      <p class="small quiet">{s('premisesIntro')}</p>
      <Answer resource={resource} again={again} skeletons={1}>
        {list => {
          const knownOf = (value: string) => list.find(({ id, siteId }) => id === (value || siteId))
          const [said, others] = [true, false].map(wanted =>
            placeChoices().filter(({ value }) => (value === '' || knownOf(value) !== undefined) === wanted),
          ) as [ReturnType<typeof placeChoices>, ReturnType<typeof placeChoices>]
          const form = ({ value, label }: (typeof said)[number]) => (
            <PlaceForm
              key={`${value}/${knownOf(value)?.areaM2}/${knownOf(value)?.heads}`}
              areaId={value || null}
              name={label}
              known={knownOf(value)}
              again={again}
            />
          )
          return (
            <>
              {said.map(form)}
              {others.length > 0 && (
                <details data-testid="more-places">
                  <summary>{s('morePlaces', { count: others.length })}</summary>
                  {others.map(form)}
                </details>
              )}
            </>
          )
        }}
      </Answer>
      {areas.value.size === 0 && <p class="small quiet">{s('noAreas')}</p>}
      {may('meter.change') && (
        <TableFile
          title={s('importPremises')}
          hint={s('importPremisesHint')}
          send={csv => call(api.importPremises, { body: { csv } })}
          again={again}
        />
      )}
    </section>
  )
}

interface PlaceProps {
  readonly areaId: string | null
  readonly name: string
  readonly known: PlaceFacts | undefined
  readonly again: () => Promise<void>
}

/** One line where there is room for it; the button appears with the first change. */
function PlaceForm({ areaId, name, known, again }: PlaceProps) {
  const before = { area: textOf(known?.areaM2), people: textOf(known?.heads) }
  const area = useSignal(before.area)
  const people = useSignal(before.people)
  const attempt = useAttempt()
  const changed = area.value !== before.area || people.value !== before.people
  const heads = numberOf(people.value)
  const floor = numberOf(area.value)
  const valid = (heads === null || (Number.isInteger(heads) && heads > 0)) && (floor === null || floor > 0)
  const save = async () => {
    const body = { areaId, areaM2: floor, heads }
    if (await attempt.run(() => call(api.putPremises, { body }))) void again()
  }
  return (
    <form class="place-facts" aria-label={name} onSubmit={onSubmit(() => void save())}>
      <strong>{name}</strong>
      <NumberField
        label={s('floorArea')}
        value={area}
        unit="m²"
        min={0}
        testId={`floor-${areaId ?? 'site'}`}
      />
      <NumberField
        label={s('people')}
        value={people}
        min={1}
        step={1}
        testId={`people-${areaId ?? 'site'}`}
      />
      {may('meter.change') && (
        <button type="submit" class="button primary" disabled={!changed || !valid || attempt.busy.value}>
          {w('save')}
        </button>
      )}
      <Trouble error={attempt.trouble.value} />
    </form>
  )
}

const textOf = (value: number | null | undefined) => (value == null ? '' : String(value))
