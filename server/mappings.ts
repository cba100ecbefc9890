/** How JSON of no known dialect is read: kept in the state, held in memory for the road of readings. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../core/contract/error.ts'
import { MAPPING_LIMITS, type Mapping } from '../core/contract/mapping.ts'
import { stepsOf } from '../core/mapping/path.ts'
import { faultOfFilter } from '../core/mapping/topic.ts'
import { conversionFor } from '../core/points/units.ts'
import type { Clock, MappingBook, StateStore } from '../core/ports.ts'

export type MappingInput = Omit<Mapping, 'id' | 'createdAt' | 'changedAt'>

/** All that change something throw a `Problem` for a mapping that cannot be used. */
export interface Mappings extends MappingBook {
  get(id: string): Mapping | undefined
  create(input: MappingInput): Mapping
  change(id: string, input: MappingInput): Mapping
  remove(mapping: Mapping): void
  /** Somebody else has written to the state. */
  reload(): void
}

export function createMappings(state: Pick<StateStore, 'mappings'>, clock: Clock): Mappings {
  let current = state.mappings.list()
  const listeners: (() => void)[] = []
  const keep = (mapping: Mapping) => {
    state.mappings.put(mapping)
    told()
    return mapping
  }
  const told = () => {
    current = state.mappings.list()
    for (const listener of listeners) listener()
  }
  return {
    current: () => current,
    get: id => current.find(one => one.id === id),
    onChange: listener => void listeners.push(listener),
    create(input) {
      if (current.length >= MAPPING_LIMITS.mappings)
        throw new Problem('thing.conflict', `there are ${MAPPING_LIMITS.mappings} mappings already`)
      requireUsable(input)
      const now = clock.now()
      return keep({ ...input, id: `m-${randomUUID().slice(0, 8)}`, createdAt: now, changedAt: now })
    },
    change(id, input) {
      const before = state.mappings.get(id)
      if (before === undefined) throw new Problem('thing.not-found', `there is no ${id}`)
      requireUsable(input)
      return keep({ ...before, ...input, changedAt: clock.now() })
    },
    remove({ id }) {
      state.mappings.remove(id)
      told()
    },
    reload: told,
  }
}

/** Throws `request.invalid` for a mapping that could read nothing. */
export function requireUsable({ topic, devicePath, timePath, fields }: MappingInput): void {
  const fault = faultOfFilter(topic)
  if (fault !== undefined) throw new Problem('request.invalid', `topic: ${fault}`, { field: 'topic', fault })
  for (const path of [devicePath, timePath, ...fields.map(field => field.path)])
    if (path !== null && stepsOf(path) === undefined)
      throw new Problem('request.invalid', `"${path}" is no path into JSON`, { field: 'path', path })
  for (const { metric, unit } of fields)
    if (unit !== null && conversionFor(metric, unit) === undefined)
      throw new Problem('request.invalid', `${metric} cannot be measured in ${unit}`, { field: 'unit', unit })
}
