/** What is said of the disk under the data folder when it fills up. */
import { texts } from './text.ts'

export const diskTexts = texts({
  filling: {
    zh: '硬盘剩余不到 2 GB：请腾出空间，或减少读数保留天数',
    en: 'Less than 2 GB of disk is free: make room, or keep readings for fewer days',
  },
  full: {
    zh: '硬盘快满了：写满以后读数和告警都存不下，请马上腾出空间',
    en: 'The disk is nearly full: soon neither readings nor alarms can be kept. Make room now',
  },
})
