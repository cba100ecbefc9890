import { workTexts } from '../../../core/text/matters.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of the pages about work. */
export const k = wordsFrom(workTexts)
