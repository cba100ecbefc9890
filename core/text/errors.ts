/** What a person reads when something goes wrong: what happened and what to do. */
import type { ErrorCode } from '../contract/error.ts'
import type { Name } from '../contract/schema.ts'

export const errorTexts: Readonly<Record<ErrorCode, Name>> = {
  'request.invalid': { zh: '填写的内容不对：{detail}', en: 'Something in the form is not right: {detail}' },
  'request.too-large': {
    zh: '内容太大，请减小后再试',
    en: 'That is too large. Make it smaller and try again',
  },
  'request.too-many': {
    zh: '尝试太频繁，请 {seconds} 秒后再试',
    en: 'Too many tries. Wait {seconds} seconds',
  },
  'session.required': { zh: '请先登录', en: 'Please sign in' },
  'session.wrong-credentials': { zh: '用户名或密码不对', en: 'Wrong user name or password' },
  'session.setup-code-wrong': {
    zh: '启动码不对，请看服务器控制台上打印的那一行',
    en: 'Wrong setup code. It is printed on the server’s console',
  },
  'access.forbidden': {
    zh: '您的角色不能做这件事，请找管理员',
    en: 'Your role may not do this. Ask an administrator',
  },
  'thing.not-found': { zh: '找不到了，可能已被删除', en: 'Not found. It may have been removed' },
  'thing.conflict': { zh: '已经有同名的了，请换一个', en: 'That name is taken. Choose another' },
  'setup.already-done': { zh: '已经设置过了，请登录', en: 'Setup is done already. Sign in' },
  'alarm.not-open': { zh: '这条告警已经关闭', en: 'This alarm is closed already' },
  'alarm.action-required': { zh: '请写下处理措施再关闭', en: 'Say what was done before closing' },
  'alarm.still-active': {
    zh: '情况还没有恢复，暂时不能关闭',
    en: 'It is not over yet, so it cannot be closed',
  },
  'alarm.not-shelvable': {
    zh: '燃气、消防报警不能由一个人关掉，请先两人同意停用',
    en: 'Nobody silences gas and fire alarms alone. Two persons take them out of service first',
  },
  'valve.busy': { zh: '这个阀门正在浇水', en: 'This valve is already watering' },
  'valve.unsafe': { zh: '阀门状态未知，为安全不打开', en: 'The valve’s state is unknown, so it stays shut' },
  'device.not-commandable': { zh: '这个设备不接受控制', en: 'This device takes no commands' },
  'report.no-data': { zh: '这段时间没有数据', en: 'There are no readings for this period' },
  'store.unavailable': {
    zh: '数据库暂时不可用，数据已在本机保存',
    en: 'The database cannot be reached. Readings are kept on this machine',
  },
  'server.failed': {
    zh: '服务器出错了，已记录，请稍后再试',
    en: 'The server failed. It is logged. Try again later',
  },
}
