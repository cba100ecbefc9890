/** The checklists: usual ones to begin with, each edited line by line, with sensors for what they already know. */
import { useSignal } from '@preact/signals'
import type { Checklist } from '../../../core/contract/inspection.ts'
import { CHECKLIST_PRESETS } from '../../../core/inspections/presets.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { ChecklistForm, type ChecklistInput } from './checklist-form.tsx'
import { i } from './words.ts'

export function Checklists() {
  const [resource, again] = useResource(() => call(api.listChecklists), 'checklists')
  const open = useSignal<ChecklistInput | null>(null)
  const close = () => {
    open.value = null
    void again()
  }
  if (open.value !== null) return <ChecklistForm checklist={open.value} close={close} />
  return (
    <Answer resource={resource} again={again}>
      {all => {
        const list = all.filter(({ siteId }) => siteId === site.value?.id)
        return (
          <>
            <p class="quiet">{i('listsText')}</p>
            <ul class="list">
              {list.map(checklist => (
                <li key={checklist.id}>
                  <button type="button" class="button plain wide" onClick={() => (open.value = checklist)}>
                    {n(checklist.name)}{' '}
                    <span class="quiet">
                      · {i(checklist.cadence)} · {checklist.dueTime} ·{' '}
                      {i('itemCount', { count: checklist.items.length })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <Presets list={list} again={again} own={() => (open.value = emptyList())} />
          </>
        )
      }}
    </Answer>
  )
}

function Presets(props: { list: readonly Checklist[]; again: () => Promise<void>; own: () => void }) {
  const { list, again, own } = props
  const attempt = useAttempt()
  const missing = CHECKLIST_PRESETS.filter(({ name }) => !list.some(one => one.name.zh === name.zh))
  const add = (preset: (typeof CHECKLIST_PRESETS)[number]) =>
    attempt.run(async () => {
      const items = preset.items.map((text, index) => ({
        ...{ id: `i${index + 1}`, text, pointId: null, min: null, max: null },
      }))
      const { name, cadence, on, dueTime } = preset
      const body = { siteId: site.value?.id ?? '', name, cadence, on, dueTime, items, enabled: true }
      await call(api.createChecklist, { body })
      await again()
    })
  return (
    <>
      <div class="row">
        {missing.map(preset => (
          <button
            key={preset.name.en}
            type="button"
            class="button"
            disabled={attempt.busy.value}
            onClick={() => void add(preset)}
          >
            {i('addPreset', { name: n(preset.name) })}
          </button>
        ))}
        <button type="button" class="button plain" onClick={own}>
          {i('addOwn')}
        </button>
      </div>
      <Trouble error={attempt.trouble.value} />
    </>
  )
}

function emptyList(): ChecklistInput {
  return {
    siteId: site.value?.id ?? '',
    name: { zh: '', en: '' },
    cadence: 'daily',
    on: 1,
    dueTime: '10:00',
    items: [],
    enabled: true,
  }
}
