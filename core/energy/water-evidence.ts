/** What speaks for a cause, in words with its figures. */
import type { WaterCause } from '../contract/energy-waste.ts'
import type { Language, Name } from '../contract/schema.ts'
import { waterEvidenceTexts as words } from '../text/energy-waste.ts'
import { formatNumber } from '../text/format.ts'
import { fill } from '../text/text.ts'
import type { WaterSigns } from './water-signs.ts'

/** The strongest first; at most four. */
export function evidenceOf(cause: WaterCause, signs: WaterSigns): Name[] {
  return lines(cause, signs)
    .slice(0, 4)
    .map(([key, values]) => {
      const say = (language: Language) =>
        fill(
          words[key],
          language,
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [
              name,
              typeof value === 'object'
                ? value[language]
                : typeof value === 'string'
                  ? value
                  : formatNumber(value, value < 10 ? 1 : 0, language),
            ]),
          ),
        )
      return { zh: say('zh'), en: say('en') }
    })
}

type Line = readonly [keyof typeof words, Readonly<Record<string, number | string | Name>>]

function lines(cause: WaterCause, signs: WaterSigns): Line[] {
  const { quietLpm, nights, sustainedNights, valve, broken, growth, onsetHour, activeNights } = signs
  const quiet: Line = ['quiet', { lpm: quietLpm, nights: String(nights.length) }]
  const where: Line[] = signs.inKitchen ? [['inKitchen', {}]] : [['notKitchen', {}]]
  switch (cause) {
    case 'none':
      return [['calm', { lpm: quietLpm, nights: String(nights.length) }]]
    case 'stuck-valve':
      if (valve === null) return [quiet]
      return [
        ['valve', { zone: valve.zone.name, lpm: valve.lpm, minutes: valve.minutes }],
        ['valveLike', { nominal: valve.zone.nominalLpm }],
        quiet,
      ]
    case 'broken-line':
      if (broken === null) return [quiet]
      return [
        [
          'broken',
          { zone: broken.zone.name, percent: (broken.ratio - 1) * 100, nominal: broken.zone.nominalLpm },
        ],
        ['brokenOnly', { lpm: quietLpm }],
      ]
    case 'hidden-leak':
      return [
        ['sustained', { nights: String(sustainedNights), of: String(nights.length) }],
        ['even', { percent: signs.unevenness * 100 }],
        ...where,
        quiet,
      ]
    case 'growing-leak':
      return [['growing', { times: growth, nights: String(sustainedNights) }], ...where, quiet]
    case 'tap-left-on':
      return [
        ['tap', { nights: String(sustainedNights), of: String(nights.length) }],
        ...(onsetHour === null ? [] : [['onset', { time: clockOf(onsetHour) }] as const]),
        ...where,
      ]
    case 'toilet':
      return [['gulps', { nights: String(activeNights), of: String(nights.length) }], quiet, ...where]
    case 'unmetered-use':
      return [['people', { nights: String(activeNights), of: String(nights.length) }], ...where]
  }
}

function clockOf(hour: number): string {
  return `${String(Math.floor(hour)).padStart(2, '0')}:${String(Math.round((hour % 1) * 60)).padStart(2, '0')}`
}
