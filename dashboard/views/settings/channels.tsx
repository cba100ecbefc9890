/** Where alarms are told, whether that works, and everything that was sent. */
import { useSignal } from '@preact/signals'
import type { ChannelView, DeliveryView } from '../../../core/contract/channel.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { age } from '../../data/shown.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { priorityAndAbove, quietWords } from '../../widgets/quiet-fields.tsx'
import { ChannelForm, TYPE_WORDS } from './channel-form.tsx'
import { Deliveries } from './deliveries.tsx'

const REFRESH_MS = 10_000

export function Channels() {
  const [channels, again] = useResource(() => call(api.listChannels), 'channels')
  const [deliveries, lookAgain] = useResource(() => call(api.listDeliveries), 'deliveries', {
    everyMs: REFRESH_MS,
  })
  const editing = useSignal<string | null>(null)
  const done = () => {
    editing.value = null
    void again()
  }
  const sent = deliveries.value.state === 'here' ? deliveries.value.value : []
  return (
    <div class="page">
      <Answer resource={channels} again={again}>
        {list => (
          <>
            {list.length === 0 && editing.value === null && <p class="quiet">{w('channelsEmpty')}</p>}
            <div class="cards">
              {list.map(channel =>
                editing.value === channel.id ? (
                  <ChannelForm key={channel.id} channel={channel} done={done} />
                ) : (
                  <ChannelCard
                    key={channel.id}
                    channel={channel}
                    sent={sent.filter(({ channelId }) => channelId === channel.id)}
                    edit={() => (editing.value = channel.id)}
                    again={async () => {
                      await Promise.all([again(), lookAgain()])
                    }}
                  />
                ),
              )}
            </div>
          </>
        )}
      </Answer>
      {may('channel.change') &&
        (editing.value === 'new' ? (
          <ChannelForm done={done} />
        ) : (
          <div>
            <button type="button" class="button primary" onClick={() => (editing.value = 'new')}>
              {w('addChannel')}
            </button>
          </div>
        ))}
      <Deliveries resource={deliveries} again={lookAgain} />
    </div>
  )
}

interface CardProps {
  readonly channel: ChannelView
  readonly sent: readonly DeliveryView[]
  readonly edit: () => void
  readonly again: () => Promise<void>
}

function ChannelCard({ channel, sent, edit, again }: CardProps) {
  const outcome = useSignal<{ ok: boolean; text: string } | null>(null)
  const { trouble, busy, run: attempt } = useAttempt()
  const params = { id: channel.id }
  const test = () =>
    attempt(async () => {
      outcome.value = null
      const { ok, detail } = await call(api.testChannel, { params })
      outcome.value = { ok, text: ok ? w('testOk') : w('testFailed', { detail }) }
    })
  const remove = () =>
    attempt(async () => {
      await call(api.deleteChannel, { params })
      await again()
    })
  return (
    <article class="card stack" data-testid="channel-card">
      <div>
        <h2>{n(channel.name)}</h2>
        <p class="small quiet">
          {[w(TYPE_WORDS[channel.type]), targetOf(channel), priorityAndAbove(channel.minPriority)]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {channel.quiet != null && <p class="small quiet">{quietWords(channel.quiet)}</p>}
      </div>
      <Health channel={channel} sent={sent} />
      <Trouble error={trouble.value} />
      {outcome.value !== null && (
        <p role="status" class={`row ${outcome.value.ok ? 'is-well' : 'is-failed'}`}>
          <Icon svg={outcome.value.ok ? icons.check : icons.circleAlert} />
          {outcome.value.text}
        </p>
      )}
      {may('channel.change') && (
        <div class="row">
          <button type="button" class="button" disabled={busy.value} onClick={test}>
            {w('test')}
          </button>
          <button type="button" class="button plain" onClick={edit}>
            {w('edit')}
          </button>
          <button type="button" class="button plain" disabled={busy.value} onClick={remove}>
            {w('remove')}
          </button>
        </div>
      )}
    </article>
  )
}

/** Whether what is sent here arrives: the one thing to know of a channel. */
function Health({ channel, sent }: { channel: ChannelView; sent: readonly DeliveryView[] }) {
  if (!channel.enabled)
    return (
      <p class="row quiet">
        <Icon svg={icons.off} />
        {w('chOff')}
      </p>
    )
  const last = sent.find(({ state }) => state === 'delivered')
  const lost = sent.filter(({ state }) => state === 'given-up').length
  const failing = sent.filter(({ state, tries }) => state === 'waiting' && tries > 0).length
  return (
    <div>
      <p class="row small">
        <Icon svg={last === undefined ? icons.circleDashed : icons.check} />
        {last === undefined ? w('chNever') : w('chLastOk', { age: age(last.settledAt ?? last.createdAt) })}
      </p>
      {failing > 0 && <p class="row small is-failed">{w('chWaiting', { count: failing })}</p>}
      {lost > 0 && <p class="row small is-failed">{w('chGivenUp', { count: lost })}</p>}
    </div>
  )
}

function targetOf({ type, url, to = [], siren }: ChannelView): string {
  if (type === 'siren') return siren?.deviceId ?? siren?.topic ?? ''
  if (type === 'push') return w('chPersonal')
  if (type === 'email') return to.length > 0 ? to.join(', ') : w('chPersonal')
  // A robot's address is its password.
  return URL.canParse(url) ? new URL(url).host : url
}
