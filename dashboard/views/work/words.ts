import { workTexts } from '../../../core/text/work.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of the pages about work. */
export const k = wordsFrom(workTexts)
