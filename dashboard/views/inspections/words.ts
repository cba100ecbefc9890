import { inspectionTexts } from '../../../core/text/inspections.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of inspections. */
export const i = wordsFrom(inspectionTexts)
