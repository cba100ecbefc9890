/** What kinds of devices are called, and how they are doing. */
import type { DeviceKind } from '../contract/device.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const kindTexts: Readonly<Record<DeviceKind, Name>> = {
  fridge: { zh: '冷藏柜', en: 'Fridge' },
  freezer: { zh: '冷冻柜', en: 'Freezer' },
  'cold-room': { zh: '冷库', en: 'Cold room' },
  'sample-fridge': { zh: '留样柜', en: 'Retained-sample fridge' },
  'hot-holding': { zh: '保温柜', en: 'Hot holding' },
  gas: { zh: '燃气探测器', en: 'Gas detector' },
  co: { zh: '一氧化碳探测器', en: 'CO detector' },
  smoke: { zh: '烟感', en: 'Smoke detector' },
  heat: { zh: '温感', en: 'Heat detector' },
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
})

export const availabilityTexts = texts({
  online: { zh: '在线', en: 'Online' },
  offline: { zh: '离线', en: 'Offline' },
  unknown: { zh: '未上报', en: 'Not reported' },
})
