/** What went wrong with valves and water: what happened, what Steward did, what a person is to do. */
import type { Name } from '../contract/schema.ts'
import type { Incident, IncidentKind } from '../contract/watering-record.ts'
import { formatNumber } from './format.ts'
import { fillBoth, texts } from './text.ts'

export const incidentKindTexts: Readonly<Record<IncidentKind, Name>> = texts({
  'over-flow': { zh: '流量过大', en: 'Too much flow' },
  'under-flow': { zh: '流量不足', en: 'Too little flow' },
  leak: { zh: '阀门全关仍有水流', en: 'Flow with every valve shut' },
  'says-open': { zh: '报告已开却没有水', en: 'Reports open, no water' },
  'says-closed': { zh: '报告已关却有水', en: 'Reports closed, water flows' },
  'opened-outside': { zh: '阀门被别处打开', en: 'Opened by somebody else' },
  'not-closed': { zh: '阀门没有关上', en: 'Did not close' },
  'not-opened': { zh: '阀门没有打开', en: 'Did not open' },
})

const SENTENCES: Readonly<Record<IncidentKind, Name>> = texts({
  'over-flow': {
    zh: '{where}流量 {flow} L/min，超过 {limit} L/min，已停浇。可能喷头断了或管子破了，请到现场查看。',
    en: '{where}: {flow} L/min, more than {limit} L/min, so watering was stopped. Look for a broken head or pipe.',
  },
  'under-flow': {
    zh: '{where}流量只有 {flow} L/min，不到 {limit} L/min。可能堵了或水压低。',
    en: '{where}: only {flow} L/min, less than {limit} L/min. Blocked, or too little pressure.',
  },
  leak: {
    zh: '{where}阀门都关着，仍有 {flow} L/min 的水流。请查漏水。',
    en: '{where}: {flow} L/min although every valve is shut. Look for a leak.',
  },
  'says-open': {
    zh: '{where}阀门说已打开，却没有水（{flow} L/min），已停。请查阀门和供水。',
    en: '{where}: the valve reports open but no water comes ({flow} L/min), so it was stopped. Check valve and supply.',
  },
  'says-closed': {
    zh: '{where}阀门说已关，却还有 {flow} L/min 的水流。请马上到现场关水。',
    en: '{where}: the valve reports closed but {flow} L/min still flow. Go and shut the water off.',
  },
  'opened-outside': {
    zh: '{where}的阀门不是由本系统打开的，到最长时限会自动关。',
    en: '{where}: the valve was not opened from here. It will be closed at its longest run.',
  },
  'not-closed': {
    zh: '{where}的阀门没有确认关闭，关闭命令在不断重发。请马上到现场查看。',
    en: '{where}: the valve has not confirmed that it closed. It is told again and again. Go and look now.',
  },
  'not-opened': {
    zh: '{where}的阀门命令了三次仍没有确认打开，已命令关闭，没有浇水。',
    en: '{where}: the valve was told to open three times and has not confirmed. It was told to close; nothing was watered.',
  },
})

const OTHER: Name = {
  zh: '也可能是{other}的阀门没有关严，请一起看。',
  en: ' Or the valve of {other} has not shut: look at both.',
}
const ISOLATED: Name = { zh: '总阀已关断。', en: ' The master valve was shut.' }
export const SITE_WATER: Name = { zh: '绿化供水', en: 'Grounds water' }

interface Facts extends Pick<Incident, 'kind' | 'flowLpm' | 'limitLpm' | 'isolated'> {
  readonly zone: Name | null
  readonly supply: Name | null
  /** Another zone that may be why. */
  readonly other?: Name | null
}

export function incidentSentence(facts: Facts): Name {
  const { kind, zone, supply, flowLpm, limitLpm, isolated, other } = facts
  const both = (value: number | null): Name => ({
    zh: formatNumber(value, 1, 'zh'),
    en: formatNumber(value, 1, 'en'),
  })
  const said = [
    fillBoth(SENTENCES[kind], {
      where: zone ?? supply ?? SITE_WATER,
      flow: both(flowLpm),
      limit: both(limitLpm),
    }),
    ...(other == null ? [] : [fillBoth(OTHER, { other })]),
    ...(isolated ? [ISOLATED] : []),
  ]
  return { zh: said.map(({ zh }) => zh).join(''), en: said.map(({ en }) => en).join('') }
}
