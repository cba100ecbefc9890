/** Buildings, floors and rooms, one inside the other. */
import { useSignal } from '@preact/signals'
import type { Area } from '../../../core/contract/site.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { areas, site } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { d } from '../devices/words.ts'

export function Places() {
  const [resource, again] = useResource(() => call(api.listAreas), 'areas')
  const reload = async () => {
    await again()
    const list = await call(api.listAreas)
    areas.value = new Map(list.filter(({ siteId }) => siteId === site.value?.id).map(area => [area.id, area]))
  }
  return (
    <>
      <p class="quiet">{d('placesText')}</p>
      <Answer resource={resource} again={again}>
        {list => {
          const own = list.filter(({ siteId }) => siteId === site.value?.id)
          return (
            <>
              <Tree areas={own} parentId={null} reload={reload} />
              <Add areas={own} reload={reload} />
            </>
          )
        }}
      </Answer>
    </>
  )
}

interface TreeProps {
  readonly areas: readonly Area[]
  readonly parentId: string | null
  readonly reload: () => Promise<void>
}

function Tree({ areas, parentId, reload }: TreeProps) {
  const own = areas.filter(area => area.parentId === parentId)
  if (own.length === 0) return null
  return (
    <ul class="tree">
      {own.map(area => (
        <li key={area.id}>
          <Place area={area} areas={areas} reload={reload} />
          <Tree areas={areas} parentId={area.id} reload={reload} />
        </li>
      ))}
    </ul>
  )
}

function Place({ area, areas, reload }: { area: Area } & Omit<TreeProps, 'parentId'>) {
  const open = useSignal(false)
  const name = useSignal(n(area.name))
  const parentId = useSignal(area.parentId ?? '')
  const attempt = useAttempt()
  const params = { id: area.id }
  const close = async () => {
    open.value = false
    await reload()
  }
  const save = () =>
    attempt.run(async () => {
      const named = name.value.trim() === n(area.name) ? {} : { name: name.value.trim() }
      await call(api.changeArea, { params, body: { ...named, parentId: parentId.value || null } })
      await close()
    })
  const remove = () =>
    attempt.run(async () => {
      await call(api.deleteArea, { params })
      await close()
    })
  if (!open.value)
    return (
      <button type="button" class="button plain" onClick={() => (open.value = true)}>
        {n(area.name)} <span class="small quiet">· {d('rename')}</span>
      </button>
    )
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField label={d('insideOf')} value={parentId} choices={parentsFor(areas, area.id)} />
      </div>
      <FormFoot attempt={attempt} cancel={() => (open.value = false)} remove={() => void remove()} />
    </form>
  )
}

function Add({ areas, reload }: Omit<TreeProps, 'parentId'>) {
  const name = useSignal('')
  const parentId = useSignal('')
  const attempt = useAttempt()
  const add = () =>
    attempt.run(async () => {
      const body = {
        siteId: site.value?.id ?? '',
        name: name.value.trim(),
        parentId: parentId.value || null,
      }
      await call(api.createArea, { body })
      name.value = ''
      await reload()
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <h2>{d('addPlace')}</h2>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <SelectField label={d('insideOf')} value={parentId} choices={parentsFor(areas, '')} />
      </div>
      <FormFoot attempt={attempt} save={d('addPlace')} />
    </form>
  )
}

/** Every place but those that lie in this one. */
function parentsFor(areas: readonly Area[], id: string) {
  const isInside = (area: Area | undefined): boolean =>
    area !== undefined && (area.id === id || isInside(areas.find(one => one.id === area.parentId)))
  return [
    { value: '', label: d('nowhere') },
    ...areas.filter(area => !isInside(area)).map(area => ({ value: area.id, label: n(area.name) })),
  ]
}
