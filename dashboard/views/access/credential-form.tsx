/** A credential for a gateway: what it is decides its topics, which are shown before it is made. */
import { useSignal } from '@preact/signals'
import {
  GATEWAY_KINDS,
  gatewayRights,
  isTopicFilter,
  TOPIC_TEMPLATES,
} from '../../../core/access/topic-templates.ts'
import type { IssuedCredential } from '../../../core/contract/credential.ts'
import { baseTexts, credentialKindTexts } from '../../../core/text/access.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { site } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { TopicLists } from './topic-lists.tsx'
import { a } from './words.ts'

const KINDS = [...GATEWAY_KINDS, 'custom'] as const
type Kind = (typeof KINDS)[number]
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

export function CredentialForm(props: { show: (issued: IssuedCredential) => void; cancel: () => void }) {
  const kind = useSignal<Kind>('zigbee2mqtt')
  const id = useSignal('')
  const base = useSignal('')
  const publish = useSignal('')
  const subscribe = useSignal('')
  const attempt = useAttempt()
  const chosen = kind.value
  const label = baseTexts[chosen]
  const usual = chosen === 'custom' ? null : TOPIC_TEMPLATES[chosen].base
  const rights =
    chosen === 'custom'
      ? customRights(publish.value, subscribe.value)
      : gatewayRights(chosen, chosen === 'plain' ? (site.value?.id ?? '') : base.value.trim())
  const create = () =>
    attempt.run(async () => {
      const topics =
        chosen === 'custom'
          ? customRights(publish.value, subscribe.value)
          : { base: baseOf(chosen, base.value) }
      props.show(await call(api.createCredential, { body: { id: id.value.trim(), kind: chosen, ...topics } }))
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void create())} data-testid="credential-form">
      <h2>{a('add')}</h2>
      <div class="form">
        <SelectField
          label={a('kind')}
          value={kind}
          choices={KINDS.map(value => ({ value, label: n(credentialKindTexts[value]) }))}
        />
        <TextField label={a('name')} value={id} maxLength={64} autocomplete="off" required />
        {label !== undefined && (
          <TextField label={`${n(label)} · ${usualWords(usual)}`} value={base} autocomplete="off" />
        )}
      </div>
      <p class="small quiet">{a('nameHint')}</p>
      {chosen === 'custom' && (
        <div class="form">
          <Lines label={`${a('publish')} · ${a('onePerLine')}`} value={publish} />
          <Lines label={`${a('subscribe')} · ${a('onePerLine')}`} value={subscribe} />
        </div>
      )}
      {rights === undefined ? (
        (chosen !== 'custom' || publish.value.trim() !== '') && <p class="problem">{a('badBase')}</p>
      ) : (
        <TopicLists publish={named(rights.publish, id.value)} subscribe={named(rights.subscribe, id.value)} />
      )}
      <FormFoot
        attempt={attempt}
        save={a('add')}
        valid={ID.test(id.value.trim()) && rights !== undefined}
        cancel={props.cancel}
      />
    </form>
  )
}

function usualWords(base: string | null): string {
  if (base === '+') return a('usuallyAll')
  return base === '%u' || base === null ? a('usuallyName') : a('usually', { base })
}

/** Plain JSON belongs to the site on the screen; an empty field means the usual. */
function baseOf(kind: Kind, typed: string): string | null {
  if (kind === 'plain') return site.value?.id ?? null
  return typed.trim() === '' ? null : typed.trim()
}

function named(filters: readonly string[], id: string): string[] {
  return filters.map(filter => filter.replaceAll('%u', id.trim() === '' ? '…' : id.trim()))
}

function customRights(publish: string, subscribe: string) {
  const lists: string[][] = [publish, subscribe].map(text =>
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== ''),
  )
  const [says = [], hears = []] = lists
  return says.length > 0 && [...says, ...hears].every(isTopicFilter)
    ? { publish: says, subscribe: hears }
    : undefined
}

function Lines({ label, value }: { label: string; value: { value: string } }) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        rows={4}
        maxLength={6000}
        value={value.value}
        onInput={event => (value.value = event.currentTarget.value)}
      />
    </label>
  )
}
