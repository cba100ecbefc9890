import { useSignal } from '@preact/signals'
import { api, call } from '../../data/api.ts'
import { language } from '../../data/preferences.ts'
import { enter } from '../../data/session.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { Welcome } from './sign-in.tsx'

/** First run: the code on the console proves that whoever makes the administrator can see the machine. */
export function Setup() {
  const code = useSignal('')
  const username = useSignal('admin')
  const password = useSignal('')
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    busy.value = true
    trouble.value = null
    const body = { username: username.value.trim(), password: password.value }
    try {
      await call(api.completeSetup, { body: { ...body, code: code.value.trim(), language: language.value } })
      const { user } = await call(api.signIn, { body })
      await enter(user)
    } catch (error) {
      trouble.value = error
    }
    busy.value = false
  }
  return (
    <Welcome title={w('setupTitle')} text={w('setupText')}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{w('setupCode')}</span>
          <input
            data-testid="setup-code"
            required
            autocomplete="off"
            value={code.value}
            onInput={event => (code.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{w('username')}</span>
          <input
            data-testid="setup-username"
            required
            autocomplete="username"
            value={username.value}
            onInput={event => (username.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>
            {w('password')} · {w('passwordHint')}
          </span>
          <input
            data-testid="setup-password"
            type="password"
            required
            minLength={8}
            autocomplete="new-password"
            value={password.value}
            onInput={event => (password.value = event.currentTarget.value)}
          />
        </label>
        <Trouble error={trouble.value} />
        <button type="submit" class="button primary wide" data-testid="setup-submit" disabled={busy.value}>
          {w('setupDo')}
        </button>
      </form>
    </Welcome>
  )
}
