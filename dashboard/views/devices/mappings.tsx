import { useSignal } from '@preact/signals'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { editing, type MappingDraft } from './mapping-draft.ts'
import { MappingEditor } from './mapping-editor.tsx'
import { d } from './words.ts'

/** How JSON of no known dialect is read. */
export function Mappings() {
  const [resource, again] = useResource(() => call(api.listMappings), 'mappings')
  const draft = useSignal<MappingDraft | null>(null)
  if (draft.value !== null)
    return (
      <MappingEditor
        draft={draft.value}
        close={() => {
          draft.value = null
          void again()
        }}
      />
    )
  return (
    <>
      <p class="quiet">{d('mappingsText')}</p>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={d('mappingsEmptyTitle')} text={d('mappingsEmptyText')}>
              <a class="button" href="/devices/rejections">
                {d('teach')}
              </a>
            </Empty>
          ) : (
            <ul class="list">
              {list.map(mapping => (
                <li key={mapping.id}>
                  <button
                    type="button"
                    class="button plain wide"
                    onClick={() => (draft.value = editing(mapping))}
                  >
                    {mapping.name} <span class="quiet breakable">· {mapping.topic}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  )
}
