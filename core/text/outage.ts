/** One cause behind many silences. */
import { texts } from './text.ts'

export const outageTexts = texts({
  gateway: {
    zh: '网关失联，它带的 {count} 个设备都收不到',
    en: 'Gateway gone, and the {count} devices behind it',
  },
  cut: {
    zh: '停电或断网：{count} 个设备同时失联',
    en: 'Power or network cut: {count} devices silent at once',
  },
})
