import { useSignal } from '@preact/signals'
import type { ChannelView } from '../../../core/contract/channel.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'

export function Channels() {
  const [resource, again] = useResource(() => call(api.listChannels), 'channels')
  return (
    <div class="page">
      <Answer resource={resource} again={again}>
        {list =>
          list.length === 0 ? (
            <p class="quiet">{w('channelsEmpty')}</p>
          ) : (
            <div class="cards">
              {list.map(channel => (
                <ChannelCard key={channel.id} channel={channel} again={again} />
              ))}
            </div>
          )
        }
      </Answer>
      {may('channel.change') && <NewChannel again={again} />}
    </div>
  )
}

function ChannelCard({ channel, again }: { channel: ChannelView; again: () => Promise<void> }) {
  const outcome = useSignal('')
  const trouble = useSignal<unknown>(null)
  const params = { id: channel.id }
  const attempt = async (job: () => Promise<void>) => {
    trouble.value = null
    await job().catch(error => {
      trouble.value = error
    })
  }
  const test = () =>
    attempt(async () => {
      const { ok, detail } = await call(api.testChannel, { params })
      outcome.value = ok ? w('testOk') : w('testFailed', { detail })
    })
  const remove = () =>
    attempt(async () => {
      await call(api.deleteChannel, { params })
      await again()
    })
  return (
    <article class="card stack">
      <h2>{n(channel.name)}</h2>
      <p class="small quiet">
        {channel.url} · {w('minPriority')} {n(priorityTexts[channel.minPriority])}
      </p>
      <Trouble error={trouble.value} />
      {outcome.value !== '' && <p role="status">{outcome.value}</p>}
      {may('channel.change') && (
        <div class="row">
          <button type="button" class="button" onClick={test}>
            {w('test')}
          </button>
          <button type="button" class="button plain" onClick={remove}>
            {w('remove')}
          </button>
        </div>
      )}
    </article>
  )
}

function NewChannel({ again }: { again: () => Promise<void> }) {
  const name = useSignal('')
  const url = useSignal('')
  const secret = useSignal('')
  const minPriority = useSignal<Priority>('medium')
  const trouble = useSignal<unknown>(null)
  const add = async (event: Event) => {
    event.preventDefault()
    trouble.value = null
    const body = {
      name: name.value.trim(),
      type: 'webhook' as const,
      url: url.value.trim(),
      secret: secret.value === '' ? null : secret.value,
      minPriority: minPriority.value,
      enabled: true,
    }
    try {
      await call(api.createChannel, { body })
      name.value = url.value = secret.value = ''
      await again()
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <form class="card stack" onSubmit={add}>
      <h2>{w('addChannel')}</h2>
      <div class="form">
        <label class="field">
          <span>{w('name')}</span>
          <input
            required
            maxLength={120}
            value={name.value}
            onInput={e => (name.value = e.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{w('url')}</span>
          <input type="url" required value={url.value} onInput={e => (url.value = e.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{w('secret')}</span>
          <input
            autocomplete="off"
            value={secret.value}
            onInput={e => (secret.value = e.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{w('minPriority')}</span>
          <select
            value={minPriority.value}
            onInput={e => (minPriority.value = e.currentTarget.value as Priority)}
          >
            {PRIORITIES.map(word => (
              <option key={word} value={word}>
                {n(priorityTexts[word])}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button primary">
          {w('addChannel')}
        </button>
      </div>
      <Trouble error={trouble.value} />
    </form>
  )
}
