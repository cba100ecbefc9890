/** The places of the site to choose from; empty for all of it. */
import { areas } from '../../data/store.ts'
import { n } from '../../data/words.ts'
import { s } from './words.ts'

export function placeChoices() {
  return [
    { value: '', label: s('wholeSite') },
    ...[...areas.value.values()].map(({ id, name }) => ({ value: id, label: n(name) })),
  ]
}
