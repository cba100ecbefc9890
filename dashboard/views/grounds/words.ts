import { wateringUi } from '../../../core/text/watering-ui.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of the grounds pages. */
export const g = wordsFrom(wateringUi)
