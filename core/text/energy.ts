/** Words about meters and tariffs. */
import type { Band, Medium } from '../contract/energy.ts'
import type { Name } from '../contract/schema.ts'

export const mediumTexts: Readonly<Record<Medium, Name>> = {
  electricity: { zh: '电', en: 'Electricity' },
  water: { zh: '水', en: 'Water' },
  gas: { zh: '燃气', en: 'Gas' },
  heat: { zh: '热力', en: 'Heat' },
}

export const bandTexts: Readonly<Record<Band, Name>> = {
  sharp: { zh: '尖峰', en: 'Sharp peak' },
  peak: { zh: '高峰', en: 'Peak' },
  flat: { zh: '平段', en: 'Flat' },
  valley: { zh: '低谷', en: 'Valley' },
  'deep-valley': { zh: '深谷', en: 'Deep valley' },
}
