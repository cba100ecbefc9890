/** What to type into a device or a gateway, ready to copy. */

import { useSignal } from '@preact/signals'
import { TOPIC_TEMPLATES } from '../../../core/access/topic-templates.ts'
import type { CredentialView, MqttDoor } from '../../../core/contract/credential.ts'
import { baseTexts } from '../../../core/text/access.ts'
import { shownSettings } from '../../../core/text/connection-settings.ts'
import { isLocal } from '../../data/local.ts'
import { n } from '../../data/words.ts'
import { SelectField } from '../../widgets/field.tsx'
import { Copyable } from './copyable.tsx'
import { a } from './words.ts'

interface Props {
  readonly credential: CredentialView
  /** Null when it is not known any more. */
  readonly password: string | null
  readonly door: MqttDoor
}

type Way = 'tls' | 'plain'
const USUAL_PORT = 1883

export function SettingsShown({ credential, password, door }: Props) {
  const { id, kind, base, publish } = credential
  const way = useSignal<Way>(door.mqttsPort === null ? 'plain' : 'tls')
  const tls = way.value === 'tls'
  const port = (tls ? door.mqttsPort : door.mqttPort) ?? USUAL_PORT
  const [topic = null] = publish
  const usual = kind === 'device' || kind === 'custom' ? null : TOPIC_TEMPLATES[kind].base
  const connection = {
    host: location.hostname,
    port,
    tls,
    username: id,
    password: password ?? '••••••••',
    base: base ?? usual,
    topic: topic?.replaceAll('%u', id) ?? null,
  }
  const ownBase = connection.base === '%u' ? id : connection.base === '+' ? null : connection.base
  const baseLabel = baseTexts[kind]
  const { where, file } = shownSettings(kind, connection)
  return (
    <div class="stack">
      {door.mqttsPort !== null && door.mqttPort !== null && (
        <SelectField
          label={a('way')}
          value={way}
          choices={[
            { value: 'tls', label: a('wayTls') },
            { value: 'plain', label: a('wayPlain') },
          ]}
        />
      )}
      <Copyable label={a('host')} text={connection.host} />
      {isLocal(connection.host) && <p class="small quiet">{a('hostIsLocal', { host: connection.host })}</p>}
      <Copyable label={a('port')} text={String(port)} />
      <Copyable label={a('username')} text={id} />
      {password === null ? (
        <p>
          <span class="small quiet">{a('password')}</span>
          <br />
          {a('passwordLost')}
        </p>
      ) : (
        <Copyable label={a('password')} text={password} />
      )}
      {kind === 'device' && connection.topic !== null && (
        <Copyable label={a('topic')} text={connection.topic} />
      )}
      {baseLabel !== undefined && ownBase !== null && <Copyable label={n(baseLabel)} text={ownBase} />}
      <p>
        <span class="small quiet">{a('whereInDevice')}</span>
        <br />
        {n(where)}
      </p>
      {file !== null && <Copyable label={a('configFile')} text={file} block />}
    </div>
  )
}
