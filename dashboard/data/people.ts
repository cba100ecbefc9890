/** Colleagues by their names, asked for once and again now and then. */
import { computed, signal } from '@preact/signals'
import type { Person } from '../../core/contract/channel.ts'
import { api, call } from './api.ts'

const FRESH_MS = 60_000
const people = signal<readonly Person[]>([])
let askedAt = Number.NEGATIVE_INFINITY

export const everybody = computed(() => people.value)
const names = computed(() => new Map(people.value.map(({ id, name }) => [id, name])))

/** Asks when what is known is old; a failure keeps what was known. */
export function askPeople(): void {
  if (performance.now() - askedAt < FRESH_MS) return
  askedAt = performance.now()
  call(api.listPeople).then(
    found => {
      people.value = found
    },
    () => {
      askedAt = Number.NEGATIVE_INFINITY
    },
  )
}

export function personName(id: string): string {
  return names.value.get(id) ?? '…'
}
