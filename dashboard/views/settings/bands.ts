import type { Band } from '../../../core/contract/energy.ts'
import type { WordKey } from '../../data/words.ts'

export const BAND_WORDS: Readonly<Record<Band, WordKey>> = {
  sharp: 'bandSharp',
  peak: 'bandPeak',
  flat: 'bandFlat',
  valley: 'bandValley',
  'deep-valley': 'bandDeepValley',
}
