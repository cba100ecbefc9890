/** The designed states of a page that waits, has nothing, or failed. */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { wordsOf } from '../data/api.ts'
import type { Resource } from '../data/resource.ts'
import { w } from '../data/words.ts'
import { Icon } from './icon.tsx'
import { icons } from './icons.ts'

export function Empty({
  title,
  text,
  children,
}: {
  title: string
  text: string
  children?: ComponentChildren
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p class="quiet">{text}</p>
      {children}
    </div>
  )
}

export function Skeletons({ count = 6 }: { count?: number }) {
  return (
    <div class="grid" role="status" aria-label={w('loading')}>
      {Array.from({ length: count }, (_, index) => (
        <div class="skeleton" key={index} />
      ))}
    </div>
  )
}

export function Trouble({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  return (
    <p class="problem" role="alert">
      <Icon svg={icons.circleAlert} />
      {wordsOf(error)}
    </p>
  )
}

/** Shows a resource in whichever state it is. */
export function Answer<T>(props: {
  resource: Signal<Resource<T>>
  again: () => Promise<void>
  skeletons?: number
  children: (value: T) => ComponentChildren
}) {
  const held = props.resource.value
  if (held.state === 'loading') return <Skeletons count={props.skeletons ?? 3} />
  if (held.state === 'here') return <>{props.children(held.value)}</>
  return (
    <div class="empty">
      <h2>{w('failed')}</h2>
      <Trouble error={held.error} />
      <button type="button" class="button" onClick={() => void props.again()}>
        {w('tryAgain')}
      </button>
    </div>
  )
}
