/** Who may connect over MQTT: credentials, what each may say and hear, and what to type into the device. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CredentialView, IssuedCredential, MqttDoor } from '../../../core/contract/credential.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { Answer, Empty } from '../../widgets/answer.tsx'
import { TextField } from '../../widgets/field.tsx'
import { CredentialCard } from './credential-card.tsx'
import { CredentialForm } from './credential-form.tsx'
import { Door } from './door.tsx'
import { PairingCard } from './pairing-card.tsx'
import { Recordings } from './recordings.tsx'
import { SettingsShown } from './settings-shown.tsx'
import { a } from './words.ts'

const REFRESH_MS = 5000
/** A long list is asked for less often. */
const MANY = 300
const REFRESH_MANY_MS = 60_000
/** More are found by typing. */
const SHOWN_MAX = 60

export function Access() {
  const many = useSignal(false)
  // On a phone the tabs before it leave no room for its own.
  useEffect(() => {
    document.querySelector('.tabs [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [])
  const [resource, again] = useResource(
    async () => {
      const answer = await load()
      many.value = answer.credentials.length > MANY
      return answer
    },
    'credentials',
    { everyMs: many.value ? REFRESH_MANY_MS : REFRESH_MS },
  )
  return (
    <>
      <p class="quiet">{a('intro')}</p>
      <Answer resource={resource} again={again}>
        {({ door, credentials }) => (
          <>
            <Door door={door} />
            {!door.outside && <PairingCard />}
            {!door.outside && <Credentials door={door} credentials={credentials} again={again} />}
            <Recordings />
          </>
        )}
      </Answer>
    </>
  )
}

async function load() {
  const [door, credentials] = await Promise.all([call(api.getMqttDoor), call(api.listCredentials)])
  return { door, credentials }
}

function Credentials(props: {
  door: MqttDoor
  credentials: readonly CredentialView[]
  again: () => Promise<void>
}) {
  const { door, credentials, again } = props
  const adding = useSignal(false)
  const issued = useSignal<IssuedCredential | null>(null)
  const wanted = useSignal('')
  const show = (made: IssuedCredential) => {
    issued.value = made
    adding.value = false
    void again()
  }
  const found = credentials.filter(one => matches(one, wanted.value.trim().toLowerCase()))
  return (
    <section class="section">
      <h2>
        {a('credentials')} · {credentials.length}
      </h2>
      {issued.value !== null ? (
        <Once issued={issued.value} door={door} done={() => (issued.value = null)} />
      ) : adding.value ? (
        <CredentialForm show={show} cancel={() => (adding.value = false)} />
      ) : (
        <p>
          <button
            type="button"
            class="button primary"
            data-testid="add-credential"
            onClick={() => (adding.value = true)}
          >
            {a('add')}
          </button>
        </p>
      )}
      {credentials.length === 0 ? (
        <Empty title={a('emptyTitle')} text={a('emptyText')} />
      ) : (
        <>
          {credentials.length > 4 && <TextField label={a('search')} value={wanted} autocomplete="off" />}
          {found.length === 0 && <p class="quiet">{a('none')}</p>}
          <ul class="cards">
            {found.slice(0, SHOWN_MAX).map(credential => (
              <CredentialCard
                key={credential.id}
                credential={credential}
                door={door}
                again={again}
                show={show}
              />
            ))}
          </ul>
          {found.length > SHOWN_MAX && (
            <p class="quiet">{a('clientsMore', { count: found.length - SHOWN_MAX })}</p>
          )}
        </>
      )}
    </section>
  )
}

function Once({ issued, door, done }: { issued: IssuedCredential; door: MqttDoor; done: () => void }) {
  return (
    <section class="card stack" data-testid="issued">
      <h2>{a('onceTitle')}</h2>
      <p role="status">{a('onceText')}</p>
      <SettingsShown credential={issued.credential} password={issued.password} door={door} />
      <p>
        <button type="button" class="button primary" onClick={done}>
          {a('done')}
        </button>
      </p>
    </section>
  )
}

function matches({ id, publish, subscribe }: CredentialView, text: string): boolean {
  return [id, ...publish, ...subscribe].some(word => word.toLowerCase().includes(text))
}
