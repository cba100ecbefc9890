/** A plan or photo of the grounds with every zone where it is; one tap opens its valve's page. */
import { useSignal } from '@preact/signals'
import type { ZoneStatus } from '../../../core/contract/watering.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { go } from '../../data/router.ts'
import { may, zones } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Empty, Trouble } from '../../widgets/answer.tsx'
import { g } from './words.ts'

/** Larger pictures are drawn smaller before they are sent. */
const PIXELS_MAX = 1600
const QUALITY = 0.8

export function GroundsPlan() {
  const [resource, again] = useResource(() => call(api.getGroundsMap), 'map')
  return (
    <section class="section stack">
      <Answer resource={resource} again={again} skeletons={1}>
        {({ picture }) =>
          picture === null ? (
            <Empty title={g('mapEmptyTitle')} text={g('mapEmptyText')}>
              <Upload label={g('uploadMap')} again={again} />
            </Empty>
          ) : (
            <Picture picture={picture} again={again} />
          )
        }
      </Answer>
    </section>
  )
}

function Picture({ picture, again }: { picture: string; again: () => Promise<void> }) {
  const placing = useSignal<string | null>(null)
  const { trouble, run } = useAttempt()
  const place = (event: MouseEvent) => {
    const id = placing.value
    if (id === null) return
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const at = {
      x: Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)),
      y: Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)),
    }
    placing.value = null
    void run(() => call(api.changeZone, { params: { id }, body: { place: at } }))
  }
  const chosen = zones.value.find(({ zone }) => zone.id === placing.value)
  return (
    <>
      <Trouble error={trouble.value} />
      {chosen !== undefined && <p role="status">{g('placeHint', { zone: n(chosen.zone.name) })}</p>}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: zones are listed on the first tab for the keyboard */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the picture is a place to tap, not a control */}
      <div class="groundsmap" onClick={place}>
        <img src={picture} alt={g('map')} />
        <svg>
          <title>{g('map')}</title>
          {zones.value.map(status => (
            <Dot key={status.zone.id} status={status} />
          ))}
        </svg>
      </div>
      {may('watering.change') && (
        <>
          <fieldset class="chips">
            <legend>{g('place')}</legend>
            {zones.value.map(({ zone }) => (
              <button
                key={zone.id}
                type="button"
                class="chip"
                aria-pressed={placing.value === zone.id}
                onClick={() => (placing.value = placing.value === zone.id ? null : zone.id)}
              >
                {n(zone.name)}
              </button>
            ))}
          </fieldset>
          <div class="row">
            <Upload label={g('replaceMap')} again={again} />
            <button
              type="button"
              class="button plain"
              onClick={() =>
                void run(async () => {
                  await call(api.putGroundsMap, { body: { picture: null } })
                  await again()
                })
              }
            >
              {g('removeMap')}
            </button>
          </div>
        </>
      )}
    </>
  )
}

function Dot({ status: { zone, reported, incidents } }: { status: ZoneStatus }) {
  if (zone.place === null) return null
  const look = incidents.length > 0 ? 'trouble' : reported
  const open = () => go(`/grounds/zone/${encodeURIComponent(zone.id)}`)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
    <g
      class={`mapdot ${look}`}
      role="button"
      tabIndex={0}
      aria-label={n(zone.name)}
      onClick={event => {
        event.stopPropagation()
        open()
      }}
      onKeyDown={event => (event.key === 'Enter' || event.key === ' ') && open()}
    >
      <circle cx={`${zone.place.x * 100}%`} cy={`${zone.place.y * 100}%`} r="14" />
      <text x={`${zone.place.x * 100}%`} y={`${zone.place.y * 100}%`} dx="20" dy="5">
        {n(zone.name)}
      </text>
    </g>
  )
}

function Upload({ label, again }: { label: string; again: () => Promise<void> }) {
  const { busy, trouble, run } = useAttempt()
  const bad = useSignal(false)
  if (!may('watering.change')) return null
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    bad.value = false
    const picture = await shrunk(file).catch(() => null)
    if (picture === null) {
      bad.value = true
      return
    }
    await run(async () => {
      await call(api.putGroundsMap, { body: { picture } })
      await again()
    })
  }
  return (
    <>
      <label class="button">
        {label}
        <input
          class="sr"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          data-testid="map-file"
          disabled={busy.value}
          onChange={event => void take(event.currentTarget.files?.[0])}
        />
      </label>
      {bad.value && <p class="problem">{g('pictureBad')}</p>}
      <Trouble error={trouble.value} />
    </>
  )
}

/** As a JPEG of bounded size. Rejects what is no picture. */
async function shrunk(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, PIXELS_MAX / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', QUALITY)
}
