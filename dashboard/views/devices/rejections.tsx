/** Packets that gave no reading: what came, why it says nothing, and how to change that. */
import { useSignal } from '@preact/signals'
import type { RejectedPacket } from '../../../core/contract/device.ts'
import { rejectionText } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { moment } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Empty, Trouble } from '../../widgets/answer.tsx'
import { TextField } from '../../widgets/field.tsx'
import { startingFrom } from './mapping-draft.ts'
import { MappingEditor } from './mapping-editor.tsx'
import { d } from './words.ts'

const REJECTIONS_MAX = 200
const REFRESH_MS = 10_000

export function Rejections({ find }: { find: string }) {
  const [resource, again] = useResource(
    () => call(api.listRejections, { query: { limit: REJECTIONS_MAX } }),
    'rejections',
    { everyMs: REFRESH_MS },
  )
  const filter = useSignal(find)
  const taught = useSignal<RejectedPacket | null>(null)
  if (taught.value !== null)
    return (
      <MappingEditor
        draft={startingFrom(taught.value.topic, taught.value.payload)}
        close={() => {
          taught.value = null
          void again()
        }}
      />
    )
  const fits = ({ topic, payload, clientId }: RejectedPacket) =>
    `${topic}\n${clientId}\n${payload}`.toLowerCase().includes(filter.value.trim().toLowerCase())
  return (
    <>
      <p class="quiet">{w('rejectionsText')}</p>
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <Empty title={w('rejectionsEmptyTitle')} text={w('rejectionsEmptyText')} />
          ) : (
            <>
              <TextField label={d('findIn')} value={filter} autocomplete="off" />
              {may('device.change') && <DecodeAgain packets={list.filter(fits)} again={again} />}
              <ul class="stack">
                {list.filter(fits).map(packet => (
                  <Packet key={packet.id} packet={packet} teach={() => (taught.value = packet)} />
                ))}
              </ul>
            </>
          )
        }
      </Answer>
    </>
  )
}

function Packet({ packet, teach }: { packet: RejectedPacket; teach: () => void }) {
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(`${packet.topic}\n${packet.payload}`)
    copied.value = true
  }
  const teachable = packet.encoding === 'text' && !packet.cut && may('device.change')
  return (
    <li class="card stack">
      <p class="row between">
        <b class="breakable">{packet.topic}</b>
        <span class="small quiet">{moment(packet.at)}</span>
      </p>
      <p class="small">
        {n(rejectionText(packet.code))} <span class="quiet">· {packet.clientId}</span>
      </p>
      <pre class="raw">{packet.payload}</pre>
      {packet.cut && <p class="small quiet">{d('cutShort')}</p>}
      <div class="row">
        {teachable && (
          <button type="button" class="button" onClick={teach}>
            {d('teach')}
          </button>
        )}
        <button type="button" class="button plain" onClick={() => void copy()}>
          {copied.value ? d('copied') : d('copy')}
        </button>
      </div>
    </li>
  )
}

function DecodeAgain({ packets, again }: { packets: readonly RejectedPacket[]; again: () => Promise<void> }) {
  const attempt = useAttempt()
  const told = useSignal('')
  const ids = packets.filter(({ cut }) => !cut).map(({ id }) => id)
  const decode = () =>
    attempt.run(async () => {
      told.value = d('decodedAgain', { ...(await call(api.decodeRejectionsAgain, { body: { ids } })) })
      await again()
    })
  return (
    <div class="row">
      <button
        type="button"
        class="button"
        disabled={attempt.busy.value || ids.length === 0}
        onClick={() => void decode()}
      >
        {d('decodeAgain')}
      </button>
      <span role="status">{told.value}</span>
      <Trouble error={attempt.trouble.value} />
    </div>
  )
}
