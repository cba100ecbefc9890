/** Names of the rules a template brings, and how an alarm is told. */
import { texts } from './text.ts'

export const ruleTexts = texts({
  tooWarm: { zh: '温度过高', en: 'Too warm' },
  farTooWarm: { zh: '温度严重超标', en: 'Far too warm' },
  tooCold: { zh: '温度过低', en: 'Too cold' },
  notHot: { zh: '保温温度不足', en: 'Not hot enough' },
  gas: { zh: '燃气泄漏', en: 'Gas leak' },
  gasLevel: { zh: '燃气浓度过高', en: 'Gas concentration too high' },
  smoke: { zh: '烟雾报警', en: 'Smoke' },
  heat: { zh: '高温火警', en: 'Heat alarm' },
  co: { zh: '一氧化碳超标', en: 'Carbon monoxide' },
  leak: { zh: '漏水', en: 'Water leak' },
  doorOpen: { zh: '门长时间未关', en: 'Door left open' },
  batteryLow: { zh: '电池电量低', en: 'Battery low' },
  silent: { zh: '设备失联', en: 'Not heard from' },
})

/** What each telling says; `{device}` and `{alarm}` are names. */
export const tellingTexts = texts({
  raised: { zh: '【告警】{device}：{alarm}', en: 'Alarm: {device}, {alarm}' },
  're-raised': { zh: '【再次告警】{device}：{alarm}', en: 'Alarm again: {device}, {alarm}' },
  returned: { zh: '【已恢复】{device}：{alarm}', en: 'Back to normal: {device}, {alarm}' },
  latched: { zh: '【待复位】{device}：{alarm}', en: 'Over, waiting for a reset: {device}, {alarm}' },
  acknowledged: { zh: '【已确认】{device}：{alarm}', en: 'Somebody is on it: {device}, {alarm}' },
  closed: { zh: '【已关闭】{device}：{alarm}', en: 'Closed: {device}, {alarm}' },
  test: { zh: '【测试】这是一条测试消息，不是真的告警', en: 'Test message, not a real alarm' },
})

export const alarmTexts = texts({
  steward: { zh: '后勤管家', en: 'Steward' },
  undelivered: { zh: '通知发不出去：{channel}', en: 'Cannot deliver notifications: {channel}' },
  deviceSuppressed: {
    zh: '设备已停用或忽略',
    en: 'The device was disabled or is ignored',
  },
  ruleRemoved: { zh: '规则已删除或停用', en: 'The rule was removed or switched off' },
})
