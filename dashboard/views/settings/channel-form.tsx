/** A channel of any type: what it is, what it needs, how it sounds, when it is quiet. */
import { type Signal, useSignal } from '@preact/signals'
import { CHANNEL_TYPES, type ChannelType, type ChannelView } from '../../../core/contract/channel.ts'
import { PRIORITIES, type Priority } from '../../../core/contract/rule.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { isLocal } from '../../data/local.ts'
import { devices } from '../../data/store.ts'
import { n, type WordKey, w } from '../../data/words.ts'
import {
  CheckField,
  FormFoot,
  NumberField,
  numberOf,
  onSubmit,
  SelectField,
  TextField,
} from '../../widgets/field.tsx'
import { priorityAndAbove, QuietFields, useQuiet } from '../../widgets/quiet-fields.tsx'

export const TYPE_WORDS: Readonly<Record<ChannelType, WordKey>> = {
  webhook: 'chWebhook',
  push: 'chPush',
  email: 'chEmail',
  wecom: 'chWecom',
  dingtalk: 'chDingtalk',
  feishu: 'chFeishu',
  siren: 'chSiren',
}
/** People's channels first, a program's last. */
const OFFERED: readonly ChannelType[] = [...CHANNEL_TYPES.filter(type => type !== 'webhook'), 'webhook']
const TOPIC = ':topic'

export function ChannelForm({ channel, done }: { channel?: ChannelView; done: () => void }) {
  const draft = useDraft(channel)
  const attempt = useAttempt()
  const save = async () => {
    const body = draft.read()
    const job = () => {
      if (channel === undefined) return call(api.createChannel, { body })
      const { type: _, secret, ...rest } = body
      // A secret is never shown, so an empty field keeps it.
      const change = secret === null ? rest : { ...rest, secret }
      return call(api.changeChannel, { params: { id: channel.id }, body: change })
    }
    if (await attempt.run(job)) done()
  }
  const type = draft.type.value
  const disturbs = type !== 'webhook' && type !== 'siren'
  return (
    <form class="card stack" onSubmit={onSubmit(() => void save())}>
      {channel === undefined && (
        <fieldset class="chips">
          <legend>{w('chWhich')}</legend>
          {OFFERED.map(one => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={one === type}
              onClick={() => draft.choose(one)}
            >
              {w(TYPE_WORDS[one])}
            </button>
          ))}
        </fieldset>
      )}
      <div class="form">
        <TextField label={w('name')} value={draft.name} required />
        <Needs draft={draft} kept={channel?.secret === 'set'} />
        <SelectField
          label={w('minPriority')}
          value={draft.minPriority}
          choices={PRIORITIES.toReversed().map(value => ({ value, label: priorityAndAbove(value) }))}
        />
        {disturbs && <Wording draft={draft} />}
        <CheckField label={w('enabled')} value={draft.enabled} />
      </div>
      {disturbs && <QuietFields draft={draft.quiet} />}
      <FormFoot
        attempt={attempt}
        valid={!disturbs || draft.quiet.valid()}
        save={channel === undefined ? w('addChannel') : w('save')}
        cancel={done}
      />
    </form>
  )
}

type Draft = ReturnType<typeof useDraft>

/** What this type needs to reach anybody. */
function Needs({ draft, kept }: { draft: Draft; kept: boolean }) {
  const keep = kept ? ` · ${w('chUnchanged')}` : ''
  switch (draft.type.value) {
    case 'push':
      return <p class="quiet">{w('chPersonal')}</p>
    case 'email':
      return (
        <>
          <TextField
            label={`${w('chMailServer')} (${w('chMailServerHint')})`}
            value={draft.url}
            maxLength={500}
            required
          />
          <TextField label={w('chMailUser')} value={draft.username} autocomplete="off" maxLength={200} />
          <TextField
            label={w('chMailPassword') + keep}
            value={draft.secret}
            type="password"
            autocomplete="new-password"
            maxLength={200}
          />
          <TextField label={w('chMailFrom')} value={draft.from} maxLength={254} />
          <TextField label={w('chMailTo')} value={draft.to} maxLength={2000} />
        </>
      )
    case 'siren':
      return <SirenFields draft={draft} />
    case 'webhook':
      return (
        <>
          <TextField label={w('url')} value={draft.url} type="url" maxLength={500} required />
          <TextField label={w('secret') + keep} value={draft.secret} autocomplete="off" maxLength={200} />
        </>
      )
    default:
      return (
        <>
          <TextField label={w('chRobotUrl')} value={draft.url} type="url" maxLength={500} required />
          {draft.type.value !== 'wecom' && (
            <TextField
              label={w('chRobotSecret') + keep}
              value={draft.secret}
              autocomplete="off"
              maxLength={200}
            />
          )}
        </>
      )
  }
}

function SirenFields({ draft }: { draft: Draft }) {
  const sounding = [...devices.value.values()].filter(({ kind }) => kind === 'siren' || kind === 'plug')
  return (
    <>
      <SelectField
        label={w('chSirenDevice')}
        value={draft.deviceId}
        choices={[
          ...sounding.map(({ id, name }) => ({ value: id, label: n(name) })),
          { value: TOPIC, label: w('chSirenTopic') },
        ]}
      />
      {draft.deviceId.value === TOPIC ? (
        <>
          <TextField label={w('chSirenTopic')} value={draft.topic} maxLength={200} required />
          <TextField label={w('chSirenOn')} value={draft.on} maxLength={500} />
          <TextField label={w('chSirenOff')} value={draft.off} maxLength={500} />
        </>
      ) : (
        <TextField label={w('chSirenChannel')} value={draft.relay} maxLength={40} />
      )}
      <NumberField
        label={w('chSirenFor')}
        value={draft.forS}
        unit={w('seconds')}
        min={1}
        max={3600}
        step={1}
      />
    </>
  )
}

function Wording({ draft }: { draft: Draft }) {
  return (
    <>
      <SelectField
        label={w('chLanguage')}
        value={draft.language}
        choices={[
          { value: 'site', label: w('chSiteLanguage') },
          { value: 'zh', label: w('inChinese') },
          { value: 'en', label: w('inEnglish') },
          { value: 'both', label: w('chBoth') },
        ]}
      />
      <TextField label={w('chLinkBase')} value={draft.linkBase} type="url" maxLength={300} />
      {isLocal(hostOf(draft.linkBase.value)) && <p class="small problem">{w('chLinkLocal')}</p>}
      <NumberField label={w('chPerMinute')} value={draft.perMinute} min={1} max={600} step={1} />
    </>
  )
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? ''
}

function useDraft(channel: ChannelView | undefined) {
  const field = (kept: string | null | undefined) => useSignal(kept ?? '')
  const type = useSignal<ChannelType>(channel?.type ?? 'push')
  const name = useSignal(channel === undefined ? w(TYPE_WORDS.push) : n(channel.name))
  const url = field(channel?.url)
  const secret = field('')
  const username = field(channel?.username)
  const from = field(channel?.from)
  const to = field(channel?.to?.join(', '))
  const siren = channel?.siren
  const deviceId = useSignal(siren === undefined ? firstSiren() : (siren.deviceId ?? TOPIC))
  const relay = field(siren?.channel)
  const topic = field(siren?.topic)
  const on = useSignal(siren?.on ?? 'ON')
  const off = useSignal(siren?.off ?? 'OFF')
  const forS = useSignal(String(siren?.forS ?? 120))
  const minPriority = useSignal<Priority>(channel?.minPriority ?? 'medium')
  const language = useSignal<'site' | 'zh' | 'en' | 'both'>(channel?.language ?? 'site')
  const linkBase = useSignal(channel === undefined ? location.origin : (channel.linkBase ?? ''))
  const perMinute = field(channel?.perMinute?.toString())
  const enabled = useSignal(channel?.enabled ?? true)
  const quiet = useQuiet(channel?.quiet)
  /** A name nobody has touched follows the type. */
  const choose = (next: ChannelType) => {
    if (name.value === '' || name.value === w(TYPE_WORDS[type.value])) name.value = w(TYPE_WORDS[next])
    type.value = next
  }
  const read = () => {
    const most = numberOf(perMinute.value)
    return {
      name: channel !== undefined && name.value === n(channel.name) ? channel.name : name.value.trim(),
      type: type.value,
      url: url.value.trim(),
      secret: secret.value === '' ? null : secret.value,
      minPriority: minPriority.value,
      enabled: enabled.value,
      quiet: quiet.read(),
      linkBase: linkBase.value.trim() === '' ? null : linkBase.value.trim(),
      ...(language.value === 'site' ? {} : { language: language.value }),
      ...(most === null ? {} : { perMinute: most }),
      ...(type.value === 'email' ? mailOf(username, from, to) : {}),
      ...(type.value === 'siren' ? { siren: sirenOf() } : {}),
    }
  }
  const sirenOf = () => {
    const seconds = numberOf(forS.value) ?? 120
    const publishes = deviceId.value === TOPIC || deviceId.value === ''
    return publishes
      ? {
          deviceId: null,
          channel: null,
          topic: topic.value.trim(),
          on: on.value,
          off: off.value,
          forS: seconds,
        }
      : { deviceId: deviceId.value, channel: relay.value.trim() || null, forS: seconds }
  }
  const mail = { username, from, to }
  const sounds = { deviceId, relay, topic, on, off, forS }
  return {
    type,
    name,
    url,
    secret,
    minPriority,
    language,
    linkBase,
    perMinute,
    enabled,
    quiet,
    choose,
    read,
    ...mail,
    ...sounds,
  }
}

function firstSiren(): string {
  return [...devices.value.values()].find(({ kind }) => kind === 'siren')?.id ?? TOPIC
}

function mailOf(username: Signal<string>, from: Signal<string>, to: Signal<string>) {
  const list = to.value
    .split(/[,;，；\s]+/)
    .map(one => one.trim())
    .filter(Boolean)
  return { username: username.value.trim(), from: from.value.trim(), to: list }
}
