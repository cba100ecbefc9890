/** What is said of the store of readings when it does not keep them. */
import { texts } from './text.ts'

export const storeTexts = texts({
  away: {
    zh: '读数数据库存不进去',
    en: 'The database of readings does not take them',
  },
  dropping: {
    zh: '本机暂存已满，最早的读数正在丢弃',
    en: 'The space for waiting readings is full: the oldest are being given up',
  },
})
