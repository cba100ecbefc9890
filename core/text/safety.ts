/** Words of gas and fire. */
import type { NotGreen } from '../alarms/gas.ts'
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const safetyTexts = texts({
  interlockFailed: { zh: '联动没有确认：{name}', en: 'An interlock has not confirmed: {name}' },
  drillDetector: { zh: '演练探测器', en: 'Drill detector' },
  drillOver: { zh: '演练结束', en: 'The drill is over' },
  drillMark: { zh: '【演练】{title}', en: 'DRILL. {title}' },
})

/** Why a tile is not green: what it means, in the words of who reads it. */
export const notGreenTexts: Readonly<Record<NotGreen, Name>> = {
  alarm: { zh: '正在报警', en: 'In alarm' },
  fault: { zh: '探测器自报故障', en: 'It reports a fault of its own' },
  'never-heard': { zh: '从未收到消息', en: 'Never heard from' },
  silent: { zh: '超过监视时限没有消息', en: 'Silent longer than it may be' },
  quiet: {
    zh: '正在测试、搁置或停用，报警不会通知人',
    en: 'In test, shelved or out of service: nobody would be told',
  },
  'age-unknown': { zh: '台账里没有安装日期', en: 'The ledger does not say when it was installed' },
  'too-old': { zh: '传感器已超过使用寿命，请更换', en: 'The sensor is past its life: replace it' },
  'calibration-overdue': { zh: '校准已过期', en: 'Calibration is overdue' },
  'bump-overdue': { zh: '90 天内没有做过功能测试', en: 'Not tried with gas in the last 90 days' },
  'interlock-missing': { zh: '没有联动', en: 'Nothing acts on its alarm' },
  'interlock-unproven': { zh: '联动从未得到确认', en: 'Its interlock has never confirmed' },
  'interlock-stale': { zh: '联动上次验证已超过 90 天', en: 'Its interlock was proven more than 90 days ago' },
  'battery-low': { zh: '电池电量低', en: 'Battery low' },
}
