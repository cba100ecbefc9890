/** Words of the reports' screens, and numbers as every form of a report writes them. */
import { reportPageTexts } from '../../../core/text/reports-page.ts'
import { printTexts } from '../../../core/text/reports-print.ts'
import { fill, type TextValues } from '../../../core/text/text.ts'
import { language } from '../../data/preferences.ts'

const all = { ...printTexts, ...reportPageTexts }
export type ReportWord = keyof typeof all

export const rw = (key: ReportWord, values?: TextValues) => fill(all[key], language.value, values)
