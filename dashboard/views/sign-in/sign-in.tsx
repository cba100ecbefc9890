import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { api, call } from '../../data/api.ts'
import { enter } from '../../data/session.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { LanguageSwitch } from '../../widgets/navigation.tsx'

/** The card in the middle that sign-in and first run share. */
export function Welcome({
  title,
  text,
  children,
}: {
  title: string
  text: string
  children: ComponentChildren
}) {
  return (
    <main class="welcome">
      <div class="tools">
        <LanguageSwitch />
      </div>
      <div class="card stack">
        <img src="/icon.svg" alt="" width="48" height="48" />
        <div>
          <p class="quiet">{w('brand')}</p>
          <h1>{title}</h1>
        </div>
        <p class="quiet">{text}</p>
        {children}
      </div>
    </main>
  )
}

export function SignIn() {
  const username = useSignal('')
  const password = useSignal('')
  const busy = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    busy.value = true
    trouble.value = null
    try {
      const body = { username: username.value.trim(), password: password.value }
      const { user } = await call(api.signIn, { body })
      await enter(user)
    } catch (error) {
      trouble.value = error
    }
    busy.value = false
  }
  return (
    <Welcome title={w('signInTitle')} text={w('tagline')}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>{w('username')}</span>
          <input
            data-testid="sign-in-username"
            autocomplete="username"
            autocapitalize="none"
            required
            value={username.value}
            onInput={event => (username.value = event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{w('password')}</span>
          <input
            data-testid="sign-in-password"
            type="password"
            autocomplete="current-password"
            required
            value={password.value}
            onInput={event => (password.value = event.currentTarget.value)}
          />
        </label>
        <Trouble error={trouble.value} />
        <button type="submit" class="button primary wide" data-testid="sign-in-submit" disabled={busy.value}>
          {busy.value ? w('signingIn') : w('signIn')}
        </button>
      </form>
    </Welcome>
  )
}
