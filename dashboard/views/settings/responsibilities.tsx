/** Who answers for which place, and who when that person is not there. */
import { useSignal } from '@preact/signals'
import type { Responsibility } from '../../../core/contract/roster.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { everybody, personName } from '../../data/people.ts'
import { useResource } from '../../data/resource.ts'
import { areas, may, site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { SelectField } from '../../widgets/field.tsx'

const NOBODY = ''

export function Responsibilities() {
  const [said, again] = useResource(() => call(api.listResponsibilities), 'responsibilities')
  const here = site.value
  if (here === null) return null
  const places = [
    { id: `site:${here.id}`, name: n(here.name) },
    ...[...areas.value.values()].map(area => ({ id: area.id, name: n(area.name) })),
  ]
  return (
    <section class="card section" data-testid="responsibilities">
      <h2>{w('responsible')}</h2>
      <p class="small quiet">{w('responsibleHint')}</p>
      <Answer resource={said} again={again} skeletons={1}>
        {list => (
          <ul class="list">
            {places.map(place => (
              <Place
                key={place.id}
                place={place}
                said={list.find(({ id }) => id === place.id)}
                again={again}
              />
            ))}
          </ul>
        )}
      </Answer>
    </section>
  )
}

function Place(props: {
  place: { id: string; name: string }
  said: Responsibility | undefined
  again: () => Promise<void>
}) {
  const { place, said, again } = props
  const editing = useSignal(false)
  const name = (id: string | null | undefined) => (id == null ? w('noOne') : personName(id))
  if (editing.value)
    return (
      <li>
        <PlaceForm
          {...props}
          done={async () => {
            editing.value = false
            await again()
          }}
        />
      </li>
    )
  return (
    <li class="row between">
      <p>
        {place.name}
        <span class={said?.userId == null ? 'quiet' : undefined}> · {name(said?.userId)}</span>
        {said?.deputyId != null && (
          <span class="small quiet">
            {' '}
            · {w('deputy')} {name(said.deputyId)}
          </span>
        )}
      </p>
      {may('roster.change') && (
        <button
          type="button"
          class="button plain"
          aria-label={`${w('edit')} ${place.name}`}
          onClick={() => (editing.value = true)}
        >
          {w('edit')}
        </button>
      )}
    </li>
  )
}

function PlaceForm({
  place,
  said,
  done,
}: {
  place: { id: string; name: string }
  said: Responsibility | undefined
  done: () => Promise<void>
}) {
  const userId = useSignal(said?.userId ?? NOBODY)
  const deputyId = useSignal(said?.deputyId ?? NOBODY)
  const attempt = useAttempt()
  const choices = [
    { value: NOBODY, label: w('noOne') },
    ...everybody.value.map(one => ({ value: one.id, label: one.name })),
  ]
  const save = async () => {
    const body = { userId: userId.value || null, deputyId: deputyId.value || null }
    if (await attempt.run(() => call(api.setResponsibility, { params: { id: place.id }, body }))) await done()
  }
  return (
    <div class="sunk stack">
      <h3>{place.name}</h3>
      <div class="form">
        <SelectField label={w('responsiblePerson')} value={userId} choices={choices} />
        <SelectField label={w('deputy')} value={deputyId} choices={choices} />
      </div>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={attempt.busy.value}
          onClick={() => void save()}
        >
          {w('save')}
        </button>
        <button type="button" class="button plain" onClick={() => void done()}>
          {w('cancel')}
        </button>
      </div>
    </div>
  )
}
