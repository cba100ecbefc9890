import { useSignal } from '@preact/signals'
import type { ChannelView } from '../../../core/contract/channel.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'

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
  const { trouble, run: attempt } = useAttempt()
  const params = { id: channel.id }
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
  const attempt = useAttempt()
  const add = async () => {
    const body = {
      name: name.value.trim(),
      type: 'webhook' as const,
      url: url.value.trim(),
      secret: secret.value === '' ? null : secret.value,
      minPriority: minPriority.value,
      enabled: true,
    }
    if (!(await attempt.run(() => call(api.createChannel, { body })))) return
    name.value = url.value = secret.value = ''
    await again()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <h2>{w('addChannel')}</h2>
      <div class="form">
        <TextField label={w('name')} value={name} required />
        <TextField label={w('url')} value={url} type="url" maxLength={2000} required />
        <TextField label={w('secret')} value={secret} autocomplete="off" />
        <SelectField
          label={w('minPriority')}
          value={minPriority}
          choices={PRIORITIES.map(value => ({ value, label: n(priorityTexts[value]) }))}
        />
      </div>
      <FormFoot attempt={attempt} save={w('addChannel')} />
    </form>
  )
}
