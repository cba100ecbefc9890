/** Names of the rules a template brings, and how an alarm is told. */
import { texts } from './text.ts'

export const ruleTexts = texts({
  tooWarm: { zh: '温度过高', en: 'Too warm' },
  farTooWarm: { zh: '温度严重超标', en: 'Far too warm' },
  tooCold: { zh: '温度过低', en: 'Too cold' },
  tooManyMinutes: { zh: '累计超温时间过长', en: 'Too many minutes beyond the limit' },
  coolsSlowly: { zh: '降温太慢', en: 'Cools too slowly' },
  farTooCold: { zh: '温度严重过低', en: 'Far too cold' },
  farTooCool: { zh: '保温严重不足', en: 'Far from hot enough' },
  notHot: { zh: '保温温度不足', en: 'Not hot enough' },
  gas: { zh: '燃气泄漏', en: 'Gas leak' },
  gasLevel: { zh: '燃气浓度过高', en: 'Gas concentration too high' },
  gasHigh: { zh: '燃气浓度达到二级', en: 'Gas at the second level' },
  heatRise: { zh: '温升过快', en: 'Temperature rising fast' },
  smoke: { zh: '烟雾报警', en: 'Smoke' },
  heat: { zh: '高温火警', en: 'Heat alarm' },
  flame: { zh: '发现火焰', en: 'Flame seen' },
  manual: { zh: '手动报警按钮按下', en: 'Manual call point pressed' },
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
  'shelf-ending': {
    zh: '【搁置即将到期】{device}：{alarm}',
    en: 'Shelving ends in a few minutes: {device}, {alarm}',
  },
  test: { zh: '【测试】这是一条测试消息，不是真的告警', en: 'Test message, not a real alarm' },
})

/** What happened to an alarm, in its history. */
export const eventTexts = texts({
  raised: { zh: '告警发生', en: 'Raised' },
  're-raised': { zh: '再次提醒', en: 'Raised again' },
  returned: { zh: '恢复正常', en: 'Back to normal' },
  acknowledged: { zh: '有人处理', en: 'Somebody is on it' },
  latched: { zh: '恢复，等待复位', en: 'Over, waiting to be reset' },
  reset: { zh: '已复位', en: 'Reset' },
  shelved: { zh: '搁置', en: 'Shelved' },
  unshelved: { zh: '取消搁置', en: 'Unshelved' },
  'shelf-ending': { zh: '搁置即将到期', en: 'Shelving about to end' },
  'shelf-expired': { zh: '搁置到期', en: 'Shelving ended' },
  suppressed: { zh: '因上级故障暂不提醒', en: 'Held back: something else explains it' },
  unsuppressed: { zh: '恢复提醒', en: 'No longer held back' },
  'out-of-service': { zh: '停用检修', en: 'Taken out of service' },
  'in-service': { zh: '恢复使用', en: 'Back in service' },
  muted: { zh: '又发生一次，静默中未提醒', en: 'Happened again while quiet' },
  'no-data': { zh: '收不到数据', en: 'No data' },
  failed: { zh: '数据无法判断', en: 'Readings cannot be judged' },
  sees: { zh: '数据恢复', en: 'Data is back' },
  noted: { zh: '备注', en: 'Note' },
  assigned: { zh: '交给', en: 'Given to' },
  closed: { zh: '已关闭', en: 'Closed' },
})

export const alarmTexts = texts({
  steward: { zh: '后勤管家', en: 'Steward' },
  undelivered: { zh: '通知发不出去：{channel}', en: 'Cannot deliver notifications: {channel}' },
  deviceSuppressed: {
    zh: '设备已停用或忽略',
    en: 'The device was disabled or is ignored',
  },
  ruleFailed: { zh: '规则无法判断：{rule}', en: 'A rule cannot be judged: {rule}' },
  ruleRemoved: { zh: '规则已删除或停用', en: 'The rule was removed or switched off' },
})
