/** An answer of the API as a signal with its three designed states: loading, here, failed. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export type Resource<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown }

export interface Refresh {
  /** Asked again this often. */
  readonly everyMs?: number | undefined
  /** Asked again whenever this changes, while what is shown stays: nothing somebody has typed there is lost. */
  readonly after?: string | number
}

/** Loads anew when `key` says it is about something else; a failed refresh keeps what was there. */
export function useResource<T>(
  load: () => Promise<T>,
  key: string,
  { everyMs, after }: Refresh = {},
): [Signal<Resource<T>>, () => Promise<void>] {
  const held = useSignal<Resource<T>>({ state: 'loading' })
  const turn = useRef(0)
  const latest = useRef(load)
  latest.current = load
  const again = async () => {
    const mine = ++turn.current
    try {
      const value = await latest.current()
      if (mine === turn.current) held.value = { state: 'here', value }
    } catch (error) {
      if (mine === turn.current && held.value.state !== 'here') held.value = { state: 'failed', error }
    }
  }
  useEffect(() => {
    held.value = { state: 'loading' }
    return () => void turn.current++
  }, [key])
  useEffect(() => void again(), [key, after])
  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(again, everyMs)
    return () => clearInterval(timer)
  }, [key, everyMs])
  return [held, again]
}
