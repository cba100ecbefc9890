/** What was done, by the name of the route that did it. */
import type { Name } from '../contract/schema.ts'
import { texts } from './text.ts'

export const auditTexts = texts({
  updateSite: { zh: '修改场所', en: 'Changed the site' },
  createArea: { zh: '新建位置', en: 'Added a place' },
  createDevice: { zh: '登记设备', en: 'Registered a device' },
  changeDevice: { zh: '修改设备', en: 'Changed a device' },
  adoptDevice: { zh: '认领设备', en: 'Adopted a device' },
  ignoreDevice: { zh: '忽略设备', en: 'Ignored a device' },
  changePoint: { zh: '修改测点', en: 'Changed a point' },
  createRule: { zh: '新建告警规则', en: 'Added an alarm rule' },
  changeRule: { zh: '修改告警规则', en: 'Changed an alarm rule' },
  deleteRule: { zh: '删除告警规则', en: 'Removed an alarm rule' },
  serviceRule: { zh: '停用或启用规则', en: 'Took a rule out of service, or back' },
  acknowledgeAlarm: { zh: '接手告警', en: 'Took an alarm' },
  closeAlarm: { zh: '关闭告警', en: 'Closed an alarm' },
  shelveAlarm: { zh: '搁置告警', en: 'Shelved an alarm' },
  unshelveAlarm: { zh: '取消搁置', en: 'Unshelved an alarm' },
  createChannel: { zh: '新建通知渠道', en: 'Added a channel' },
  changeChannel: { zh: '修改通知渠道', en: 'Changed a channel' },
  deleteChannel: { zh: '删除通知渠道', en: 'Removed a channel' },
  testChannel: { zh: '发送测试消息', en: 'Sent a test message' },
  createZone: { zh: '新建浇水分区', en: 'Added a zone' },
  changeZone: { zh: '修改浇水分区', en: 'Changed a zone' },
  runZone: { zh: '手动浇水', en: 'Started watering' },
  stopZone: { zh: '停止浇水', en: 'Stopped a zone' },
  stopAll: { zh: '全部停止浇水', en: 'Stopped all watering' },
  createProgram: { zh: '新建浇水计划', en: 'Added a program' },
  changeProgram: { zh: '修改浇水计划', en: 'Changed a program' },
  deleteProgram: { zh: '删除浇水计划', en: 'Removed a program' },
  pauseProgram: { zh: '暂停或恢复浇水计划', en: 'Paused or resumed a program' },
  createMeter: { zh: '新建表计', en: 'Added a meter' },
  changeMeter: { zh: '修改表计', en: 'Changed a meter' },
  deleteMeter: { zh: '删除表计', en: 'Removed a meter' },
  createTariff: { zh: '新建价格', en: 'Added a tariff' },
  changeTariff: { zh: '修改价格', en: 'Changed a tariff' },
  deleteTariff: { zh: '删除价格', en: 'Removed a tariff' },
  completeSetup: { zh: '完成首次设置', en: 'Finished the first setup' },
  signIn: { zh: '登录', en: 'Signed in' },
  signOut: { zh: '退出登录', en: 'Signed out' },
  changePassword: { zh: '修改密码', en: 'Changed the password' },
  createUser: { zh: '新建用户', en: 'Added a user' },
  changeUser: { zh: '修改用户', en: 'Changed a user' },
})

export const auditText = (action: string): Name =>
  (auditTexts as Readonly<Record<string, Name>>)[action] ?? { zh: '其他操作', en: 'Something else' }
