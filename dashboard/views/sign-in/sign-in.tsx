import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { PASSWORD_LENGTH } from '../../../core/contract/user.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { enter } from '../../data/session.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { TextField } from '../../widgets/field.tsx'
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
  const attempt = useAttempt()
  const submit = (event: Event) => {
    event.preventDefault()
    const body = { username: username.value.trim(), password: password.value }
    void attempt.run(async () => enter((await call(api.signIn, { body })).user))
  }
  return (
    <Welcome title={w('signInTitle')} text={w('tagline')}>
      <form class="stack" onSubmit={submit}>
        <TextField
          {...{ label: w('username'), value: username, testId: 'sign-in-username', required: true }}
          autocomplete="username"
          autocapitalize="none"
        />
        <TextField
          {...{ label: w('password'), value: password, testId: 'sign-in-password', required: true }}
          type="password"
          maxLength={PASSWORD_LENGTH.max}
          autocomplete="current-password"
        />
        <Trouble error={attempt.trouble.value} />
        <button
          type="submit"
          class="button primary wide"
          data-testid="sign-in-submit"
          disabled={attempt.busy.value}
        >
          {attempt.busy.value ? w('signingIn') : w('signIn')}
        </button>
      </form>
    </Welcome>
  )
}
