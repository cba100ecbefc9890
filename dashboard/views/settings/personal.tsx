import { useSignal } from '@preact/signals'
import { api, call } from '../../data/api.ts'
import { language, THEMES, theme } from '../../data/preferences.ts'
import { signOut } from '../../data/session.ts'
import { w } from '../../data/words.ts'
import { Trouble } from '../../widgets/answer.tsx'
import { Reach } from './reach.tsx'
import { Sounds } from './sounds.tsx'

const THEME_WORDS = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const

export function Personal() {
  return (
    <div class="page">
      <div class="chips">
        <button
          type="button"
          class="chip"
          onClick={() => (language.value = language.value === 'zh' ? 'en' : 'zh')}
        >
          {w('languageWord')} · {w('languageOwn')}
        </button>
        {THEMES.map(word => (
          <button
            key={word}
            type="button"
            class="chip"
            aria-pressed={theme.value === word}
            onClick={() => (theme.value = word)}
          >
            {w(THEME_WORDS[word])}
          </button>
        ))}
      </div>
      <Sounds />
      <Reach />
      <PasswordForm />
      <div>
        <button type="button" class="button" onClick={() => void signOut()}>
          {w('signOut')}
        </button>
      </div>
    </div>
  )
}

function PasswordForm() {
  const current = useSignal('')
  const next = useSignal('')
  const saved = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const save = async (event: Event) => {
    event.preventDefault()
    trouble.value = null
    saved.value = false
    try {
      await call(api.changePassword, { body: { current: current.value, next: next.value } })
      saved.value = true
      current.value = ''
      next.value = ''
    } catch (error) {
      trouble.value = error
    }
  }
  const field = (
    value: { value: string },
    label: string,
    autocomplete: 'current-password' | 'new-password',
  ) => (
    <label class="field">
      <span>{label}</span>
      <input
        type="password"
        required
        autocomplete={autocomplete}
        value={value.value}
        onInput={e => (value.value = e.currentTarget.value)}
      />
    </label>
  )
  return (
    <form class="card stack" onSubmit={save}>
      <h2>{w('changePassword')}</h2>
      <div class="form">
        {field(current, w('currentPassword'), 'current-password')}
        {field(next, `${w('newPassword')} · ${w('passwordHint')}`, 'new-password')}
        <button type="submit" class="button primary" disabled={current.value === '' || next.value.length < 8}>
          {w('save')}
        </button>
      </div>
      {saved.value && <p role="status">{w('passwordChanged')}</p>}
      <Trouble error={trouble.value} />
    </form>
  )
}
