import { useSignal } from '@preact/signals'
import type { CredentialView, IssuedCredential, MqttDoor } from '../../../core/contract/credential.ts'
import { credentialKindTexts } from '../../../core/text/access.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { age, areaName } from '../../data/shown.ts'
import { devices } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { icons } from '../../widgets/icons.ts'
import { SettingsShown } from './settings-shown.tsx'
import { SureButton } from './sure-button.tsx'
import { TopicLists } from './topic-lists.tsx'
import { a } from './words.ts'

interface Props {
  readonly credential: CredentialView
  readonly door: MqttDoor
  readonly again: () => Promise<void>
  readonly show: (issued: IssuedCredential) => void
}

const CLIENTS_SHOWN = 20

export function CredentialCard({ credential, door, again, show }: Props) {
  const { id, disabled, kind, deviceId } = credential
  const device = deviceId === null ? undefined : devices.value.get(deviceId)
  const topicsOpen = useSignal(false)
  const settingsOpen = useSignal(false)
  const attempt = useAttempt()
  const params = { id }
  const act = (job: () => Promise<unknown>) => void attempt.run(job).then(again)
  const rotate = () => act(async () => show(await call(api.rotateCredential, { params })))
  const setDisabled = (value: boolean) =>
    act(() => call(api.changeCredential, { params, body: { disabled: value } }))
  return (
    <li class="card stack" data-testid="credential-card" data-key={id}>
      <div class="row between">
        <div>
          <h3 class="selectable">{id}</h3>
          <p class="small quiet">
            {n(credentialKindTexts[kind])}
            {device !== undefined && (
              <>
                {' · '}
                <a href={`/devices/${device.id}`}>{n(device.name)}</a> {areaName(device.areaId)}
              </>
            )}
          </p>
        </div>
        <Standing credential={credential} />
      </div>
      <p class="small quiet">
        {credential.lastConnectedAt !== null &&
          `${a('lastFrom', {
            age: age(credential.lastConnectedAt),
            address: credential.lastAddress ?? '',
          })} · `}
        {a('passwordAge', { age: age(credential.issuedAt) })}
      </p>
      <details onToggle={event => (topicsOpen.value = event.currentTarget.open)}>
        <summary>{a('topics')}</summary>
        {topicsOpen.value && (
          <div class="stack">
            <TopicLists publish={credential.publish} subscribe={credential.subscribe} />
            <Connections id={id} count={credential.clients} />
          </div>
        )}
      </details>
      <details onToggle={event => (settingsOpen.value = event.currentTarget.open)}>
        <summary>{a('settings')}</summary>
        {settingsOpen.value && <SettingsShown credential={credential} password={null} door={door} />}
      </details>
      <Trouble error={attempt.trouble.value} />
      <div class="row">
        <SureButton
          word={a('rotate')}
          question={a('rotateSure')}
          act={rotate}
          disabled={attempt.busy.value}
          testid="rotate"
        />
        {disabled ? (
          <button type="button" class="button plain" onClick={() => setDisabled(false)}>
            {a('giveBack')}
          </button>
        ) : (
          <SureButton
            word={a('revoke')}
            question={a('revokeSure')}
            act={() => setDisabled(true)}
            disabled={attempt.busy.value}
            testid="revoke"
          />
        )}
        <SureButton
          word={a('remove')}
          question={a('removeSure')}
          act={() => act(() => call(api.deleteCredential, { params }))}
          disabled={attempt.busy.value}
          testid="remove"
        />
      </div>
    </li>
  )
}

/** Colour, icon and word. Not being connected is no fault: a device may sleep. */
function Standing({ credential }: { credential: CredentialView }) {
  const { disabled, clients, lastConnectedAt } = credential
  const [look, icon, word] = disabled
    ? (['out-of-service', icons.off, a('revoked')] as const)
    : clients > 0
      ? (['good', icons.check, a('connected', { count: clients })] as const)
      : ([
          'waiting',
          icons.circleDashed,
          a(lastConnectedAt === null ? 'neverConnected' : 'notConnected'),
        ] as const)
  return (
    <span class={`state ${look}`}>
      <Icon svg={icon} />
      {word}
    </span>
  )
}

function Connections({ id, count }: { id: string; count: number }) {
  const [resource, again] = useResource(
    () => call(api.listClients, { query: { credential: id, limit: CLIENTS_SHOWN } }),
    `clients/${id}`,
    { after: count },
  )
  return (
    <div class="stack">
      <h4 class="small quiet">{a('clientsTitle')}</h4>
      <Answer resource={resource} again={again} skeletons={1}>
        {({ clients, total }) =>
          total === 0 ? (
            <p>{a('clientsNone')}</p>
          ) : (
            <ul class="list">
              {clients.map(client => (
                <li key={client.clientId}>
                  <code class="selectable">{client.clientId}</code>
                  <br />
                  <span class="small quiet">
                    {a('clientLine', { address: client.address, age: age(client.connectedAt) })} · MQTT{' '}
                    {client.protocol}
                    {client.secure && ` · ${a('encrypted')}`}
                  </span>
                </li>
              ))}
              {total > clients.length && <li>{a('clientsMore', { count: total - clients.length })}</li>}
            </ul>
          )
        }
      </Answer>
    </div>
  )
}
