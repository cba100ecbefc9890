import { uiDevices } from '../../../core/text/ui-devices.ts'
import { wordsFrom } from '../../data/words.ts'

/** The words of the devices pages. */
export const d = wordsFrom(uiDevices)
