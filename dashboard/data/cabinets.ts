/** How the cabinets stand beyond their newest reading, asked for while there is one, kept when the line is down. */
import { effect, signal } from '@preact/signals'
import type { CabinetState } from '../../core/contract/cabinet.ts'
import type { Device } from '../../core/contract/device.ts'
import type { StateWord } from '../../core/text/states.ts'
import { api, call } from './api.ts'
import { CABINETS } from './standing.ts'
import { devices } from './store.ts'

const EVERY_MS = 20_000

export const cabinetStates = signal<ReadonlyMap<string, CabinetState>>(new Map())

/** Keeps {@link cabinetStates} fresh; the answer ends it. */
export function followCabinets(): () => void {
  const turn = () => {
    if ([...devices.peek().values()].some(isCabinet)) void load()
  }
  const end = effect(() => {
    void devices.value.size
    turn()
  })
  const timer = setInterval(turn, EVERY_MS)
  return () => {
    clearInterval(timer)
    end()
  }
}

/** As its alarms say; and attention before they do, when time runs or a level is passed. */
export function watchedState(device: Device, state: StateWord): StateWord {
  const cabinet = cabinetStates.value.get(device.id)
  if (state !== 'good' || cabinet === undefined) return state
  return cabinet.timeLeft !== null || cabinet.word === 'beyond' || cabinet.word === 'far'
    ? 'attention'
    : 'good'
}

const isCabinet = ({ kind, status }: Device) => CABINETS.includes(kind) && status === 'active'

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
