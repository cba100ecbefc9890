/** Words of gas, fire and grace. */
import { texts } from './text.ts'

/** Why a detector's tile is not green. */
export const notGreenTexts = texts({
  alarm: { zh: '正在报警', en: 'In alarm' },
  fault: { zh: '探测器报故障', en: 'Reports a fault' },
  'never-heard': { zh: '从未收到过信号', en: 'Never heard from' },
  silent: { zh: '超过监视时限没有信号', en: 'Silent beyond its supervision limit' },
  quiet: { zh: '告警被搁置、停用或在测试', en: 'Its alarms are quiet: shelved, out of service or in test' },
  'age-unknown': { zh: '没有登记安装日期', en: 'Nobody wrote down when it was installed' },
  'too-old': { zh: '传感器已过使用年限', en: 'The sensor is past its life' },
  'calibration-overdue': { zh: '校准已过期', en: 'Calibration is overdue' },
  'bump-overdue': { zh: '该做通气测试了', en: 'A bump test is due' },
  'interlock-missing': { zh: '没有接联动阀或排风', en: 'No shut-off valve or fan is wired to it' },
  'interlock-unproven': { zh: '联动没有验证过', en: 'The interlock is not proven' },
  'interlock-stale': { zh: '联动验证已过期', en: 'The proof of the interlock is too old' },
  'battery-low': { zh: '电池电量低', en: 'Battery low' },
})

/** The shaded bands of a cabinet's chart. */
export const graceTexts = texts({
  door: { zh: '开门', en: 'Door open' },
  defrost: { zh: '除霜', en: 'Defrost' },
  restocking: { zh: '补货', en: 'Restocking' },
  idle: { zh: '不在供餐时间', en: 'Outside serving hours' },
})
