import { useSignal } from '@preact/signals'
import { PASSWORD_LENGTH } from '../../../core/contract/user.ts'
import { api, call } from '../../data/api.ts'
import { useAttempt } from '../../data/attempt.ts'
import { language } from '../../data/preferences.ts'
import { enter } from '../../data/session.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { TextField } from '../../widgets/field.tsx'
import { Welcome } from './sign-in.tsx'

/** First run: the code on the console proves that whoever makes the administrator can see the machine. */
export function Setup() {
  const code = useSignal('')
  const username = useSignal('admin')
  const password = useSignal('')
  const attempt = useAttempt()
  const submit = (event: Event) => {
    event.preventDefault()
    const body = { username: username.value.trim(), password: password.value }
    void attempt.run(async () => {
      await call(api.completeSetup, { body: { ...body, code: code.value.trim(), language: language.value } })
      await enter((await call(api.signIn, { body })).user)
    })
  }
  return (
    <Welcome title={w('setupTitle')} text={w('setupText')}>
      <form class="stack" onSubmit={submit}>
        <TextField
          {...{ label: w('setupCode'), value: code, testId: 'setup-code', required: true }}
          autocomplete="off"
        />
        <TextField
          {...{ label: w('username'), value: username, testId: 'setup-username', required: true }}
          autocomplete="username"
          autocapitalize="none"
        />
        <TextField
          label={`${w('password')} · ${w('passwordHint')}`}
          {...{ value: password, testId: 'setup-password', required: true }}
          type="password"
          minLength={PASSWORD_LENGTH.min}
          maxLength={PASSWORD_LENGTH.max}
          autocomplete="new-password"
        />
        <Trouble error={attempt.trouble.value} />
        <button
          type="submit"
          class="button primary wide"
          data-testid="setup-submit"
          disabled={attempt.busy.value}
        >
          {w('setupDo')}
        </button>
      </form>
    </Welcome>
  )
}
