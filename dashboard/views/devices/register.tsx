/** A device somebody programs: it gets its own credential, shown once. */
import { useSignal } from '@preact/signals'
import { DEVICE_KINDS, type DeviceKind } from '../../../core/contract/device.ts'
import { kindTexts } from '../../../core/text/devices.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { n, w } from '../../data/words.ts'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'
import { areaChoices } from './area-choices.ts'

interface Credential {
  readonly username: string
  readonly password: string
}
const DEVICE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

export function Register() {
  const open = useSignal(false)
  const made = useSignal<Credential | null>(null)
  if (made.value !== null)
    return (
      <OnceShown
        credential={made.value}
        done={() => {
          made.value = null
          open.value = false
        }}
      />
    )
  if (open.value)
    return (
      <Fields
        cancel={() => (open.value = false)}
        show={credential => {
          made.value = credential
        }}
      />
    )
  return (
    <p>
      <button type="button" class="button" onClick={() => (open.value = true)}>
        {w('registerDevice')}
      </button>
    </p>
  )
}

function Fields({ show, cancel }: { show: (credential: Credential) => void; cancel: () => void }) {
  const id = useSignal('')
  const name = useSignal('')
  const kind = useSignal<DeviceKind>('fridge')
  const areaId = useSignal('')
  const attempt = useAttempt()
  const add = () =>
    attempt.run(async () => {
      const named = name.value.trim() === '' ? {} : { name: name.value.trim() }
      const body = { id: id.value, kind: kind.value, areaId: areaId.value || null, ...named }
      show((await call(api.createDevice, { body })).credential)
    })
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <h2>{w('registerDevice')}</h2>
      <p class="quiet">{w('registerText')}</p>
      <div class="form">
        <TextField label={w('deviceId')} value={id} maxLength={64} autocomplete="off" required />
        <TextField label={w('name')} value={name} />
        <SelectField
          label={w('kind')}
          value={kind}
          choices={DEVICE_KINDS.map(value => ({ value, label: n(kindTexts[value]) }))}
        />
        <SelectField label={w('area')} value={areaId} choices={areaChoices()} />
      </div>
      <FormFoot
        attempt={attempt}
        save={w('registerDevice')}
        valid={DEVICE_ID.test(id.value)}
        cancel={cancel}
      />
    </form>
  )
}

function OnceShown({ credential, done }: { credential: Credential; done: () => void }) {
  const copied = useSignal('')
  const copy = async (text: string) => {
    // Only a page served over HTTPS may write the clipboard; elsewhere the text is there to be selected.
    await navigator.clipboard?.writeText(text).then(() => (copied.value = text))
  }
  const rows = [
    [w('username'), credential.username],
    [w('password'), credential.password],
  ] as const
  return (
    <section class="card stack" data-testid="credential">
      <p role="status">{w('credentialOnce')}</p>
      {rows.map(([label, text]) => (
        <div class="row between" key={label}>
          <span>
            <span class="small quiet">{label}</span>
            <br />
            <code class="selectable">{text}</code>
          </span>
          {navigator.clipboard !== undefined && (
            <button type="button" class="button" onClick={() => void copy(text)}>
              {copied.value === text ? w('copied') : w('copy')}
            </button>
          )}
        </div>
      ))}
      <p>
        <button type="button" class="button primary" onClick={done}>
          {w('done')}
        </button>
      </p>
    </section>
  )
}
