import { safetyUi } from '../../../core/text/safety-ui.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of the safety pages. */
export const s = wordsFrom(safetyUi)
