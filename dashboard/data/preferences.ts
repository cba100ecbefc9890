/** What this browser remembers of its person: language, theme. Kept per browser, not per account. */
import { effect, signal } from '@preact/signals'
import type { Language } from '../../core/contract/schema.ts'
import type { Role } from '../../core/contract/user.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

function remembered<T extends string>(key: string, allowed: readonly T[], otherwise: T) {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(key)
  } catch {
    // A browser that forbids storage still gets the page, only without a memory.
  }
  const value = signal<T>(allowed.find(word => word === kept) ?? otherwise)
  effect(() => {
    const word = value.value
    try {
      localStorage.setItem(key, word)
    } catch {
      // As above.
    }
  })
  return value
}

const browserLanguage: Language = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
export const language = remembered<Language>('steward.language', ['zh', 'en'], browserLanguage)
export const theme = remembered<Theme>('steward.theme', THEMES, 'system')

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = signal(systemDark.matches)
systemDark.addEventListener('change', event => {
  systemIsDark.value = event.matches
})

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})
effect(() => {
  document.documentElement.dataset.theme = shownTheme()
})

/** The theme on the screen, with the system's choice filled in. */
export function shownTheme(): 'light' | 'dark' {
  if (theme.value !== 'system') return theme.value
  return systemIsDark.value ? 'dark' : 'light'
}

const FIRST_PAGE: Partial<Record<Role, string>> = { grounds: '/grounds', energy: '/utilities' }

/** The page a person's day starts on. */
export function firstPageOf(role: Role): string {
  return FIRST_PAGE[role] ?? '/'
}
