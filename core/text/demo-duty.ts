/** Names of what people set up in the demo. */
import { texts } from './text.ts'

export const demoDuty = texts({
  roster: { zh: '食堂值班', en: 'Canteen duty' },
  early: { zh: '早班', en: 'Early' },
  late: { zh: '中班', en: 'Late' },
  night: { zh: '夜班', en: 'Night' },
  plan: { zh: '现场 → 主管 → 所有人', en: 'On the spot, then the manager, then everybody' },
  push: { zh: '手机推送', en: 'Push to phones' },
})

export const demoManagement = texts({
  baseline: { zh: '{meter}：前两个月', en: '{meter}: the first two months' },
})
