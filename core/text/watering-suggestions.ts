/** What was learned about a zone, as a question to a person. */
import type { Name } from '../contract/schema.ts'
import type { Suggestion } from '../contract/watering-record.ts'
import { formatNumber } from './format.ts'
import { fillBoth, texts } from './text.ts'

const SENTENCES = texts({
  'nominal-flow': {
    zh: '{zone}最近 {runs} 次实测流量 {suggested} L/min，设置里是 {current} L/min。改成实测值吗？',
    en: '{zone}: the last {runs} runs measured {suggested} L/min, the settings say {current} L/min. Take over the measured figure?',
  },
  more: {
    zh: '{zone}这个季节流量涨了 {suggested}%。可能管子或喷头在漏，请看一看。',
    en: '{zone}: flow has risen by {suggested} % over the season. Look for a leaking pipe or head.',
  },
  less: {
    zh: '{zone}这个季节流量少了 {suggested}%。可能滤网或喷头堵了，请看一看。',
    en: '{zone}: flow has fallen by {suggested} % over the season. Look at filter and heads.',
  },
  'precipitation-rate': {
    zh: '{zone}按土壤湿度看，每小时进到根里的水是 {suggested} mm，不是算出来的 {current} mm（{runs} 次）。按实测改吗？',
    en: '{zone}: by the soil, an hour of water brings {suggested} mm to the roots, not the reckoned {current} mm ({runs} runs). Go by what was measured?',
  },
})

interface Facts extends Pick<Suggestion, 'kind' | 'current' | 'suggested' | 'runs'> {
  readonly zone: Name
}

export function suggestionSentence({ kind, zone, current, suggested, runs }: Facts): Name {
  const text =
    kind === 'drift'
      ? suggested > 0
        ? SENTENCES.more
        : SENTENCES.less
      : kind === 'precipitation-rate'
        ? SENTENCES['precipitation-rate']
        : SENTENCES['nominal-flow']
  const digits = kind === 'drift' ? 0 : 1
  const both = (value: number | null): Name => ({
    zh: formatNumber(value, digits, 'zh'),
    en: formatNumber(value, digits, 'en'),
  })
  return fillBoth(text, {
    zone,
    runs,
    current: both(current),
    suggested: both(kind === 'drift' ? Math.abs(suggested) : suggested),
  })
}
