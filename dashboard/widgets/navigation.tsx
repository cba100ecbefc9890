import { language, THEMES, theme } from '../data/preferences.ts'
import { path } from '../data/router.ts'
import { armSound, disarmSound, soundArmed } from '../data/sound.ts'
import { needsPerson } from '../data/standing.ts'
import { alarms } from '../data/store.ts'
import { type WordKey, w } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'
import { StopWater } from './stop-water.tsx'

interface Place {
  readonly href: string
  readonly word: WordKey
  readonly icon: string
}
/** In the bottom bar of a phone; the rest is behind "more" there and in the rail on a desk. */
const FIRST: readonly Place[] = [
  { href: '/', word: 'overview', icon: icons.home },
  { href: '/kitchen', word: 'kitchen', icon: icons.utensils },
  { href: '/safety', word: 'safety', icon: icons.shield },
  { href: '/grounds', word: 'grounds', icon: icons.sprout },
  { href: '/utilities', word: 'utilities', icon: icons.zap },
]
export const REST: readonly Place[] = [
  { href: '/alarms', word: 'alarms', icon: icons.bell },
  { href: '/matters', word: 'work', icon: icons.user },
  { href: '/inspections', word: 'inspections', icon: icons.check },
  { href: '/devices', word: 'devices', icon: icons.cpu },
  { href: '/reports', word: 'reports', icon: icons.file },
  { href: '/settings', word: 'settings', icon: icons.settings },
  { href: '/wall', word: 'wall', icon: icons.screen },
]

export function Navigation() {
  return (
    <nav class="nav" aria-label={w('pages')}>
      {FIRST.map(place => (
        <NavLink key={place.href} place={place} />
      ))}
      {REST.map(place => (
        <NavLink key={place.href} place={place} className="desk-only" />
      ))}
    </nav>
  )
}

function NavLink({ place, className }: { place: Place; className?: string }) {
  const here = place.href === '/' ? path.value === '/' : path.value.startsWith(place.href)
  return (
    <a href={place.href} class={className} aria-current={here ? 'page' : undefined}>
      <Icon svg={place.icon} />
      {w(place.word)}
    </a>
  )
}

const THEME_LOOK = {
  system: { word: 'themeSystem', icon: icons.system },
  light: { word: 'themeLight', icon: icons.sun },
  dark: { word: 'themeDark', icon: icons.moon },
} as const

/** Language, theme, sound and the alarm badge: on every page, one tap each. */
export function Tools() {
  const count = [...alarms.value.values()].filter(needsPerson).length
  const look = THEME_LOOK[theme.value]
  return (
    <>
      <StopWater />
      <a
        class="button plain"
        href="/alarms"
        aria-label={w('openAlarms', { count })}
        data-testid="alarm-badge"
      >
        <Icon svg={icons.bell} />
        <span class={`badge${count === 0 ? ' none' : ''}`}>{count}</span>
      </a>
      <SoundSwitch />
      <LanguageSwitch />
      <button
        type="button"
        class="button plain"
        data-testid="theme-switch"
        aria-label={w(look.word)}
        title={w(look.word)}
        onClick={() => {
          theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system'
        }}
      >
        <Icon svg={look.icon} />
      </button>
      <a class="button plain more-link" href="/more" aria-label={w('more')} title={w('more')}>
        <Icon svg={icons.ellipsis} />
      </a>
    </>
  )
}

export function SoundSwitch({ wordy = false }: { wordy?: boolean }) {
  const word = soundArmed.value ? w('soundOn') : w('soundOff')
  return (
    <button
      type="button"
      class="button plain"
      data-testid="sound-switch"
      aria-pressed={soundArmed.value}
      aria-label={word}
      title={word}
      onClick={() => (soundArmed.value ? disarmSound() : void armSound())}
    >
      <Icon svg={soundArmed.value ? icons.soundOn : icons.soundOff} />
      {wordy && word}
    </button>
  )
}

export function LanguageSwitch() {
  return (
    <button
      type="button"
      class="button plain"
      data-testid="language-switch"
      lang={language.value === 'zh' ? 'en' : 'zh-CN'}
      title={w('switchLanguageLabel')}
      onClick={() => {
        language.value = language.value === 'zh' ? 'en' : 'zh'
      }}
    >
      {w('switchLanguage')}
      <span class="sr">{w('switchLanguageLabel')}</span>
    </button>
  )
}
