/** What kinds of devices are called, and how they are doing. */
import type { DeviceKind } from '../contract/device.ts'
import type { RejectionCode } from '../contract/error.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const kindTexts: Readonly<Record<DeviceKind, Name>> = {
  fridge: { zh: '冷藏柜', en: 'Fridge' },
  freezer: { zh: '冷冻柜', en: 'Freezer' },
  'cold-room': { zh: '冷库', en: 'Cold room' },
  'sample-fridge': { zh: '留样柜', en: 'Retained-sample fridge' },
  display: { zh: '展示柜', en: 'Display cabinet' },
  'blast-chiller': { zh: '速冷柜', en: 'Blast chiller' },
  'hot-holding': { zh: '保温柜', en: 'Hot holding' },
  gas: { zh: '燃气探测器', en: 'Gas detector' },
  co: { zh: '一氧化碳探测器', en: 'CO detector' },
  smoke: { zh: '烟感', en: 'Smoke detector' },
  heat: { zh: '温感', en: 'Heat detector' },
  flame: { zh: '火焰探测器', en: 'Flame detector' },
  'call-point': { zh: '手动报警按钮', en: 'Manual call point' },
  leak: { zh: '漏水探测器', en: 'Leak detector' },
  door: { zh: '门磁', en: 'Door contact' },
  'water-meter': { zh: '水表', en: 'Water meter' },
  'electricity-meter': { zh: '电表', en: 'Electricity meter' },
  'gas-meter': { zh: '燃气表', en: 'Gas meter' },
  valve: { zh: '阀门', en: 'Valve' },
  soil: { zh: '土壤传感器', en: 'Soil sensor' },
  station: { zh: '气象站', en: 'Weather station' },
  plug: { zh: '智能插座', en: 'Plug' },
  siren: { zh: '声光报警器', en: 'Siren' },
  gateway: { zh: '网关', en: 'Gateway' },
  other: { zh: '其他', en: 'Other' },
}

export const deviceStatusTexts = texts({
  inbox: { zh: '待认领', en: 'New' },
  active: { zh: '在用', en: 'In use' },
  ignored: { zh: '已忽略', en: 'Ignored' },
  disabled: { zh: '停用', en: 'Out of service' },
  retired: { zh: '已更换', en: 'Replaced' },
})

/** Why a packet gave no reading, and what usually helps. */
export const rejectionTexts: Readonly<Record<RejectionCode, Name>> = {
  'topic.unknown': {
    zh: '不认识这个主题，没有哪种协议这样写',
    en: 'No dialect Steward knows uses this topic',
  },
  'payload.empty': { zh: '消息是空的', en: 'The message was empty' },
  'payload.not-json': { zh: '内容不是 JSON', en: 'The content is not JSON' },
  'payload.not-object': { zh: 'JSON 里没有字段', en: 'The JSON holds no fields' },
  'payload.too-deep': { zh: 'JSON 嵌套太深', en: 'The JSON is nested too deeply' },
  'payload.no-metric': { zh: '里面没有可保存的量', en: 'It holds nothing that can be kept as a reading' },
  'value.not-a-number': { zh: '数值不是数字', en: 'A value is not a number' },
  'value.unknown': { zh: '数值读不懂', en: 'A value could not be understood' },
  'value.text-too-long': { zh: '文字太长', en: 'A text is too long' },
  'unit.unknown': { zh: '不认识这个单位', en: 'The unit is not known' },
  'time.unreadable': {
    zh: '时间读不懂，请检查设备时钟',
    en: 'The time could not be read. Check the device’s clock',
  },
  'device.limit': { zh: '设备数量已到上限', en: 'No more devices fit' },
  'point.limit': { zh: '这台设备的测点已到上限', en: 'This device has no room for more points' },
  'topic.forbidden': {
    zh: '这个账号无权在此主题发言',
    en: 'This client’s credential may not speak on this topic',
  },
  'rate.exceeded': { zh: '发得太快，已限流', en: 'It sends too fast and was slowed down' },
  'queue.full': {
    zh: '系统来不及处理，请设备稍后重发',
    en: 'Steward was too busy; the device should send it again',
  },
  'decoder.failed': { zh: '解码出错，原文已保留', en: 'Decoding went wrong; the message is kept' },
  'birth.missing': {
    zh: '还没收到它的自我介绍，已请它重发',
    en: 'It has not introduced itself yet and was asked to',
  },
  'frame.broken': {
    zh: '报文残缺或校验不符，请检查线路和波特率',
    en: 'The frame is cut or its checksum is wrong. Check the wiring and the baud rate',
  },
  'device.error': { zh: '设备回复了一个错误', en: 'The device answered with an error' },
  'model.unknown': {
    zh: '不知道它的型号，请在网络服务器的设备配置里写明',
    en: 'Its model is not known. Name it in the network server’s device profile',
  },
  'template.unreadable': {
    zh: '它公布的取值模板太复杂，这里读不懂，这一项没有读数',
    en: 'The template it announced says more than can be read here, so this part gives no readings',
  },
}

export const rejectionText = (code: string): Name =>
  rejectionTexts[code as RejectionCode] ?? { zh: '原因未知', en: 'For an unknown reason' }
