/** A collection of the state, in memory. */
import type { Collection } from '../../core/ports.ts'

export function memoryCollection<T extends { readonly id: string | number }>(
  kept = new Map<T['id'], T>(),
): Collection<T> {
  return {
    get: id => kept.get(id),
    list: where =>
      [...kept.values()].filter(one =>
        Object.entries(where ?? {}).every(([key, value]) => one[key as keyof T] === value),
      ),
    put: one => void kept.set(one.id, one),
    remove: id => kept.delete(id),
  }
}
