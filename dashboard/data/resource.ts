/** An answer of the API as a signal with its three designed states: loading, here, failed. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export type Resource<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown }

/** Loads when `key` changes and again every `everyMs`; a failed refresh keeps what was there. */
export function useResource<T>(
  load: () => Promise<T>,
  key: string,
  everyMs?: number,
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
    void again()
    const timer = everyMs === undefined ? undefined : setInterval(again, everyMs)
    return () => {
      turn.current++
      clearInterval(timer)
    }
  }, [key, everyMs])
  return [held, again]
}
