/** The words these pages bring along, and the few things all of them say. */
import type { Medium, Purpose } from '../../../core/contract/energy.ts'
import { uiEnergySettings } from '../../../core/text/energy-settings-ui.ts'
import { uiEnergy } from '../../../core/text/energy-ui.ts'
import { wordsFrom } from '../../data/words.ts'

export const e = wordsFrom(uiEnergy)
/** What management is reckoned with. */
export const s = wordsFrom(uiEnergySettings)
export type SettingsWord = keyof typeof uiEnergySettings & string
export type EnergyWord = keyof typeof uiEnergy & string

export const UNIT_WORD: Readonly<Record<Medium, string>> = {
  electricity: 'kWh',
  water: 'm³',
  gas: 'm³',
  heat: 'GJ',
}

export const PURPOSE_WORDS: Readonly<Record<Purpose, EnergyWord>> = {
  whole: 'purposeWhole',
  kitchen: 'purposeKitchen',
  'cold-store': 'purposeColdStore',
  lighting: 'purposeLighting',
  'air-conditioning': 'purposeAirConditioning',
  power: 'purposePower',
  irrigation: 'purposeIrrigation',
  washing: 'purposeWashing',
  boiler: 'purposeBoiler',
  bath: 'purposeBath',
  dormitory: 'purposeDormitory',
  office: 'purposeOffice',
  other: 'purposeOther',
}
