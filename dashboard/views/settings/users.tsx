import { useSignal } from '@preact/signals'
import { PASSWORD_LENGTH, ROLES, type Role, type UserView } from '../../../core/contract/user.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { useResource } from '../../data/resource.ts'
import { may, user } from '../../data/store.ts'
import { type WordKey, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'
import { FormFoot, onSubmit, SelectField, TextField } from '../../widgets/field.tsx'

const ROLE_WORDS: Readonly<Record<Role, WordKey>> = {
  viewer: 'roleViewer',
  kitchen: 'roleKitchen',
  grounds: 'roleGrounds',
  energy: 'roleEnergy',
  manager: 'roleManager',
  administrator: 'roleAdministrator',
}

export function Users() {
  const [resource, again] = useResource(() => call(api.listUsers), 'users')
  const { trouble, run } = useAttempt()
  const toggle = async ({ id, disabled }: UserView) => {
    await run(() => call(api.changeUser, { params: { id }, body: { disabled: !disabled } }))
    await again()
  }
  return (
    <div class="page">
      <Trouble error={trouble.value} />
      <Answer resource={resource} again={again}>
        {list => (
          <ul class="list">
            {list.map(person => (
              <li key={person.id} class="row between">
                <span>
                  {person.displayName || person.username}
                  <span class="small quiet">
                    {' '}
                    {person.username} · {w(ROLE_WORDS[person.role])}
                    {person.disabled && ` · ${w('disabledUser')}`}
                  </span>
                </span>
                {may('user.change') && person.id !== user.value?.id && (
                  <button type="button" class="button plain" onClick={() => void toggle(person)}>
                    {person.disabled ? w('enable') : w('disable')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {may('user.change') && <NewUser again={again} />}
    </div>
  )
}

function NewUser({ again }: { again: () => Promise<void> }) {
  const username = useSignal('')
  const displayName = useSignal('')
  const password = useSignal('')
  const role = useSignal<Role>('kitchen')
  const attempt = useAttempt()
  const add = async () => {
    const body = {
      username: username.value.trim(),
      displayName: displayName.value.trim(),
      password: password.value,
      role: role.value,
    }
    if (!(await attempt.run(() => call(api.createUser, { body })))) return
    username.value = displayName.value = password.value = ''
    await again()
  }
  return (
    <form class="card stack" onSubmit={onSubmit(() => void add())}>
      <h2>{w('addUser')}</h2>
      <div class="form">
        <TextField label={w('username')} value={username} required />
        <TextField label={w('displayName')} value={displayName} />
        <SelectField
          label={w('role')}
          value={role}
          choices={ROLES.map(value => ({ value, label: w(ROLE_WORDS[value]) }))}
        />
        <TextField
          label={`${w('password')} · ${w('passwordHint')}`}
          value={password}
          type="password"
          autocomplete="new-password"
          minLength={PASSWORD_LENGTH.min}
          maxLength={PASSWORD_LENGTH.max}
          required
        />
      </div>
      <FormFoot attempt={attempt} save={w('addUser')} />
    </form>
  )
}
