/** How the cabinets stand beyond their newest reading: asked for while a page shows them, kept when the line is down. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CabinetState } from '../../core/contract/cabinet.ts'
import { api, call } from './api.ts'

const EVERY_MS = 20_000

export const cabinetStates = signal<ReadonlyMap<string, CabinetState>>(new Map())

/** Keeps {@link cabinetStates} fresh while the component is there. */
export function useCabinets(): void {
  useEffect(() => {
    const turn = () => void load()
    turn()
    const timer = setInterval(turn, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}

async function load(): Promise<void> {
  try {
    const states = await call(api.listCabinets)
    cabinetStates.value = new Map(states.map(state => [state.id, state]))
  } catch {
    // What was known stays; its age is on the page.
  }
}

/** An answer that came with something else is newer than the last round. */
export function keepState(state: CabinetState): void {
  cabinetStates.value = new Map(cabinetStates.value).set(state.id, state)
}
