/** What is said of the certificate that devices see. */
import { texts } from './text.ts'

export const certificateTexts = texts({
  refused: {
    zh: '新的 MQTT 证书文件不能用，仍在使用旧证书',
    en: 'The new MQTT certificate files cannot be used; the old ones stay in force',
  },
  ending: {
    zh: 'MQTT 证书快到期或已过期，到期后设备连不上',
    en: 'The MQTT certificate is about to end, or has ended: devices cannot connect then',
  },
  label: { zh: 'MQTT 证书', en: 'MQTT certificate' },
  until: { zh: '有效期至 {date}', en: 'valid until {date}' },
  untilRefused: {
    zh: '有效期至 {date}，新文件不能用',
    en: 'valid until {date}; the new files cannot be used',
  },
})
