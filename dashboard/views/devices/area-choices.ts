import { areas } from '../../data/store.ts'
import { n, w } from '../../data/words.ts'
import type { Choice } from '../../widgets/field.tsx'

/** Every area of the site, and none. */
export function areaChoices(): readonly Choice<string>[] {
  return [
    { value: '', label: w('noArea') },
    ...[...areas.value.values()].map(({ id, name }) => ({ value: id, label: n(name) })),
  ]
}
