import { useSignal } from '@preact/signals'
import { ROLES, type Role, type UserView } from '../../../core/contract/user.ts'
import { api, call } from '../../data/api.ts'
import { useResource } from '../../data/resource.ts'
import { may, user } from '../../data/store.ts'
import { type WordKey, w } from '../../data/words.ts'
import { Answer, Trouble } from '../../widgets/answer.tsx'

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
  const trouble = useSignal<unknown>(null)
  const toggle = async ({ id, disabled }: UserView) => {
    trouble.value = null
    await call(api.changeUser, { params: { id }, body: { disabled: !disabled } }).catch(error => {
      trouble.value = error
    })
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
  const trouble = useSignal<unknown>(null)
  const add = async (event: Event) => {
    event.preventDefault()
    trouble.value = null
    const body = {
      username: username.value.trim(),
      displayName: displayName.value.trim(),
      password: password.value,
      role: role.value,
    }
    try {
      await call(api.createUser, { body })
      username.value = displayName.value = password.value = ''
      await again()
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <form class="card stack" onSubmit={add}>
      <h2>{w('addUser')}</h2>
      <div class="form">
        <label class="field">
          <span>{w('username')}</span>
          <input required value={username.value} onInput={e => (username.value = e.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{w('displayName')}</span>
          <input value={displayName.value} onInput={e => (displayName.value = e.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{w('role')}</span>
          <select value={role.value} onInput={e => (role.value = e.currentTarget.value as Role)}>
            {ROLES.map(word => (
              <option key={word} value={word}>
                {w(ROLE_WORDS[word])}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>
            {w('password')} · {w('passwordHint')}
          </span>
          <input
            type="password"
            required
            minLength={8}
            autocomplete="new-password"
            value={password.value}
            onInput={e => (password.value = e.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary">
          {w('addUser')}
        </button>
      </div>
      <Trouble error={trouble.value} />
    </form>
  )
}
